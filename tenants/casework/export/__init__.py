"""Export: lists leave the product as Excel workbooks or CSV, row by row, so that no list is too long, or on paper.

Command: ``case.export`` (who took which list out, how many rows; nothing is handed over before it is kept).
``workbook`` writes rows it is handed and says how many there were; a text that spreadsheets would take for a formula
stays a text. ``queries`` reads the rows under the same condition as the list.
"""
