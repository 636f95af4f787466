"""Imports: a ledger of past matters comes in from Excel or CSV, all of it or nothing.

``workbook`` reads a sheet and finds its headings, ``mapping`` suggests which column is which field,
``rows`` checks every row and names every error with its row, column, reason and remedy. These know neither
database nor web; the commands keep what they found.
"""
