"""Referrals: a matter crosses a wall only as a frozen, itemised copy, with a custody chain of signed receipts.

Tables (all shared by exactly the sending and the receiving tenant): ``referrals``, ``referral_items`` (the envelope's
items, sealed), ``referral_files``, ``custody_receipts``. The sender's own: ``disclosures`` (what was given to whom, as
the petitioner is told), ``referral_links`` (each side's own case beside the shared referral).
Commands: ``referral.send``, ``referral.deliver`` (the system's), ``referral.sign_for``, ``referral.accept``,
``referral.answer``, ``referral.confirm``, ``referral.reveal``.
Events: ``referral.sent``, ``referral.delivered``, ``referral.signed_for``, ``referral.accepted``,
``referral.answered``, ``referral.confirmed``.
"""
