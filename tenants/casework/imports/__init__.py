"""Imports: a ledger of past matters comes in from Excel or CSV, all of it or nothing.

Table: ``imports`` (the file, its mapping, its progress, its report). Commands: ``import.upload``, ``import.check``,
``import.note_check``, ``import.confirm``, ``case.import``, ``import.cancel``, ``import.fail``. Events:
``import.checked``, ``case.imported``, ``import.failed``.

``workbook`` reads a sheet and finds its headings, ``mapping`` suggests which column is which field, ``rows`` checks
every row and names every error with its row, column, reason and remedy; these know neither database nor web.
``storing`` keeps the file sealed until the import ends, ``jobs`` does the long steps beside the requests and takes up
what a dead process left, ``keeping`` turns rows into cases inside the one transaction,
``progress`` says in every process how far that is.
"""
