"""Views of the list of cases that a person keeps under a name: filters, order and columns, never a keyword.

Table: ``saved_views``, of one seat each.
Commands: ``saved_view.save``, ``saved_view.change`` (another name, other filters), ``saved_view.delete``.
Nobody but the seat itself sees them. The list of cases shows them as tabs after its own.
"""
