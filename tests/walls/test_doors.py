"""The wall at every door: each URL, command and socket event is listed, locked, and blind to other tenants."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from tenants.core.commands import REGISTER
from tenants.core.permissions import Permission, allowed
from tests.conftest import Organisation, sign_in
from tests.walls import doors
from tests.walls.town import House, fill, furnish, keep_view, tokens_of

pytestmark = pytest.mark.embedded
LOCKED = doors.STAFF | doors.API
WELL = {200, 201, 204, 303, 409, 415, 422}


def rules(app: Flask, endpoints: Any) -> Iterator[Any]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint in endpoints:
            yield rule


def methods(rule: Any) -> list[str]:
    return sorted(rule.methods - {"HEAD", "OPTIONS"})


def test_every_url_is_listed_with_its_lock(app: Flask) -> None:
    found = {
        rule.endpoint: str(getattr(app.view_functions[rule.endpoint], "lock", "no lock"))
        for rule in app.url_map.iter_rules()
    }
    found["static"] = "public"
    expected = dict.fromkeys(doors.PUBLIC, "public") | dict.fromkeys(doors.SIGNED_IN, "signed in")
    assert found == expected | LOCKED


def test_every_command_is_listed_with_its_permission() -> None:
    assert {name: str(command.permission) for name, command in REGISTER.items()} == doors.COMMANDS


def test_every_socket_event_is_listed(app: Flask) -> None:
    server = app.extensions["socketio"].server
    found = {event for handlers in server.handlers.values() for event in handlers}
    assert found == doors.SOCKET_EVENTS


def test_parameters_of_urls_are_typed(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        for name in rule.arguments - {"tenant_slug", "filename"}:
            assert type(rule._converters[name]).__name__ != "UnicodeConverter", (rule.endpoint, name)


@dataclass
class Visitor:
    """One seat, at the pages by its cookie and at the API by its token."""

    cookie: Any
    token: str

    def ask(self, rule: Any, method: str, path: str) -> Any:
        if rule.endpoint in doors.API:
            headers = {"Accept-Language": "zh-CN", "Authorization": f"Bearer {self.token}"}
            body: dict[str, Any] = {"json": {}} if method in ("POST", "PUT") else {}
            return self.cookie.application.test_client().open(path, method=method, headers=headers, **body)
        return self.cookie.open(path, method=method, headers={"Accept-Language": "zh-CN"})


@dataclass
class Town:
    """Two tenants with mirrored data, and who visits the first one's doors."""

    mine: House
    other: House
    visitors: dict[str, Visitor]

    def may(self, part: str, endpoint: str) -> bool:
        return allowed(self.mine.organisation.actors[part].roles, Permission(LOCKED[endpoint]))

    def fitting(self, endpoint: str) -> Visitor:
        """Return a visitor whose roles open this door."""
        return next(visitor for part, visitor in self.visitors.items() if self.may(part, endpoint))


@pytest.fixture
def town(app: Flask, mine: Organisation, twin: Organisation, county: Organisation) -> Town:
    """The twins, furnished."""
    house, other = furnish(app, mine, county, "甲鸢"), furnish(app, twin, county, "乙鹞")
    tokens = tokens_of(app, house)
    visitors = {part: Visitor(sign_in(app, mine, part), tokens[part]) for part in mine.actors}
    return Town(house, other, visitors)


def test_nobody_gets_in_without_signing_in(app: Flask, town: Town) -> None:
    house = town.mine
    for rule in rules(app, LOCKED.keys() | doors.SIGNED_IN):
        path = fill(rule, house.organisation.slug, house.ids)
        for method in methods(rule):
            answer = app.test_client().open(path, method=method)
            expected = {401, 302} if method == "GET" and rule.endpoint not in doors.API else {401}
            assert answer.status_code in expected, (method, path, answer.status)
            assert not any(word in answer.get_data(as_text=True) for word in house.words)


