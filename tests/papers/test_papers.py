"""Numbers without gaps, one sequence for each code and year; papers that keep what they said."""

import threading
from uuid import UUID

import pytest
from flask import Flask

from tenants.core.database import tenant_scope, write_transaction
from tenants.papers import rules
from tenants.papers.issuing import issue_document, take_number
from tenants.papers.numbering import next_number, next_numbers
from tenants.papers.queries import document, documents_of
from tests.casework.matters import register
from tests.conftest import Organisation


def test_numbers_as_offices_write_them() -> None:
    assert rules.case_number("QW", 2026, 417) == "QW-2026-0417"
    assert rules.case_number("QW", 2026, 12345) == "QW-2026-12345"
    assert rules.document_number("岚矿", "信告", 2026, 12) == "岚矿信告〔2026〕12号"


def test_each_code_and_year_counts_by_itself(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id), write_transaction():
        assert [next_number("信告", 2026), next_number("信告", 2026)] == [1, 2]
        assert next_number("信告", 2027) == 1
        assert next_number("信处", 2026) == 1
        assert list(next_numbers("信告", 2026, 3)) == [3, 4, 5]
        assert next_number("信告", 2026) == 6


def test_tenants_count_apart(mine: Organisation, twin: Organisation, app: Flask) -> None:
    with app.app_context():
        for organisation in (mine, twin):
            with tenant_scope(organisation.id), write_transaction():
                assert next_number("信告", 2026) == 1


def test_a_failed_transaction_gives_its_number_back(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        with pytest.raises(RuntimeError):
            _take_and_fail()
        with write_transaction():
            assert next_number("信告", 2026) == 1


def _take_and_fail() -> None:
    with write_transaction():
        next_number("信告", 2026)
        raise RuntimeError


def test_many_at_once_get_different_numbers(mine: Organisation, app: Flask) -> None:
    taken: list[int] = []

    def take() -> None:
        for _time in range(5):
            with app.app_context(), tenant_scope(mine.id), write_transaction():
                taken.append(next_number("信告", 2026))

    threads = [threading.Thread(target=take) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, 21))


def test_a_paper_keeps_its_number_and_words(mine: Organisation, twin: Organisation, app: Flask) -> None:
    with app.app_context():
        with tenant_scope(mine.id):
            case_id = register(mine.clerk)
            with write_transaction():
                number = take_number("acceptance_notice")
                row = issue_document(
                    case_id,
                    "acceptance_notice",
                    number=number,
                    title="告知书",
                    body="正文",
                    issued_by="林干事",
                )
            assert number == "甲矿信告〔2026〕1号"
            assert [paper.body for paper in documents_of(case_id)] == ["正文"]
            found = document(case_id, row.id)
            assert found is not None
            assert found.number == number
            assert document(UUID(int=1), row.id) is None
        with tenant_scope(twin.id):
            assert document(case_id, row.id) is None
