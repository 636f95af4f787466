"""Referrals: a matter crosses a wall only as a frozen, itemised copy, with a custody chain of signed receipts.

Tables, shared by exactly the sending and the receiving tenant: ``referrals``, ``referral_items`` (the envelope's items,
sealed), ``referral_files``, ``custody_receipts``, ``referral_readings`` (who was shown what). The sender's own:
``disclosures`` (what was given and held back, as the petitioner is told). Each side's own: ``referral_links`` (its case
beside the shared referral), ``referral_drafts`` (what a seat has put together and not sent, sealed).
Commands: ``referral.save_draft``, ``referral.discard_draft``, ``referral.send``, ``referral.deliver`` (the system's, at
the receiver), ``referral.sign_for``, ``referral.accept``, ``referral.answer``, ``referral.confirm``,
``referral.reveal``, ``referral.follow`` (the system's, on the own case of the side that did not act).
Events, recorded by the acting tenant, subject the referral, body ``sender_tenant_id`` and ``receiver_tenant_id``:
``referral.sent``, ``referral.delivered``, ``referral.signed_for``, ``referral.accepted``, ``referral.answered``,
``referral.confirmed``. Both parties may be told of all but ``referral.sent``, which the receiver learns as
``referral.delivered``.
"""
