"""What every room stands on: the wall, commands, permissions, events, the audit chain, errors, time and keys.

``core`` knows no room. A reader who wants the whole machinery reads, in this order: ``wall`` (how a statement is
kept inside one tenant), ``database`` (the kinds of rows and the session), ``commands`` (the only way to write),
``events`` (what must be told) and ``audit`` (what was done).
"""
