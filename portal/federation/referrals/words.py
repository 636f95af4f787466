"""The words of referrals: kinds, states, acts, items, grounds, and the sentences of refusals."""

from datetime import date
from typing import Any

from flask_babel import format_date

from portal.federation.mechanisms.words import english
from portal.federation.referrals.rules import CATALOGUE, STEPS, ConsentWay, Kind, State
from tenants.casework.cases import categories
from tenants.casework.cases.words import CHANNELS
from tenants.core.words import _, ngettext

__all__ = ["english"]

KINDS = {
    Kind.TRANSFER: _("Transfer"),
    Kind.ASSIGN: _("Assign, with a report back"),
    Kind.CO_HANDLE: _("Help with handling"),
    Kind.GUIDANCE: _("Ask for guidance"),
}
KIND_NOTES = {
    Kind.TRANSFER: _("the receiver handles it and answers the petitioner"),
    Kind.ASSIGN: _("the receiver handles it and reports the result"),
    Kind.CO_HANDLE: _("this organisation goes on handling it"),
    Kind.GUIDANCE: _("this organisation goes on handling it"),
}
SENDER_ROLES = {
    Kind.TRANSFER: _("sender, handed over"),
    Kind.ASSIGN: _("sender, waits for the report"),
    Kind.CO_HANDLE: _("sender, still in charge"),
    Kind.GUIDANCE: _("sender, still in charge"),
}
RECEIVER_ROLES = {
    Kind.TRANSFER: _("receiver, to handle"),
    Kind.ASSIGN: _("receiver, to handle and report"),
    Kind.CO_HANDLE: _("receiver, helps"),
    Kind.GUIDANCE: _("receiver, gives guidance"),
}
STATES = {
    State.SENT: _("Sent"),
    State.DELIVERED: _("To be signed for"),
    State.SIGNED_FOR: _("Signed for, to be accepted"),
    State.ACCEPTED: _("Accepted"),
    State.ANSWERED: _("Answered"),
    State.CONFIRMED: _("Confirmed"),
}
STATE_TONES = {
    State.SENT: "pair",
    State.DELIVERED: "warn",
    State.SIGNED_FOR: "pair",
    State.ACCEPTED: "info",
    State.ANSWERED: "petitioner",
    State.CONFIRMED: "ok",
}
ACTS = {
    "send": _("Envelope sent"),
    "deliver": _("Delivered by the system"),
    "sign_for": _("Signed for"),
    "accept": _("Accepted"),
    "answer": _("Answered"),
    "confirm": _("Answer confirmed"),
}
AWAITED = {
    "deliver": _("delivery"),
    "sign_for": _("signature"),
    "accept": _("acceptance or objection"),
    "answer": _("answer"),
    "confirm": _("confirmation of the answer"),
}
ITEMS = {
    "purpose": _("Asked for"),
    "demand_summary": _("Summary of the demand"),
    "category": _("Category"),
    "place": _("Place"),
    "received_on": _("Received on"),
    "channel": _("Came in by"),
    "person_count": _("Number of people"),
    "name": _("Name"),
    "phone": _("Telephone"),
    "id_number": _("Identity number"),
    "address": _("Address"),
    "original_text": _("Original text of the petition"),
    "internal_notes": _("Internal notes and course"),
    "accusation": _("Accusations of wrongdoing"),
}
CONSENT_WAYS = {
    ConsentWay.PHONE: _("agreed by telephone"),
    ConsentWay.IN_PERSON: _("agreed in person"),
    ConsentWay.WRITTEN: _("agreed in writing"),
    ConsentWay.ONLINE: _("agreed online"),
    ConsentWay.STATUTORY_DUTY: _("statutory duty, petitioner informed"),
}
OUTCOMES = {
    "solved": _("Solved"),
    "explained": _("Explained"),
    "in_hand": _("In hand, further steps named"),
    "not_ours": _("Outside our power"),
}
REFUSALS = {
    "sign_for_is_the_receivers": _("Only the receiving organisation can sign for the envelope."),
    "accept_is_the_receivers": _("Only the receiving organisation can accept the matter."),
    "answer_is_the_receivers": _("Only the receiving organisation can answer."),
    "deliver_is_the_receivers": _("Delivery is the system's act, at the receiving organisation."),
    "confirm_is_the_senders": _("Only the sending organisation can confirm the answer."),
    "send_is_the_senders": _("Only the sending organisation can send."),
    "by_system": _("This step is the system's. Nobody takes it by hand."),
    "class_accusation": _(
        "Accusations are not sent in envelopes: they may not reach the one complained of "
        "(Regulations on Petition Work, article 30). The confidential officer passes them on."
    ),
    "class_litigation_related": _(
        "A matter of law or litigation leaves the petition track. Tell the petitioner which court, procuratorate or "
        "police office to turn to, instead of referring it."
    ),
    "case_closed": _("The matter is closed. Register a new one if there is something new, then refer that."),
    "case_answered": _("The matter was answered already. There is nothing left to refer."),
    "case_accepted": _(
        "This organisation has accepted the matter and finishes it itself. Ask for help with handling instead."
    ),
    "handed_over": _(
        "The matter was handed over to another organisation already. A matter has one responsible organisation "
        "at a time."
    ),
    "came_in_envelope": _(
        "This matter came from another organisation. Answer that organisation and name who should handle it; "
        "it addresses the matter anew. Help and guidance can be asked for from here."
    ),
    "changed_since_seen": _(
        "What would be sent is no longer what you checked: somebody changed the matter meanwhile. Check it again."
    ),
}


