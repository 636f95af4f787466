"""What a query string asks of the list; whatever it holds, a list comes out."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.casework.cases.categories import tree
from tenants.casework.cases.list_filters import FIELD_NAMES, ListFilter, Sort, View, read_filter

SEAT = "01a20152-8a28-7000-ba64-79a20d968c33"
WHOLE = {
    "view": "overdue",
    "q": "养老 保险",
    "state": "accepted",
    "category": "03",
    "channel": "letter",
    "first": "2026-01-01",
    "last": "2026-04-20",
    "unit": SEAT,
    "handler": SEAT,
    "imported": SEAT,
    "sort": "newest",
    "after": f"due~2026-04-20~{UUID(SEAT).hex}",
}


def test_everything_is_read_and_written_back() -> None:
    wanted = read_filter(WHOLE, tree())
    assert (wanted.view, wanted.words, wanted.first) == (View.OVERDUE, "养老 保险", date(2026, 1, 1))
    assert wanted.handler_id == UUID(SEAT)
    assert wanted.sort is Sort.NEWEST
    assert wanted.as_query() == WHOLE
    assert wanted.ignored == ()


def test_nothing_asked_is_the_plain_list() -> None:
    assert read_filter({}, tree()) == ListFilter()
    assert ListFilter().as_query() == {}
    assert not ListFilter(view=View.CLOSED, sort=Sort.NEWEST).is_narrowed
    assert ListFilter(words="水").is_narrowed
    assert not ListFilter(words="水").narrows_a_search
    assert ListFilter(words="水", view=View.CLOSED).narrows_a_search


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("view", "everything"), ("state", "gone"), ("category", "9999"), ("channel", "pigeon"), ("first", "2026-02-30"),
        ("last", "0206-01-01"), ("unit", "1"), ("handler", "x"), ("sort", "up"), ("after", "due~x~y"),
        ("after", f"found~~{SEAT}~"), ("before", f"newest~2026-01-01T00:00:00~{SEAT}"), ("imported", "zz"),
    ],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_left_out_and_named(name: str, value: str) -> None:
    wanted = read_filter({name: value}, tree())
    assert wanted == ListFilter()
    assert wanted.ignored == (name,)
    assert name in FIELD_NAMES


def test_dates_the_wrong_way_round_are_turned() -> None:
    wanted = read_filter({"first": "2026-04-20", "last": "2026-01-01"}, tree())
    assert (wanted.first, wanted.last) == (date(2026, 1, 1), date(2026, 4, 20))


@given(st.dictionaries(st.sampled_from(list(FIELD_NAMES)), st.text(max_size=80)))
def test_no_query_string_fails_and_what_was_read_is_stable(query: dict[str, str]) -> None:
    wanted = read_filter(query, tree())
    assert read_filter(wanted.as_query(), tree()) == wanted
    assert set(wanted.ignored) <= set(query)
