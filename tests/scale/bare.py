"""The measure: an honest bare Flask application on the same tables and rows.

What any Flask developer would write in a morning: a signed cookie, the user's row, ORM queries with an explicit
tenant filter, a plain Jinja page. No permissions, deadlines, audit, outbox, translations, wall. On PostgreSQL it logs
in as the application's role and sets the tenant per transaction, so row-level security is on for both sides.
"""

import os
from typing import Any
from uuid import UUID

from flask import Flask, render_template_string, request, session
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

import portal  # noqa: F401 - maps all tables
from tenants.casework.cases.models import Case, CaseEntry
from tenants.casework.intake.models import Petitioner, Submission
from tenants.core import clock
from tenants.core.bigrams import query_phrases, to_fts5_query, to_tsquery_literal
from tenants.core.ids import new_id
from tenants.obligations.models import Obligation
from tenants.people.models import Account, Seat

PAGE = """<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{{ title }}</title>
<link rel="stylesheet" href="/static/bare.css"></head><body><header><a href="/">信访</a> {{ account.name }}</header>
<nav><a href="/list">事项</a><a href="/desk">工作台</a></nav><main><h1>{{ title }}</h1>
{% for line in lines %}<p>{{ line }}</p>{% endfor %}
<table><thead><tr><th>编号</th><th>摘要</th><th>信访人</th><th>类别</th><th>来源</th><th>状态</th><th>时限</th></tr></thead>
<tbody>{% for c in cases %}<tr><td>{{ c.number }}</td><td><a href="/case/{{ c.id }}">{{ c.title }}</a></td>
<td>{{ c.petitioner_label }}</td><td>{{ c.category }}</td><td>{{ c.channel }}</td><td>{{ c.state }}</td>
<td>{{ c.next_due_on or '' }}</td></tr>{% endfor %}</tbody></table></main></body></html>"""

url = os.environ["DATABASE_URL"]
engine = create_engine(url)
ON_SQLITE = engine.dialect.name == "sqlite"
app = Flask(__name__)
app.secret_key = "bench"


def opened() -> tuple[Session, Account, UUID]:
    """Return a database session, the signed-in account and its tenant, as each page's first lines do."""
    database = Session(engine, expire_on_commit=False)
    tenant_id = UUID(session["tenant"])
    if not ON_SQLITE:
        database.execute(select(func.set_config("app.tenant", str(tenant_id), True)))
    account = database.get_one(Account, UUID(session["account"]))
    database.scalars(select(Seat).where(Seat.tenant_id == tenant_id, Seat.account_id == account.id)).one()
    return database, account, tenant_id


def page(account: Account, title: str, cases: Any, lines: Any = ()) -> str:
    return render_template_string(PAGE, account=account, title=title, cases=cases, lines=lines)


@app.get("/enter/<account>/<tenant>")
def enter(account: str, tenant: str) -> str:
    session.update(account=account, tenant=tenant)
    return "in"


@app.get("/list")
def list_cases() -> str:
    database, account, tenant = opened()
    with database:
        number = database.scalar(
            select(func.count(Case.id)).where(Case.tenant_id == tenant, Case.state != "closed")
        )
        mine = select(Case).where(Case.tenant_id == tenant, Case.next_due_on.is_not(None))
        cases = database.scalars(mine.order_by(Case.next_due_on, Case.id).limit(25)).all()
        return page(account, "信访事项", cases, [f"共 {number} 项"])


@app.get("/desk")
def desk() -> str:
    database, account, tenant = opened()
    with database:
        open_duties = select(Obligation).where(
            Obligation.debtor_tenant_id == tenant, Obligation.state == "open"
        )
        duties = database.scalars(open_duties.order_by(Obligation.due_on, Obligation.id).limit(10)).all()
        cases = database.scalars(
            select(Case).where(Case.tenant_id == tenant, Case.id.in_([duty.subject_id for duty in duties]))
        ).all()
        today = clock.today()
        late = database.scalar(
            select(func.count(Obligation.id)).where(
                Obligation.debtor_tenant_id == tenant, Obligation.state == "open", Obligation.due_on < today
            )
        )
        return page(account, "我的工作台", cases, [f"逾期 {late}", *(f"{d.rule} {d.due_on}" for d in duties)])


@app.get("/case/<case_id>")
def show(case_id: str) -> str:
    database, account, tenant = opened()
    with database:
        key = (tenant, UUID(case_id))
        case = database.get_one(Case, key)
        lines: list[str] = []
        kinds: tuple[Any, ...] = (Submission, Petitioner, CaseEntry)
        for kind in kinds:
            rows = database.scalars(select(kind).where(kind.tenant_id == tenant, kind.case_id == case.id))
            lines += [str(getattr(row, "text", "") or row.id) for row in rows]
        duties = database.scalars(
            select(Obligation).where(Obligation.debtor_tenant_id == tenant, Obligation.subject_id == case.id)
        )
        lines += [f"{duty.rule} {duty.due_on}" for duty in duties]
        return page(account, case.title, [case], [case.summary, *lines])


@app.get("/search")
def search() -> str:
    database, account, tenant = opened()
    phrases = [[f"t{tenant.hex}"], *query_phrases(request.args["q"])]
    with database:
        if ON_SQLITE:
            found = database.execute(
                text(
                    "SELECT e.row_id FROM search_words w JOIN search_entries e ON e.number = w.rowid "
                    "WHERE search_words MATCH :q AND e.tenant_id = :t ORDER BY w.rowid DESC LIMIT 25"
                ),
                {"q": to_fts5_query(phrases), "t": tenant.hex},
            )
            ids = [UUID(hex=row) for row in found.scalars()]
        else:
            queries = [to_tsquery_literal([phrase]) for phrase in phrases]
            found = database.execute(text("SELECT search_find('case', :q, NULL, 25)"), {"q": queries})
            ids = list(found.scalars())
        cases = database.scalars(select(Case).where(Case.tenant_id == tenant, Case.id.in_(ids))).all()
        return page(account, "查询", cases)


@app.post("/create")
def create() -> str:
    database, _account, tenant = opened()
    with database:
        seat = database.scalars(select(Seat).where(Seat.tenant_id == tenant).limit(1)).one()
        now, today = clock.now(), clock.today()
        case = Case(
            tenant_id=tenant,
            number=f"BARE-{new_id()}",
            title=request.form["title"],
            summary=request.form["text"],
            case_class="appeal",
            channel="visit",
            state="registered",
            received_on=today,
            registered_at=now,
            unit_id=seat.unit_id,
            changed_at=now,
        )
        database.add(case)
        database.flush()
        database.add(
            Submission(
                tenant_id=tenant,
                case_id=case.id,
                channel="visit",
                received_on=today,
                recorded_at=now,
                recorded_by="bench",
                text=request.form["text"],
            )
        )
        database.add(Petitioner(tenant_id=tenant, case_id=case.id))
        database.commit()
        return "kept"
