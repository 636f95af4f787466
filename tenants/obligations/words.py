"""Sentences for the codes that calendar, deadlines and rules answer with.

The pure parts speak in codes and parameters; here each code gets its English text, which is also the message
id of its translation. Callers hand in the translators of ``tenants.core.words``; the default is English.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from tenants.obligations.rules import N_

Translate = Callable[..., Any]


class CountedTranslate(Protocol):
    """The shape of ``ngettext`` in ``tenants.core.words``."""

    def __call__(self, singular: str, plural: str, number: int, **values: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is as it is: a code out of ``TEXTS`` and the values its sentence needs."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


HOLIDAYS = {
    "new_year": N_("New Year's Day"),
    "spring_festival": N_("Spring Festival"),
    "qingming": N_("Qingming Festival"),
    "labour_day": N_("Labour Day"),
    "dragon_boat": N_("Dragon Boat Festival"),
    "mid_autumn": N_("Mid-Autumn Festival"),
    "national_day": N_("National Day"),
    "national_and_mid_autumn": N_("National Day and Mid-Autumn Festival"),
    "other": N_("public holiday"),
}

PARTIES = {
    "petitioner": N_("petitioner"),
    "petition_office": N_("petition office"),
    "first_unit": N_("unit that received it first"),
    "receiving_unit": N_("receiving unit"),
    "competent_unit": N_("competent unit"),
    "sending_unit": N_("sending unit"),
}

DOCUMENTS = {
    "transfer_letter": N_("transfer or assignment letter"),
    "path_notice": N_("notice of path"),
    "acceptance_notice": N_("acceptance notice"),
    "objection_letter": N_("objection letter"),
    "handling_opinion": N_("handling opinion"),
    "closing_report": N_("closing report"),
    "receipt": N_("signed receipt"),
    "answer_letter": N_("answer letter"),
}

TEXTS = {
    # why a day counts or does not
    "start_day": N_("start day, not counted"),
    "natural_day": N_("calendar day"),
    "workday": N_("working day"),
    "weekend": N_("weekend"),
    "public_holiday": N_("day off: %(holiday)s"),
    "makeup_workday": N_("working day to make up for %(holiday)s"),
    "provisional_workday": N_(
        "counted as a working day for now: the %(year)s calendar is not in the system yet"
    ),
    "provisional_weekend": N_("weekend for now: the %(year)s calendar is not in the system yet"),
    "rolled_to": N_("first working day after the rest days: the period ends here"),
    # why a result may still change
    "due_may_move": N_(
        "The due date may move: the calendar of days off in %(years)s is not in the system yet."
    ),
    "reminders_may_move": N_(
        "The due date stands. Reminder days may move: "
        "the calendar of days off in %(years)s is not in the system yet."
    ),
    # why a reminder falls on a day
    "half": N_("half of the time has passed"),
    "three_working_days": N_("three working days before the due day"),
    "last_working_day": N_("last working day before the due date"),
    "due": N_("due day"),
    "overdue": N_("overdue"),
    # a deadline that cannot be computed
    "unknown_rule": N_("There is no deadline rule %(rule)s. Known rules: %(known)s."),
    "date_needed": N_("Rule %(rule)s runs to a named date. Name the due date."),
    "date_refused": N_("Rule %(rule)s has a fixed length. Leave the due date out; it is computed."),
    "length_refused": N_("Rule %(rule)s runs to a named date. Leave the length out."),
    "due_before_start": N_("The due date %(due)s is before the start date %(start)s. Name a later date."),
    "length_out_of_range": N_("The length must be a whole number from 1 to %(longest)s."),
    "not_a_date": N_(
        "A deadline starts on a date on the office's calendar, not at a moment. Pass a plain date."
    ),
    "start_out_of_range": N_(
        "The start date %(start)s cannot be right. Give a date from %(first)s to %(last)s."
    ),
    "due_too_far": N_(
        "The due date %(due)s is more than %(longest)s days after the start date. Name an earlier date."
    ),
    # a calendar file that cannot be used
    "file_not_json": N_("The file is not valid JSON. Save it as JSON in UTF-8 and upload it again."),
    "file_not_object": N_(
        "The file must hold one calendar year: an object with year, notices, off_days and makeup_workdays."
    ),
    "file_twice": N_("%(entry)s stands in the file twice. Delete one of the two."),
    "file_unknown_key": N_(
        "The file has an entry %(entry)s that a calendar does not have. Correct its name or delete it."
    ),
    "file_bad_year": N_("year must be a whole number from %(first)s to %(last)s, for example 2027."),
    "file_days_shape": N_("%(list)s must be a list of dates, or dates with the name of the holiday."),
    "file_bad_date": N_("%(entry)s in %(list)s is not a date. Write dates like 2027-02-06."),
    "file_other_year": N_("%(day)s in %(list)s is not in %(year)s. Delete it, or correct the year."),
    "file_bad_holiday": N_(
        "%(entry)s, at %(day)s in %(list)s, is not a known holiday. Use one of: %(known)s."
    ),
    "file_both": N_("%(day)s stands both in off_days and in makeup_workdays. Delete it from one of them."),
    "file_makeup_weekday": N_(
        "%(day)s in makeup_workdays is not a Saturday or Sunday. Only weekend days are made up for."
    ),
    "file_not_off": N_(
        "%(day)s is a public holiday by law but a working day in this file. Add it to off_days."
    ),
    "file_too_many": N_(
        "%(list)s holds %(count)s days; a notice has at most %(most)s. "
        "List only the days of the notice, without ordinary weekends."
    ),
    "file_bad_notices": N_(
        "notices must list at least one notice, each with title, number, issued (a date) and url (https)."
    ),
}


def plain(text: str, **values: Any) -> str:
    """Fill ``text`` in untranslated; stands in for ``_`` where nobody chose a language."""
    return text % values if values else text


def plain_counted(singular: str, plural: str, number: int, **values: Any) -> str:
    """Choose the English form for ``number``; stands in for ``ngettext`` where nobody chose a language."""
    return plain(singular if number == 1 else plural, num=number, **values)


def say(reason: Reason, translate: Translate = plain) -> Any:
    """Return the sentence for ``reason``; a holiday among its values is named, not coded."""
    values = dict(reason.params)
    if "holiday" in values:
        values["holiday"] = translate(HOLIDAYS[values["holiday"]])
    return translate(TEXTS[reason.code], **values)


def say_remaining(
    kind: str, number: int, unit: str, ngettext: CountedTranslate = plain_counted, _: Translate = plain
) -> Any:
    """Return the words of a deadline chip: ``kind`` over, today, soon or far; ``unit`` day or workday."""
    if kind == "today":
        return _("due today")
    if kind == "over":
        return ngettext("%(num)s day overdue", "%(num)s days overdue", number)
    if unit == "workday":
        return ngettext("%(num)s working day left", "%(num)s working days left", number)
    return ngettext("%(num)s day left", "%(num)s days left", number)
