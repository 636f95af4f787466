"""Casework: what one organisation does with the matters people bring to it, from the first word to the
closing.

The subject is divided into rooms before it grows: intake, cases, handling, progress, attachments, imports, export,
saved views, desk. Each holds its own tables, commands and pages. Nothing here knows other organisations: what crosses a
wall does so in the federation, which fills the slots that casework pages offer.
"""
