"""The sentences of a matter's course as its petitioner reads them: who does what by when, the day written out."""

from datetime import date
from typing import Any

from flask_babel import format_date, get_locale

from tenants.casework.progress.queries import Told
from tenants.casework.progress.rules import HANDLING_DAYS, Envelope, Stage, Standing, Step, stages, standing
from tenants.core import clock
from tenants.core.words import _

STEPS = {
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
DECIDING_WHO = _("Being decided: who handles it")
CONSIDERING = _("It is being considered")


def reads_chinese() -> bool:
    """Tell whether the reader reads Chinese; whoever did not choose does."""
    locale = get_locale()
    return locale is None or locale.language == "zh"


def spoken_day(when: date) -> str:
    """Return a day as it is said: 6月7日; with its year when that is not this one."""
    if when.year == clock.today().year:
        return str(format_date(when, "M月d日" if reads_chinese() else "d MMM"))
    return str(format_date(when, "y年M月d日" if reads_chinese() else "d MMM y"))


def steps_of(told: Told) -> list[dict[str, Any]]:
    """Return the steps as every page shows them: {"step", "state", "text", "lines"}; none when all is confidential."""
    if told.is_confidential:
        return []
    return [
        {"step": stage.step, "state": stage.state, "text": title(stage, told), "lines": details(stage, told)}
        for stage in stages(told.course)
    ]


def is_sending_on(told: Told) -> bool:
    """Tell whether what is being decided is who handles the matter: so in a petition office (D01)."""
    decides = standing(told.course) == Standing.DECIDING
    return decides and told.promise is not None and told.promise.rule == "D01"


def title(stage: Stage, told: Told) -> Any:
    """Return what a stage is called, done, going on or still to come."""
    if stage.step == Step.ACCEPTED and is_sending_on(told):
        return DECIDING_WHO
    if stage.step == Step.LOOKED_INTO and not told.course.is_appeal:
        return CONSIDERING
    return STEPS[stage.step, stage.state]


def details(stage: Stage, told: Told) -> list[Any]:
    """Return the lines below a stage: its day, by when it is due, who was asked to help."""
    if stage.step == Step.PASSED_ON and stage.on:
        return [_("%(day)s, to %(name)s", day=spoken_day(stage.on), name=receiver_name(told))]
    if stage.on and stage.step == Step.ANSWERED and told.course.passed_on:
        name = receiver_name(told)
        return [_("%(day)s; %(name)s sends you the answer", day=spoken_day(stage.on), name=name)]
    if stage.on:
        return [spoken_day(stage.on)]
    if stage.step == Step.LOOKED_INTO and stage.state == "now":
        return [_help_sentence(each) for each in told.envelopes if not each.hands_over]
    if stage.step in (Step.ACCEPTED, Step.ANSWERED) and stage.state != "done":
        return _by_when(stage, told)
    return []


def receiver_name(told: Told) -> str:
    """Return the name of the organisation to which the matter was handed over last; empty when there is none."""
    return next((each.receiver_name for each in reversed(told.envelopes) if each.hands_over), "")


def _help_sentence(envelope: Envelope) -> Any:
    name, asked = envelope.receiver_name, spoken_day(envelope.on)
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


def _by_when(stage: Stage, told: Told) -> list[Any]:
    undecided = standing(told.course) in (Standing.DECIDING, Standing.PASSED_ON)
    if undecided and stage.step == Step.ANSWERED:
        if not told.course.is_appeal:
            return []
        return [_("within %(number)d days of being accepted", number=HANDLING_DAYS)]
    if told.promise is None:
        return []
    due = spoken_day(told.promise.due_on)
    if told.promise.left.kind == "over":
        return [_("should have been done by %(day)s", day=due)]
    return [_("by %(day)s at the latest", day=due)]
