"""Isolation as a property: whatever two tenants do in whatever order, each sees its own doings and nothing else.

Random acts by two twin tenants (with the same words, so that only the wall can keep them apart) are held against a
model that simply remembers who did what. After each act every read path of both is asked.
"""

import itertools
import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tenants.casework.cases.list_filters import ListFilter
from tenants.casework.cases.list_queries import count_listed, list_page, view_counts
from tenants.casework.cases.models import Case
from tenants.casework.cases.queries import case_for, count_cases
from tenants.casework.export.queries import exported_rows
from tenants.core import audit, search
from tenants.core.commands import execute
from tenants.core.database import current_session, tenant_scope
from tenants.core.errors import NotFound
from tenants.obligations import queries as obligations
from tests.conftest import Organisation, open_organisation

pytestmark = pytest.mark.embedded
WORDS = ("供暖", "工资", "扬尘")
_names = itertools.count()

acts = st.tuples(
    st.booleans(),
    st.sampled_from(("register", "note", "accept", "edit", "meddle")),
    st.sampled_from(WORDS),
    st.integers(0, 5),
)


class Model:
    """What one tenant did: its cases in order, each with its word and state."""

    def __init__(self, organisation: Organisation):
        self.organisation = organisation
        self.cases: list[dict[str, str]] = []

    def pick(self, number: int) -> dict[str, str] | None:
        return self.cases[number % len(self.cases)] if self.cases else None


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(acts, min_size=3, max_size=14))
def test_two_tenants_never_meet(app: Flask, steps: list[tuple[bool, str, str, int]]) -> None:
    with app.app_context():
        pair = [Model(_open()), Model(_open())]
        for first, act, word, number in steps:
            me, other = (pair[0], pair[1]) if first else (pair[1], pair[0])
            _do(me, other, act, word, number)
            for model, stranger in ((me, other), (other, me)):
                _check(model, stranger)


def _open() -> Organisation:
    slug = f"prop{next(_names)}"
    return open_organisation(slug, "enterprise", "双生矿业", "SS")


def _do(me: Model, other: Model, act: str, word: str, number: int) -> None:
    clerk = me.organisation.clerk
    with tenant_scope(me.organisation.id):
        own, foreign = me.pick(number), other.pick(number)
        if act == "register":
            payload = {"title": f"{word}问题", "text": f"{word}没有解决", "channel": "visit", "name": "陈某"}
            made = execute("case.register", {**payload, "received_on": "2026-04-10"}, clerk)
            me.cases.append(
                {"id": made["case_id"], "number": made["number"], "word": word, "state": "registered"}
            )
        elif act == "meddle" and foreign:
            for command, payload in _meddling(foreign["id"]):
                with pytest.raises(NotFound):
                    execute(command, payload, clerk)
        elif own and act == "note":
            execute("case.note", {"case_id": own["id"], "text": word}, clerk)
        elif own and act == "accept" and own["state"] == "registered":
            execute("case.accept", {"case_id": own["id"], "served_how": "in_person"}, clerk)
            own["state"] = "accepted"


def _meddling(case_id: str) -> list[tuple[str, dict[str, Any]]]:
    """Return acts on a foreign case; each must fail as if the case did not exist."""
    return [
        ("case.note", {"case_id": case_id, "text": "x"}),
        ("case.accept", {"case_id": case_id, "served_how": "in_person"}),
        ("identity.reveal", {"case_id": case_id, "field": "name"}),
        ("receipt.show", {"case_id": case_id}),
    ]


def _check(model: Model, stranger: Model) -> None:
    """Ask every read path of one tenant and compare with the model."""
    clerk = model.organisation.clerk
    mine = {case["id"] for case in model.cases}
    with tenant_scope(model.organisation.id):
        session = current_session()
        assert {str(found) for found in session.scalars(select(Case.id))} == mine
        assert session.scalar(select(func.count()).select_from(Case.__table__)) == len(mine)
        assert (
            count_cases(clerk) == count_listed(clerk, ListFilter()) == view_counts(clerk)["all"] == len(mine)
        )
        assert {str(row.id) for row in list_page(clerk, ListFilter()).rows} == mine
        assert sum(1 for _row in exported_rows(clerk, ListFilter())) == len(mine)
        for word in WORDS:
            found = {str(found) for found in search.find("case", word, limit=100)}
            assert found == {case["id"] for case in model.cases if case["word"] == word}
        assert {str(duty.subject_id) for duty in obligations.mine_open()} <= mine
        for case in stranger.cases:
            with pytest.raises(NotFound):
                case_for(clerk, UUID(case["id"]))
        numbers = [int(re.findall(r"\d+", case["number"])[-1]) for case in model.cases]
        assert numbers == list(range(1, len(numbers) + 1)), "a gap would tell what the neighbour does"
        assert audit.verify() is None
