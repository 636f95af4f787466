"""A generated world for measuring: many tenants, many cases, written past the application as the tables' owner.

The tenants that are visited while measuring are opened properly (keys, units, seats); the rest only fill the tables.
Texts are put together from words of mining areas; nothing is copied from anybody.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from tenants.core.bigrams import document_tokens, to_tsvector_literal
from tenants.organisations.models import Tenant, Unit
from tenants.people.models import Account, Seat

PLACES = ("东门", "二号井", "洗选一车间", "家属区 3 号楼", "运煤道路", "沉陷区北片", "青塘镇", "热力站")
MATTERS = (
    "拖欠工资",
    "养老保险断缴",
    "房屋开裂",
    "夜间噪声",
    "扬尘污染",
    "供暖不足",
    "征地补偿",
    "工伤待遇",
    "道路损坏",
    "停水",
)
WISHES = ("请求尽快核查", "要求书面答复", "希望补发", "请求维修", "要求公开标准", "希望协调解决")
DETAILS = (
    "自去年冬天起一直没有解决，找过班组和科里，都说在等上面通知。",
    "同一个单元有十几户遇到一样的情况，大家推举我来反映。",
    "有缴费记录和合同可以提供，希望安排人来看一看。",
    "影响老人和孩子休息，已经打过三次电话，没有回音。",
)
RARE = "龘靐"  # stands in one matter of each thousand, for the search of a rare word
STATES = ("registered", "accepted", "accepted", "answered", "closed", "closed", "closed", "closed")


@dataclass(frozen=True)
class Visited:
    """A tenant that is looked at: its id, top unit, the seat that signs in, and how many cases it gets."""

    id: UUID
    unit_id: UUID
    seat_id: UUID
    cases: int


class Writer:
    """Writes rows in bulk as the owner of the tables, into PostgreSQL by COPY or into a SQLite file."""

    def __init__(self, owner_url: str):
        url = make_url(owner_url)
        self.on_sqlite = url.get_backend_name() == "sqlite"
        if self.on_sqlite:
            self.connection: Any = sqlite3.connect(str(url.database))
            self.connection.execute("PRAGMA synchronous=OFF")
        else:
            self.connection = psycopg.connect(
                url.set(drivername="postgresql").render_as_string(hide_password=False)
            )

    def write(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Add rows to a table; values are plain Python ones."""
        names = ", ".join(columns)
        if self.on_sqlite:
            marks = ", ".join("?" * len(columns))
            statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"
            self.connection.executemany(statement, ([_plain(value) for value in row] for row in rows))
            return
        with self.connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def run(self, *statements: str) -> None:
        for statement in statements:
            self.connection.execute(statement)

    def close(self) -> None:
        """Leave the tables as a city's are after a night: known to the planner and swept, so that nothing else runs."""
        self.connection.commit()
        if not self.on_sqlite:
            self.connection.autocommit = True
        self.run("ANALYZE" if self.on_sqlite else "VACUUM (ANALYZE)")
        self.connection.close()


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value


class Maker:
    """Makes rows for one world: ids that sort by time, dates over two years, texts from the word lists."""

    def __init__(self, seed: int = 7):
        self.random = random.Random(seed)
        self.start = datetime(2024, 12, 1, 1, tzinfo=UTC)
        self.tick = int(self.start.timestamp() * 1000) << 12

    def id(self) -> UUID:
        self.tick += 977
        milliseconds, counter = self.tick >> 12, self.tick & 0xFFF
        return UUID(int=milliseconds << 80 | 7 << 76 | counter << 64 | 2 << 62 | self.random.getrandbits(62))

    def title(self, number: int) -> str:
        pick = self.random.choice
        rare = RARE if number % 1000 == 0 else ""
        return f"{pick(PLACES)}反映{pick(MATTERS)}，{pick(WISHES)}{rare}"

    def text(self) -> str:
        return "".join(self.random.choices(DETAILS, k=3))


CASE = (
    *(
        "tenant_id",
        "id",
        "number",
        "title",
        "summary",
        "category",
        "case_class",
        "channel",
        "place",
        "state",
        "received_on",
        "registered_at",
        "unit_id",
    ),
    *(
        "handler_seat_id",
        "person_count",
        "petitioner_label",
        "next_due_on",
        "referral_state",
        "referral_to",
        "origin_referral_id",
    ),
    *(
        "origin_tenant_name",
        "former_number",
        "import_id",
        "accepted_on",
        "answered_on",
        "closed_on",
        "outcome",
        "changed_by",
        "changed_at",
        "version",
    ),
)
DUTY = (
    *(
        "debtor_tenant_id",
        "creditor_tenant_id",
        "id",
        "creditor_kind",
        "debtor_unit_id",
        "rule",
        "among_peers",
        "length",
        "subject_kind",
        "subject_id",
    ),
    *(
        "subject_number",
        "subject_title",
        "started_on",
        "strict_due",
        "rolled_due",
        "due_on",
        "warn_on",
        "provisional",
        "state",
        "late",
        "version",
    ),
)


