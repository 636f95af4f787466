"""The sentences of the petitioner's page. Plain words: who does what by when, with the day written out."""

from typing import Any

from portal.public.envelopes import Shared
from portal.public.queries import Matter, Paper
from tenants.casework.progress.queries import Promise
from tenants.casework.progress.rules import Standing, Step, standing
from tenants.casework.progress.words import (
    CONSIDERING,
    DECIDING_WHO,
    STEPS,
    is_sending_on,
    reads_chinese,
    receiver_name,
    spoken_day,
)
from tenants.core.words import _, ngettext
from tenants.obligations.rules import N_, Basis, Source
from tenants.organisations.words import name_of

__all__ = [
    "citation",
    "counting",
    "given",
    "headline",
    "name_of",
    "promise_sentence",
    "served",
    "spoken_day",
    "time_left",
    "withheld",
]

_STANDINGS = {
    Standing.DECIDING: STEPS[Step.ACCEPTED, "now"],
    Standing.CONSIDERING: CONSIDERING,
    Standing.PASSED_ON: _("Passed on, waiting for word"),
    Standing.LOOKING: STEPS[Step.LOOKED_INTO, "now"],
    Standing.ANSWERED: _("Answered, in writing"),
    Standing.CLOSED: STEPS[Step.CLOSED, "done"],
}


def headline(matter: Matter) -> Any:
    """Return the present stage in a few words."""
    at = standing(matter.course)
    if at == Standing.ANSWERED and matter.course.passed_on:
        return _("Decided")
    return DECIDING_WHO if is_sending_on(matter.told) else _STANDINGS[at]


def time_left(promise: Promise) -> Any:
    """Return the words of the chip: how much time is left, or by how much it is late."""
    left = promise.left
    if left.kind == "over":
        return ngettext("late by %(num)d day", "late by %(num)d days", left.number)
    if left.kind == "today":
        return _("last day today")
    if left.unit == "workday":
        return ngettext("%(num)d working day to go", "%(num)d working days to go", left.number)
    return ngettext("%(num)d day to go", "%(num)d days to go", left.number)


_TOLD_WHO = N_("By %(day)s at the latest we tell you who handles it.")
_TOLD_WHETHER = N_("By %(day)s at the latest you are told in writing whether it is accepted.")
_ANSWERED = N_("By %(day)s at the latest you are answered in writing.")
_LATE = {
    _TOLD_WHO: N_("You should have been told by %(day)s who handles it. Call and ask."),
    _TOLD_WHETHER: N_(
        "You should have been told in writing by %(day)s whether it is accepted. Call and ask."
    ),
    _ANSWERED: N_("You should have been answered in writing by %(day)s. Call and ask."),
}


def promise_sentence(matter: Matter) -> Any:
    """Return by when the petitioner hears what, or what happened last; an empty text when there is nothing to say."""
    course, promise, at = matter.course, matter.promise, standing(matter.course)
    if at == Standing.CLOSED:
        return _("Finished on %(day)s.", day=spoken_day(course.closed_on)) if course.closed_on else ""
    if at == Standing.ANSWERED and course.passed_on:
        return _("%(name)s tells you in writing what was decided.", name=receiver_name(matter.told))
    if at == Standing.ANSWERED and course.answered_on:
        return _("Answered on %(day)s.", day=spoken_day(course.answered_on))
    if promise is None:
        if at != Standing.PASSED_ON:
            return ""
        return _("Within 15 days of signing for it they tell you in writing whether it is accepted.")
    sentence = _ANSWERED
    if at in (Standing.DECIDING, Standing.PASSED_ON):
        sentence = _TOLD_WHO if is_sending_on(matter.told) else _TOLD_WHETHER
    if promise.left.kind == "over":
        sentence = _LATE[sentence]
    return _(sentence, day=spoken_day(promise.due_on))


def citation(basis: Basis) -> Any:
    """Return the article or rule that sets a date, as people cite it."""
    if reads_chinese():
        return f"{basis.citation}，参照{basis.follows}" if basis.follows else basis.citation
    if basis.source == Source.REGULATION:
        return _("Regulations on Petition Work, article %(article)s", article=basis.article)
    return _("the rules that these organisations have agreed on")


def counting(promise: Promise) -> Any:
    """Return from which day a date was counted, and how."""
    start = spoken_day(promise.started_on)
    if promise.left.unit == "workday":
        return _(
            "%(number)d working days counted from %(day)s; that day itself does not count "
            "(Civil Code, article 201).",
            number=promise.length,
            day=start,
        )
    return _(
        "%(number)d days counted from %(day)s; that day itself does not count (Civil Code, article 201).",
        number=promise.length,
        day=start,
    )


def served(paper: Paper) -> str:
    """Return when a paper was served, and its number."""
    return _separator().join([spoken_day(paper.served_on), paper.number])


def given(envelope: Shared) -> str:
    """Return what an envelope gave, in one line."""
    return _listed(envelope.given, envelope.files_given)


def withheld(envelope: Shared) -> str:
    """Return what was kept back from the receiver of an envelope, in one line."""
    return _listed(envelope.withheld, envelope.files_withheld)


def _listed(labels: list[Any], files: int) -> str:
    items = [str(label) for label in labels]
    if files:
        items.append(str(ngettext("%(num)d file", "%(num)d files", files)))
    return _separator("、").join(items)


def _separator(chinese: str = "，") -> str:
    return chinese if reads_chinese() else ", "
