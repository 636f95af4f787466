"""Export: lists leave the product as Excel workbooks or CSV, row by row, so that no list is too long.

The caller hands in rows it is allowed to see and learns how many were written; nothing is read here. A text
that spreadsheets would take for a formula stays a text.
"""