def scrub(body: str) -> str:
    """Take out what differs between any two answers: tokens, keys, and the address that was asked for."""
    body = re.sub(r'(name="(?:csrf_token|key|next)"|name="csrf-token")[^>]*>', "", body)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", body)


def test_another_tenant_and_an_absent_one_look_alike(app: Flask, town: Town) -> None:
    """A seat of one tenant at every door of the other: 404, the very body of a tenant that does not exist."""
    visitor, other = town.visitors["clerk"], town.other
    for rule in rules(app, LOCKED):
        if "tenant_slug" not in rule.arguments:
            continue
        theirs, absent = (fill(rule, slug, other.ids) for slug in (other.organisation.slug, "nosuch"))
        for method in methods(rule):
            answer, nothing = visitor.ask(rule, method, theirs), visitor.ask(rule, method, absent)
            assert (answer.status_code, nothing.status_code) == (404, 404), (method, theirs)
            same = scrub(answer.get_data(as_text=True).replace(other.organisation.slug, "nosuch"))
            assert same == scrub(nothing.get_data(as_text=True)), theirs


def test_another_tenants_ids_and_absent_ones_look_alike(app: Flask, town: Town) -> None:
    """The own tenant's doors with the other's ids, one at a time: 404, the very body of an id that does not exist."""
    house, other, tried = town.mine, town.other, set()
    for rule in rules(app, LOCKED):
        visitor = town.fitting(rule.endpoint)
        for name in sorted(rule.arguments & other.ids.keys()):
            foreign, absent = (
                fill(rule, house.organisation.slug, {**house.ids, name: one})
                for one in (other.ids[name], uuid4())
            )
            for method in methods(rule):
                answer, nothing = visitor.ask(rule, method, foreign), visitor.ask(rule, method, absent)
                assert answer.status_code == nothing.status_code, (method, foreign)
                # 415 and 422 say that the empty form is wrong before anything is looked up: shape before wall.
                assert answer.status_code in (404, 415, 422), (
                    method,
                    foreign,
                    answer.get_data(as_text=True)[:300],
                )
                assert scrub(answer.get_data(as_text=True)) == scrub(nothing.get_data(as_text=True)), foreign
                if answer.status_code == 404:
                    tried.add(name)
    assert tried >= {
        "case_id",
        "attachment_id",
        "document_id",
        "import_id",
        "referral_id",
        "mechanism_id",
        "item_id",
        "view_id",
    }


def test_a_role_that_may_not_is_refused_at_every_door(app: Flask, town: Town) -> None:
    for rule in rules(app, LOCKED):
        path = fill(rule, town.mine.organisation.slug, town.mine.ids)
        for part, visitor in town.visitors.items():
            if town.may(part, rule.endpoint):
                continue
            for method in methods(rule):
                assert visitor.ask(rule, method, path).status_code == 403, (part, method, path)


def test_the_right_seat_gets_in(app: Flask, town: Town) -> None:
    """Each door answers a seat that may: a page, or for an empty form a sentence; never 403, 404 or a failure."""
    ids = town.mine.ids
    for rule in sorted(rules(app, LOCKED), key=lambda rule: "revoke" in rule.endpoint):
        if "view_id" in rule.arguments:
            with app.app_context():
                ids["view_id"] = keep_view(town.mine)
        path = fill(rule, town.mine.organisation.slug, ids)
        known = rule.arguments - {"tenant_slug"} <= ids.keys() | {"tab"}
        for method in methods(rule):
            answer = town.fitting(rule.endpoint).ask(rule, method, path)
            assert answer.status_code in (WELL if known else WELL | {404}), (method, path, answer.status)
            body = answer.get_data()
            assert not any(word.encode() in body for word in town.other.words), path


def test_signed_in_doors_show_the_persons_own_things_only(app: Flask, town: Town) -> None:
    for rule in rules(app, doors.SIGNED_IN):
        for method in methods(rule):
            body = town.visitors["clerk"].ask(rule, method, fill(rule, "", {})).get_data(as_text=True)
            assert town.other.organisation.slug not in body
            assert not any(word in body for word in town.other.words)
