"""What people wrote is text on every page, whoever shows it and by whatever way it got there: never markup.

The small world is built once more, each field that takes free words carrying a tag; then every page is opened.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask

from tenants.casework.attachments import storing
from tenants.core import clock, commands
from tenants.core.database import db
from tenants.core.errors import Invalid
from tenants.organisations import commands as organisations
from tenants.people import passwords
from tests.conftest import MONDAY
from tests.house.test_pages import Clients
from tests.journeys import world as worlds
from tests.journeys.pages import STOPS, all_ids

TAG = "<s-tag>"
WRITTEN = {"title", "text", "name", "place", "address", "note", "purpose", "summary", "answer"}
WRITTEN |= {"demand", "facts", "opinion", "legal_basis", "consent_note", "liaison_name"}
"""Fields of commands that take free words. One that refuses the tag keeps what the world gives it."""


@pytest.fixture(scope="module")
def pages(_application: Flask, _database: Any) -> Iterator[dict[str, str]]:
    """Build the world with tags in it and return every page by its name."""
    with _application.app_context():
        db.engine.dispose()
    _database.reset()
    patch = pytest.MonkeyPatch()
    patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    tagged = _with_tags(commands.execute)
    patch.setattr(commands, "execute", tagged)
    patch.setattr(worlds, "execute", tagged)
    opened = organisations.open_tenant
    patch.setattr(organisations, "open_tenant", lambda data: opened({**data, "name": data["name"] + TAG}))
    patch.setattr(storing, "add_file", _with_tag_in_name(storing.add_file))
    with clock.frozen(MONDAY), patch.context():
        with _application.app_context():
            from tenants.obligations.ledger import load_shipped_calendars

            list(load_shipped_calendars())
            built = worlds.described(worlds.build())
        clients = Clients(_application, built)
        yield {
            stop.name: clients.of(stop.who).get(stop.address(all_ids(built))).get_data(as_text=True)
            for stop in STOPS
        }
    patch.undo()


def _with_tags(execute: Any) -> Any:
    def tagged(name: str, payload: dict[str, Any], actor: Any, **how: Any) -> Any:
        words = {
            field: value + TAG
            for field, value in payload.items()
            if field in WRITTEN and value and isinstance(value, str)
        }
        while words:
            try:
                return execute(name, {**payload, **words}, actor, **how)
            except Invalid as refused:
                wrong = set(refused.fields) & set(words)
                if not wrong:
                    raise
                words = {field: value for field, value in words.items() if field not in wrong}
        return execute(name, payload, actor, **how)

    return tagged


def _with_tag_in_name(add_file: Any) -> Any:
    return lambda actor, case_id, stream, name: add_file(actor, case_id, stream, TAG + name)


@pytest.mark.parametrize("name", [stop.name for stop in STOPS])
def test_no_page_takes_it_for_markup(pages: dict[str, str], name: str) -> None:
    page = pages[name]
    place = page.find(TAG)
    assert place < 0, page[max(0, place - 300) : place + 100]


def test_the_tags_were_there_to_be_seen(pages: dict[str, str]) -> None:
    shown = {name for name, page in pages.items() if "&lt;s-tag&gt;" in page}
    assert len(shown) >= 25, sorted(shown)
    assert any(name.startswith("matter, ") for name in shown)