def item_label(name: str, frozen: str = "") -> Any:
    """Return what an item is called in the reader's language; ``frozen`` for one that is no longer in the catalogue."""
    item = CATALOGUE.get(name)
    if item is not None and item.person > 1:
        return _("%(item)s (representative %(number)d)", item=ITEMS[item.field], number=item.person)
    return ITEMS.get(name, frozen or name)


def consent_way(way: str) -> Any:
    """Return how somebody agreed, in the reader's language."""
    return CONSENT_WAYS.get(way, way)  # type: ignore[call-overload]


def item_value(name: str, value: str) -> Any:
    """Return an item's value as people read it: codes become names, dates are written out."""
    if name == "category":
        return categories.path_of(value, english=english())
    if name == "channel":
        return CHANNELS.get(value, value)  # type: ignore[call-overload]
    if name == "person_count" and value.isdecimal():
        return ngettext("%(num)d person", "%(num)d people", int(value))
    if name == "received_on":
        return format_date(date.fromisoformat(value), "d MMM y" if english() else "y年M月d日")
    return value


def refusal(act: str, state: str, reason: str) -> Any:
    """Return the sentence for a code of ``rules.why_not``."""
    if reason in REFUSALS:
        return REFUSALS[reason]
    order, step = list(State), STEPS[act]
    if step.status_from is not None and order.index(State(state)) < order.index(step.status_from):
        return _(
            "This step is not due yet. It comes after the state “%(state)s”.", state=STATES[step.status_from]
        )
    return _(
        "This step was taken already. The referral now stands at “%(state)s”.", state=STATES[State(state)]
    )


def chain_broken(place: str) -> Any:
    """Return why no further receipt is issued, naming the first broken place."""
    return _(
        "The envelope or its receipts were changed in the database, so no further receipt is issued. First broken "
        "place: %(place)s. Tell the people who run the system.",
        place=place,
    )


def file_broken() -> Any:
    """Return why a file cannot be taken out or copied: its bytes on disk are not those that were sealed."""
    return _(
        "An attachment was changed on disk or is gone, so it cannot be used. Nothing else was changed. Tell the people "
        "who run the system, and ask for the file again."
    )
