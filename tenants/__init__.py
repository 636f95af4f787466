"""Inside one wall: what one organisation owns and does.

Nothing here may see another organisation's rows, and nothing here imports ``portal``.
"""
