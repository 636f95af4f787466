"""Turning the checked rows of a ledger into cases: with their submission, sealed petitioner, course and duties.

Everything happens inside the one transaction of ``case.import``. Between blocks the event loop gets its turn, so that
pages are served meanwhile; writers wait.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tenants.casework.cases import categories
from tenants.casework.cases.course import subject_of
from tenants.casework.cases.findable import index_new_cases
from tenants.casework.cases.models import Case, CaseEntry
from tenants.casework.cases.rules import Audience, CaseClass, CaseState
from tenants.casework.imports import progress
from tenants.casework.imports.models import Import
from tenants.casework.imports.report import ImportRow
from tenants.casework.intake.identity import sealed_petitioner
from tenants.casework.intake.models import Submission
from tenants.casework.intake.rules import petitioner_label
from tenants.core.aside import breathe
from tenants.core.commands import Context
from tenants.core.database import bound_tenant, insert_many
from tenants.obligations import ledger
from tenants.organisations.queries import tenant, units
from tenants.organisations.rules import register_rule
from tenants.papers.models import Document
from tenants.papers.numbering import next_numbers
from tenants.papers.rules import case_number
from tenants.people.queries import seats

BLOCK = 20
NAMELESS = "未记姓名"
"""How lists call a petitioner of whom the ledger gives no name, without saying that they wished to stay anonymous."""


def keep_matters(context: Context, row: Import, matters: Sequence[ImportRow]) -> dict[str, int]:
    """Keep every matter; returns how many came in, how many of them are closed and how many open."""
    keeper, kept, closed = _Keeper(context, row), 0, 0
    try:
        for block in _blocks(_numbered(matters)):
            closed += keeper.keep(block)
            kept += len(block)
            progress.note_kept(row.id, kept)
            breathe()
    finally:
        progress.forget_kept(row.id)
    return {"imported": len(matters), "closed": closed, "open": len(matters) - closed}


def is_closed(matter: ImportRow) -> bool:
    """Tell whether a past matter was dealt with: its row has a reply, the date of one, or an outcome."""
    return bool(matter.reply or matter.replied_at or matter.outcome)


def _numbered(matters: Sequence[ImportRow]) -> Iterator[tuple[ImportRow, str]]:
    """Yield the matters in the order in which they were received, with the numbers of their years."""
    code = tenant(bound_tenant()).case_code
    years = Counter(matter.received_on.year for matter in matters)
    numbers = {year: iter(next_numbers(code, year, count)) for year, count in sorted(years.items())}
    for matter in sorted(matters, key=lambda matter: (matter.received_at, matter.row_number)):
        year = matter.received_on.year
        yield matter, case_number(code, year, next(numbers[year]))


def _blocks(matters: Iterator[tuple[ImportRow, str]]) -> Iterator[list[tuple[ImportRow, str]]]:
    block: list[tuple[ImportRow, str]] = []
    for matter in matters:
        block.append(matter)
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


class _Keeper:
    """Knows what all rows of one import share."""

    def __init__(self, context: Context, row: Import):
        self.context, self.row = context, row
        self.channel = row.mapping["channel"]
        self.unit_id: UUID = context.actor.unit_id or units()[0].id
        self.seats = {seat.name: seat.id for seat in seats() if seat.revoked_at is None}
        self.duty = register_rule(tenant(bound_tenant()).kind)

    def keep(self, block: Sequence[tuple[ImportRow, str]]) -> int:
        """Keep one block of matters; returns how many of them are closed."""
        pairs = [(matter, self._case(matter, number)) for matter, number in block]
        for matter, case in pairs:
            if not is_closed(matter):
                owed = ledger.owe(
                    self.duty,
                    subject_of(case),
                    matter.received_on,
                    creditor_kind="petitioner",
                    debtor_unit_id=case.unit_id,
                )
                case.next_due_on, case.next_due_rule = owed.due_on, owed.rule
        insert_many([case for _matter, case in pairs])
        insert_many([self._submission(matter, case) for matter, case in pairs])
        insert_many([self._petitioner(matter, case) for matter, case in pairs])
        insert_many([entry for matter, case in pairs for entry in self._course(matter, case)])
        insert_many([self._answer(matter, case) for matter, case in pairs if matter.reply])
        index_new_cases([(case, matter.text) for matter, case in pairs])
        return sum(case.state == CaseState.CLOSED for _matter, case in pairs)

    def _case(self, matter: ImportRow, number: str) -> Case:
        known = categories.tree().get(matter.category)
        closed = is_closed(matter)
        ended_on = (matter.replied_on or matter.received_on) if closed else None
        return Case(
            number=number,
            title=matter.title,
            category=matter.category,
            case_class=matter.case_class or (known.default_class if known else CaseClass.APPEAL),
            channel=matter.channel or self.channel,
            place=matter.place,
            state=CaseState.CLOSED if closed else CaseState.REGISTERED,
            received_on=matter.received_on,
            registered_at=matter.received_at,
            unit_id=self.unit_id,
            handler_seat_id=self.seats.get(matter.handler),
            petitioner_label=_label(matter),
            former_number=matter.former_number,
            import_id=self.row.id,
            answered_on=ended_on,
            closed_on=ended_on,
            outcome=matter.outcome_code,
            changed_by=self.context.actor.name,
            changed_at=self.context.now,
        )

    def _submission(self, matter: ImportRow, case: Case) -> Submission:
        return Submission(
            case_id=case.id,
            channel=case.channel,
            received_on=matter.received_on,
            recorded_at=matter.received_at,
            recorded_by=matter.handler or self.context.actor.name,
            text=matter.text,
        )

    def _petitioner(self, matter: ImportRow, case: Case) -> Any:
        values: Mapping[str, Any] = {
            "is_anonymous": matter.anonymous,
            "name": matter.petitioner_name,
            "phone": matter.phone,
            "id_number": matter.id_number,
            "address": matter.address,
        }
        return sealed_petitioner(case.id, values)

    def _course(self, matter: ImportRow, case: Case) -> Iterator[CaseEntry]:
        """Yield the lines of a past matter: received then, answered then, brought in now."""
        who = matter.handler or self.context.actor.name
        yield _entry(case, matter.received_at, "registered", who, Audience.PETITIONER, channel=case.channel)
        if is_closed(matter):
            answered_at = matter.replied_at or matter.received_at
            yield _entry(case, answered_at, "past_answer", who, Audience.PETITIONER, matter.outcome)
            yield _entry(case, answered_at, "closed", who, Audience.PETITIONER)
        yield _entry(
            case,
            self.context.now,
            "imported",
            self.context.actor.name,
            Audience.UNIT,
            file=self.row.file_name,
            row=str(matter.row_number),
            former_number=matter.former_number,
            handler=matter.handler,
        )

    def _answer(self, matter: ImportRow, case: Case) -> Document:
        answered_at = matter.replied_at or matter.received_at
        return Document(
            case_id=case.id,
            kind="past_answer",
            number=f"{case.number}-答复",
            title="答复意见",
            body=matter.reply,
            issued_at=answered_at,
            issued_by=matter.handler,
            served_at=answered_at,
        )


def _label(matter: ImportRow) -> str:
    if not matter.petitioner_name and not matter.anonymous:
        return NAMELESS
    return petitioner_label(matter.petitioner_name, 1)


def _entry(
    case: Case, at: datetime, kind: str, who: str, audience: str, text: str = "", **facts: str
) -> CaseEntry:
    return CaseEntry(
        case_id=case.id,
        at=at,
        kind=kind,
        actor_name=who,
        audience=audience,
        text=text,
        facts={name: value for name, value in facts.items() if value},
    )
