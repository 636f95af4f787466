"""What can be done with a case now, by this seat; and of what cannot be done, why, and who can."""

from dataclasses import dataclass
from typing import Any

from tenants.casework.cases import rules, words
from tenants.casework.cases.models import Case
from tenants.core.commands import Actor
from tenants.core.permissions import ROLE_NAMES, Permission, roles_granting
from tenants.core.words import _


@dataclass(frozen=True)
class Act:
    """A button. ``reason`` is empty when it can be pressed; ``dialog``, if any, is a window on the same page."""

    name: str
    text: Any
    icon: str
    endpoint: str
    dialog: str = ""
    reason: Any = ""


_ACTS = (
    Act("case.accept", _("Accept"), icon="send", endpoint="handling.accept", dialog="accept-window"),
    Act("case.answer", _("Answer"), icon="file-text", endpoint="handling.answer"),
    Act(
        "case.close",
        _("Close the matter"),
        icon="circle-check",
        endpoint="handling.close",
        dialog="close-window",
    ),
    Act("case.assign", _("Assign"), icon="user-check", endpoint="cases.assign", dialog="assign-window"),
    Act("case.note", _("Add a note"), icon="note", endpoint="handling.note", dialog="note-window"),
    Act("case.edit", _("Correct the entries"), icon="edit", endpoint="cases.edit"),
)
STEPS = ("case.accept", "case.answer", "case.close")
"""The acts that move a matter on; the first possible one is the page's primary button."""


def acts_of(actor: Actor, case: Case) -> list[Act]:
    """Return every act on a case with the reason why it cannot be done, empty when it can."""
    return [_with_reason(act, why_not(actor, act.name, case), case) for act in _ACTS]


def _with_reason(act: Act, reason: Any, case: Case) -> Act:
    text = act.text
    if act.name == "case.answer" and rules.path_of(case.case_class) == "handling_opinion":
        text = _("Issue the handling opinion")
    return Act(act.name, text, act.icon, act.endpoint, act.dialog, reason)


def why_not(actor: Actor, name: str, case: Case) -> Any:
    """Return the sentence that says why ``name`` cannot be done with ``case`` by ``actor``, or "" when it can."""
    if not actor.may(Permission.CASE_HANDLE):
        roles = words.listed(ROLE_NAMES[role] for role in roles_granting(Permission.CASE_HANDLE))
        return _("Your seat only reads. These roles can: %(roles)s.", roles=roles)
    reason = rules.why_not(name, case.state, case.case_class, case.referral_state)
    return words.REFUSALS[reason] if reason else ""


def next_step(acts: list[Act]) -> Act | None:
    """Return the act that moves the matter on now, or None when there is none or the seat may not."""
    return next((act for act in acts if act.name in STEPS and not act.reason), None)
