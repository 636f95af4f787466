"""Registering what people bring: the immutable submission, who brought it, the receipt code.

Tables: ``submissions`` (the original text, never edited), ``petitioners`` (identity, sealed), ``tracking_codes``
(platform: a petitioner's code leads to one tenant's case; only its hash is kept).
Commands: ``case.register``, ``identity.reveal`` (logged), ``case.import`` (past matters of a workbook, in imports).
Events: ``case.registered``.
"""
