"""The list of cases as a workbook, and on paper."""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from flask import Blueprint, current_app, render_template, request

from tenants.casework.cases import categories
from tenants.casework.cases.list_columns import NAMES, USUAL, Column
from tenants.casework.cases.list_filters import VIEW_NAMES, ListFilter, View
from tenants.casework.cases.list_lines import Lines, filter_words, state_mark
from tenants.casework.cases.list_views import address_of, asked_for, chosen_columns, in_english
from tenants.casework.cases.words import CHANNELS, CLASSES, OUTCOMES
from tenants.casework.export.queries import exported_rows
from tenants.casework.export.workbook import write_workbook
from tenants.core import clock
from tenants.core.aside import breathe
from tenants.core.commands import execute
from tenants.core.permissions import Permission
from tenants.core.words import _, ngettext
from tenants.people.doors import current_actor, current_tenant, seat_required

blueprint = Blueprint("export", __name__, url_prefix="/o/<tenant_slug>/cases")

PRINTED = 500
"""Rows of the print view. A longer list is for Excel; the page says so."""
PRINTED_COLUMNS = tuple(column for column in USUAL if column not in (Column.CHANNEL, Column.EXCHANGE))
"""Columns that fit on paper; a person's own choice is printed as it was made."""
BREATH = 50
"""After so many rows the event loop gets its turn."""
IN_MEMORY = 4 * 1024 * 1024
PIECE = 64 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

HEADERS = (
    _("Number"),
    _("Title"),
    _("Summary"),
    _("Petitioner"),
    _("People"),
    _("Class"),
    _("Category"),
    _("Source"),
    _("Place"),
    _("State"),
    _("Date received"),
    _("Registered on"),
    _("Due on"),
    _("Accepted on"),
    _("Answered on"),
    _("Closed on"),
    _("Outcome"),
    _("Sent to"),
    _("Came from"),
    _("Unit"),
    _("Handler"),
    _("Former number"),
)


@blueprint.post("/export")
@seat_required(Permission.CASE_EXPORT)
def cases() -> Any:
    """Hand out the present list as a workbook; how many rows it has is in its name, its last sheet and a header."""
    wanted = asked_for().first_page()
    # Closed when the last piece is sent.
    stream: Any = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    try:
        count, name = _write(stream, wanted)
    except BaseException:
        stream.close()
        raise
    answer = current_app.response_class(_pieces(stream), mimetype=XLSX)
    answer.content_length = stream.tell()
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.xlsx")
    answer.headers["X-Row-Count"] = str(count)
    return answer


def _pieces(stream: Any) -> Iterator[bytes]:
    """Yield the workbook piece by piece and let go of it."""
    with stream:
        stream.seek(0)
        while piece := stream.read(PIECE):
            yield piece


def _write(stream: Any, wanted: ListFilter) -> tuple[int, str]:
    """Write the list and put it down in the trail; returns how many rows it has, and the name of the file."""
    count = write_workbook(stream, str(_("Cases")), HEADERS, _lines(wanted), _notes(wanted))
    day = clock.today().isoformat()
    name = str(ngettext("Cases %(day)s, %(num)d row", "Cases %(day)s, %(num)d rows", count, day=day))
    payload = {"filters": wanted.as_query(), "rows": count, "file_name": name}
    execute("case.export", payload, current_actor(), key=request.form.get("key"))
    stream.seek(0, 2)
    return count, name


@blueprint.get("/print")
@seat_required(Permission.CASE_READ)
def print_cases() -> str:
    """Show the present list on paper, up to ``PRINTED`` rows."""
    wanted = asked_for().first_page()
    rows = list(islice(exported_rows(current_actor(), wanted), PRINTED + 1))
    chosen = chosen_columns(wanted)
    return render_template(
        "export/print.html",
        rows=Lines(english=in_english()).of(rows[:PRINTED]),
        columns=PRINTED_COLUMNS if chosen is None else chosen,
        column_names=NAMES,
        cut=len(rows) > PRINTED,
        most=PRINTED,
        view_name=VIEW_NAMES[wanted.view],
        filters=filter_words(replace(wanted, view=View.ALL), english=in_english()),
        back_url=address_of(wanted),
        printed_by=current_actor().name,
    )


def _lines(wanted: ListFilter) -> Iterator[list[Any]]:
    english = in_english()
    for number, row in enumerate(exported_rows(current_actor(), wanted), start=1):
        if number % BREATH == 0:
            breathe()
        yield [
            row.number,
            row.title,
            row.summary,
            row.petitioner_label,
            row.person_count,
            CLASSES.get(row.case_class, row.case_class),
            categories.path_of(row.category, english=english),
            CHANNELS.get(row.channel, row.channel),
            row.place,
            state_mark(row.state, row.referral_state)["text"],
            row.received_on,
            row.registered_at,
            row.next_due_on,
            row.accepted_on,
            row.answered_on,
            row.closed_on,
            OUTCOMES.get(row.outcome, row.outcome),
            row.referral_to,
            row.origin_tenant_name,
            row.unit_name,
            row.handler_name or "",
            row.former_number,
        ]


def _notes(wanted: ListFilter) -> Iterable[tuple[Any, Any]]:
    """Yield what the last sheet says about the file: whose list, by whom, when, by which filter."""
    yield _("Organisation"), current_tenant().name
    yield _("Exported by"), current_actor().name
    yield _("Exported at"), clock.now()
    yield _("View"), VIEW_NAMES[wanted.view]
    yield from filter_words(replace(wanted, view=View.ALL), english=in_english())
    yield (
        _("Personal data"),
        _("Names are masked as in the list; a person’s data is shown on the page of the case."),
    )
