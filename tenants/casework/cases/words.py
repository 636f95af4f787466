"""The words of states, classes, channels and outcomes, and the sentences of refusals."""

from collections.abc import Iterable
from typing import Any

from flask_babel import get_locale

from tenants.casework.cases import categories
from tenants.casework.cases.rules import CaseClass, CaseState, Channel, Outcome
from tenants.core.errors import Wording
from tenants.core.words import _

STATES = {
    CaseState.REGISTERED: _("To be accepted"),
    CaseState.TRANSFERRED: _("Transferred"),
    CaseState.ACCEPTED: _("In hand"),
    CaseState.ANSWERED: _("Answered"),
    CaseState.CLOSED: _("Closed"),
}
STATE_TONES = {
    CaseState.REGISTERED: "warn",
    CaseState.TRANSFERRED: "pair",
    CaseState.ACCEPTED: "info",
    CaseState.ANSWERED: "petitioner",
    CaseState.CLOSED: "ok",
}
"""The tone of each state's tag."""

CLASSES = {
    CaseClass.APPEAL: _("Appeal for redress"),
    CaseClass.ACCUSATION: _("Accusation"),
    CaseClass.SUGGESTION: _("Suggestion"),
    CaseClass.LITIGATION_RELATED: _("Matter of law or litigation"),
    CaseClass.NOT_PETITION: _("Ordinary business"),
}
CHANNELS = {
    Channel.LETTER: _("Letter"),
    Channel.VISIT: _("Visit"),
    Channel.PHONE: _("Phone call"),
    Channel.WEB: _("Online"),
    Channel.EMAIL: _("E-mail"),
    Channel.DROP_BOX: _("Drop box"),
    Channel.OUTREACH: _("Outreach visit"),
}
OUTCOMES = {
    Outcome.UPHOLD: _("Upheld"),
    Outcome.EXPLAIN: _("Explained"),
    Outcome.REJECT: _("Not upheld"),
}

FIELD_NAMES = {
    "title": _("Title"),
    "summary": _("Demand in short"),
    "category": _("Category"),
    "case_class": _("Class"),
    "place": _("Place"),
}
"""The entries of a case that can be corrected, as forms, the course and conflicts call them."""


def _shown(name: str, value: Any) -> Any:
    if name == "case_class":
        return CLASSES[CaseClass(value)]
    if name == "category":
        return categories.path_of(value, english=getattr(get_locale(), "language", "zh") == "en")
    return value


FIELD_WORDING = Wording(FIELD_NAMES, _shown)

REFUSALS = {
    "is_registered": _("The matter is only registered. Accept it, or answer it, first."),
    "is_transferred": _(
        "The matter was transferred to another organisation. Wait for its answer, or for its return."
    ),
    "is_accepted": _("The matter is in hand already. The next step is the answer."),
    "is_answered": _("The matter was answered already. The next step is to close it."),
    "is_closed": _("The matter is closed. Register a new one if there is something new."),
    "confidential_track": _(
        "Accusations follow the rules of discipline inspection; they are not accepted, transferred or answered here."
    ),
    "nothing_to_accept": _(
        "Only an appeal for redress is accepted. Answer this matter at once and tell the petitioner the way to go."
    ),
    "accept_first": _("An appeal is accepted, with a written notice, before it is answered."),
    "not_answered_yet": _("The organisation it was transferred to has not answered yet."),
}


def listed(names: Iterable[Any]) -> str:
    """Return names as one phrase of the reader's language: 甲、乙、丙."""
    return str(_(", ")).join(str(name) for name in names)
