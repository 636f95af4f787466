"""Registering what people bring: the immutable submission, who brought it, the receipt.

Tables: ``submissions`` (the original text, never edited), ``petitioners`` (identity, sealed), ``tracking_codes``
(platform: a petitioner's code leads to one tenant's case; only its keyed hash is kept, the code itself is derived).
Commands: ``case.register``, ``receipt.show`` (the code again, logged), ``identity.reveal`` (one masked value, logged).
``registration.open_case`` opens a case inside another room's command.
Events: ``case.registered``; of an accusation none. Slot: ``petitioner.address``.
"""