def case_row(maker: Maker, tenant: Visited, number: int) -> tuple[Any, ...]:
    """Return one case in the order of ``CASE``."""
    received = date(2024, 12, 1) + timedelta(days=maker.random.randrange(720))
    moment = datetime(received.year, received.month, received.day, 2, tzinfo=UTC)
    state = maker.random.choice(STATES)
    due = received + timedelta(days=60) if state in ("registered", "accepted") else None
    accepted = received + timedelta(days=5) if state != "registered" else None
    closed = received + timedelta(days=40) if state == "closed" else None
    outcome = "uphold" if closed else ""
    # fmt: off
    return (
        tenant.id, maker.id(), f"BN-{received.year}-{number:06}", maker.title(number), maker.text(), "0201", "appeal",
        "visit", maker.random.choice(PLACES), state, received, moment, tenant.unit_id, tenant.seat_id, 1, "陈**", due,
        "", "", None, "", "", None, accepted, closed, closed, outcome, "bench", moment, 1,
    )
    # fmt: on


def fill(writer: Writer, tenant: Visited, maker: Maker, chunk: int = 20_000) -> None:
    """Write a tenant's cases with submission, petitioner, entry, open duty and search words."""
    for first in range(0, tenant.cases, chunk):
        cases = [case_row(maker, tenant, n) for n in range(first, min(first + chunk, tenant.cases))]
        writer.write("cases", CASE, cases)
        writer.write(
            "submissions",
            ("tenant_id", "id", "case_id", "channel", "received_on", "recorded_at", "recorded_by", "text"),
            ((row[0], maker.id(), row[1], row[7], row[10], row[11], "bench", row[4]) for row in cases),
        )
        writer.write(
            "petitioners",
            (
                *("tenant_id", "id", "case_id", "is_anonymous", "name_masked", "phone_masked"),
                *("id_number_masked", "address_masked", "consents"),
            ),
            ((row[0], maker.id(), row[1], False, "陈**", "199****0000", "", "", "") for row in cases),
        )
        writer.write(
            "case_entries",
            ("tenant_id", "id", "case_id", "at", "kind", "actor_name", "audience", "text", "facts"),
            (
                (row[0], maker.id(), row[1], row[11], "registered", "bench", "petitioner", "", "{}")
                for row in cases
            ),
        )
        writer.write("obligations", DUTY, _duties(maker, cases))
        _index(writer, tenant, cases)


def _duties(maker: Maker, cases: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for row in cases:
        if row[16] is None:
            continue
        rule, length = ("D02", 15) if row[9] == "registered" else ("D05", 60)
        # fmt: off
        yield (
            row[0], row[0], maker.id(), "petitioner", row[12], rule, False, length, "case", row[1], row[2], row[3],
            row[10], row[16], row[16], row[16], "[]", False, "open", False, 1,
        )
        # fmt: on


def _index(writer: Writer, tenant: Visited, cases: list[tuple[Any, ...]]) -> None:
    mark = f"t{tenant.id.hex}"
    words = ([mark, *document_tokens(f"{row[2]}\n{row[3]}\n{row[4]}")] for row in cases)
    if not writer.on_sqlite:
        writer.write(
            "search_entries",
            ("tenant_id", "kind", "row_id", "part", "parts", "words"),
            (
                (row[0], "case", row[1], 1, 1, to_tsvector_literal(tokens))
                for row, tokens in zip(cases, words, strict=True)
            ),
        )
        return
    with closing(writer.connection.execute("SELECT coalesce(max(number), 0) FROM search_entries")) as found:
        start = found.fetchone()[0]
    writer.write(
        "search_entries",
        ("number", "tenant_id", "kind", "row_id"),
        ((start + n, row[0], "case", row[1]) for n, row in enumerate(cases, 1)),
    )
    writer.write(
        "search_words",
        ("rowid", "body"),
        ((start + n, " ".join(tokens)) for n, tokens in enumerate(words, 1)),
    )


def open_others(owner_url: str, tenants: int, cases_each: int, maker: Maker) -> list[Visited]:
    """Open tenants that nobody visits, so that the tables have their size; returns them unfilled."""
    opened = []
    engine = create_engine(owner_url)
    with Session(engine) as session:
        for number in range(tenants):
            tenant = Visited(maker.id(), maker.id(), maker.id(), cases_each)
            session.add_all(_rows_of(tenant, f"other{number}", maker))
            session.flush()
            seat = {"id": tenant.seat_id, "unit_id": tenant.unit_id, "name": "x", "roles": []}
            account = Account(login=f"other{number}", name="x", password_hash="", created_at=maker.start)
            session.add(account)
            session.flush()
            session.add(Seat(tenant_id=tenant.id, account_id=account.id, opened_at=maker.start, **seat))
            opened.append(tenant)
        session.commit()
    engine.dispose()
    return opened


def _rows_of(tenant: Visited, slug: str, maker: Maker) -> list[Any]:
    names = dict.fromkeys(("name", "name_en", "short_name", "short_name_en", "document_code"), slug)
    profile = {"id": tenant.id, "slug": slug, "kind": "enterprise", "seal": "单", "hue": 1, "case_code": "BN"}
    return [
        Tenant(opened_at=maker.start, **profile, **names),
        Unit(tenant_id=tenant.id, id=tenant.unit_id, tier=1, name=slug),
    ]
