"""The sentences of the petitioner's page. Plain words: who does what by when, with the day written out."""

from datetime import date
from typing import Any

from flask_babel import get_locale

from portal.public.envelopes import Shared
from portal.public.queries import Matter, Paper, Promise
from portal.public.rules import HANDLING_DAYS, Stage, Standing, Step, standing
from portal.web.template_words import day
from tenants.core import clock
from tenants.core.words import _, ngettext
from tenants.obligations.rules import N_, Basis, Source
from tenants.organisations.models import Tenant

_STEPS = {
    (Step.RECEIVED, "done"): _("We received it"),
    (Step.PASSED_ON, "done"): _("Passed on"),
    (Step.ACCEPTED, "done"): _("Accepted for handling"),
    (Step.ACCEPTED, "now"): _("Being decided: whether it is accepted"),
    (Step.LOOKED_INTO, "now"): _("It is being looked into"),
    (Step.LOOKED_INTO, "next"): _("Looking into it"),
    (Step.ANSWERED, "done"): _("The answer in writing"),
    (Step.ANSWERED, "next"): _("The answer in writing"),
    (Step.CLOSED, "done"): _("Brought to its end"),
    (Step.CLOSED, "next"): _("End of the matter"),
}
_DECIDING_WHO = _("Being decided: who handles it")
_CONSIDERING = _("It is being considered")
_STANDINGS = {
    Standing.DECIDING: _STEPS[Step.ACCEPTED, "now"],
    Standing.CONSIDERING: _CONSIDERING,
    Standing.PASSED_ON: _("Passed on, waiting for word"),
    Standing.LOOKING: _STEPS[Step.LOOKED_INTO, "now"],
    Standing.ANSWERED: _("Answered, in writing"),
    Standing.CLOSED: _STEPS[Step.CLOSED, "done"],
}


def spoken_day(when: date) -> str:
    """Return a day as it is said: 6月7日; with its year when that is not this one."""
    return day(when, "long" if when.year == clock.today().year else "full")


def name_of(tenant: Tenant) -> str:
    """Return an organisation's full name in the reader's language."""
    return tenant.name if reads_chinese() else tenant.name_en or tenant.name


def reads_chinese() -> bool:
    """Tell whether the reader reads Chinese; whoever did not choose does."""
    locale = get_locale()
    return locale is None or locale.language == "zh"


def headline(matter: Matter) -> Any:
    """Return the present stage in a few words."""
    at = standing(matter.course)
    if at == Standing.ANSWERED and matter.course.passed_on:
        return _("Decided")
    return _DECIDING_WHO if _is_sending_on(matter, at) else _STANDINGS[at]


def _is_sending_on(matter: Matter, at: Standing) -> bool:
    """Tell whether what is being decided is who handles the matter: so in a petition office (D01)."""
    return at == Standing.DECIDING and matter.promise is not None and matter.promise.rule == "D01"


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
        return _("%(name)s tells you in writing what was decided.", name=_receiver(matter))
    if at == Standing.ANSWERED and course.answered_on:
        return _("Answered on %(day)s.", day=spoken_day(course.answered_on))
    if promise is None:
        if at != Standing.PASSED_ON:
            return ""
        return _("Within 15 days of signing for it they tell you in writing whether it is accepted.")
    sentence = _ANSWERED
    if at in (Standing.DECIDING, Standing.PASSED_ON):
        sentence = _TOLD_WHO if _is_sending_on(matter, at) else _TOLD_WHETHER
    if promise.left.kind == "over":
        sentence = _LATE[sentence]
    return _(sentence, day=spoken_day(promise.due_on))


def step_title(stage: Stage, matter: Matter) -> Any:
    """Return what a stage is called, done, going on or still to come."""
    if stage.step == Step.ACCEPTED and _is_sending_on(matter, standing(matter.course)):
        return _DECIDING_WHO
    if stage.step == Step.LOOKED_INTO and not matter.course.is_appeal:
        return _CONSIDERING
    return _STEPS[stage.step, stage.state]


def step_details(stage: Stage, matter: Matter) -> list[Any]:
    """Return the lines below a stage: its day, by when it is due, who was asked to help."""
    if stage.step == Step.PASSED_ON and stage.on:
        return [_("%(day)s, to %(name)s", day=spoken_day(stage.on), name=_receiver(matter))]
    if stage.on and stage.step == Step.ANSWERED and matter.course.passed_on:
        name = _receiver(matter)
        return [_("%(day)s; %(name)s sends you the answer", day=spoken_day(stage.on), name=name)]
    if stage.on:
        return [spoken_day(stage.on)]
    if stage.step == Step.LOOKED_INTO and stage.state == "now":
        return [_help_sentence(each) for each in matter.shared if not each.hands_over]
    if stage.step in (Step.ACCEPTED, Step.ANSWERED) and stage.state != "done":
        return _by_when(stage, matter)
    return []


def _receiver(matter: Matter) -> str:
    return next((name_of(each.receiver) for each in reversed(matter.shared) if each.hands_over), "")


def _help_sentence(envelope: Shared) -> Any:
    name, asked = name_of(envelope.receiver), spoken_day(envelope.on)
    if envelope.answered_on:
        return _(
            "%(name)s, asked for help, answered us on %(day)s",
            name=name,
            day=spoken_day(envelope.answered_on),
        )
    if envelope.answer_due_on:
        due = spoken_day(envelope.answer_due_on)
        return _(
            "On %(day)s we asked %(name)s for help; they answer us by %(due)s", day=asked, name=name, due=due
        )
    return _("On %(day)s we asked %(name)s for help", day=asked, name=name)


def _by_when(stage: Stage, matter: Matter) -> list[Any]:
    undecided = standing(matter.course) in (Standing.DECIDING, Standing.PASSED_ON)
    if undecided and stage.step == Step.ANSWERED:
        if not matter.course.is_appeal:
            return []
        return [_("within %(number)d days of being accepted", number=HANDLING_DAYS)]
    if matter.promise is None:
        return []
    due = spoken_day(matter.promise.due_on)
    if matter.promise.left.kind == "over":
        return [_("should have been done by %(day)s", day=due)]
    return [_("by %(day)s at the latest", day=due)]


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
