"""The wall at every door: each URL, command and socket event is listed, locked, and blind to other tenants."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from tenants.core.commands import REGISTER
from tenants.core.permissions import Permission, allowed
from tests.conftest import Organisation, sign_in
from tests.walls import doors
from tests.walls.town import House, fill, furnish

pytestmark = pytest.mark.embedded


def rules(app: Flask, endpoints: Any) -> Iterator[Any]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint in endpoints:
            yield rule


def lock_of(app: Flask, endpoint: str) -> str:
    return str(getattr(app.view_functions[endpoint], "lock", "public" if endpoint == "static" else "none"))


def test_every_url_is_listed_with_its_lock(app: Flask) -> None:
    found = {rule.endpoint: lock_of(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    expected = dict.fromkeys(doors.PUBLIC, "public")
    expected |= dict.fromkeys(doors.SIGNED_IN, "signed in")
    expected |= doors.STAFF | doors.API
    assert found == expected


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


@pytest.fixture
def town(app: Flask, mine: Organisation, twin: Organisation) -> tuple[House, House]:
    """Two tenants with mirrored data."""
    return furnish(app, mine, "甲鸢"), furnish(app, twin, "乙鹞")


def ask(client: Any, method: str, path: str) -> Any:
    return client.open(path, method=method, headers={"Accept-Language": "zh-CN"})


def methods(rule: Any) -> list[str]:
    return sorted(rule.methods - {"HEAD", "OPTIONS"})


def test_nobody_gets_in_without_signing_in(app: Flask, town: tuple[House, House]) -> None:
    house, _other = town
    for rule in rules(app, doors.STAFF.keys() | doors.SIGNED_IN):
        path = fill(rule, house.organisation.slug, house.ids)
        for method in methods(rule):
            answer = ask(app.test_client(), method, path)
            assert answer.status_code in ((302, 401) if method == "GET" else (401,)), (method, path)
            assert not any(word in answer.get_data(as_text=True) for word in house.words)


def scrub(body: str) -> str:
    """Take out what differs between any two answers: tokens, keys, and the address that was asked for."""
    body = re.sub(r'(name="(?:csrf_token|key|next)"|name="csrf-token")[^>]*>', "", body)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", body)


def test_another_tenant_and_an_absent_one_look_alike(app: Flask, town: tuple[House, House]) -> None:
    """A seat of one tenant at every door of the other: 404, the very body of a tenant that does not exist."""
    house, other = town
    client = sign_in(app, house.organisation)
    for rule in rules(app, doors.STAFF):
        theirs = fill(rule, other.organisation.slug, other.ids)
        absent = fill(rule, "nosuch", other.ids)
        for method in methods(rule):
            answer, nothing = ask(client, method, theirs), ask(client, method, absent)
            assert (answer.status_code, nothing.status_code) == (404, 404), (method, theirs)
            same = scrub(answer.get_data(as_text=True).replace(other.organisation.slug, "nosuch"))
            assert same == scrub(nothing.get_data(as_text=True)), theirs


def test_another_tenants_ids_and_absent_ones_look_alike(app: Flask, town: tuple[House, House]) -> None:
    """The own tenant's doors with the other's ids, one at a time: 404, the very body of an id that does not exist."""
    house, other = town
    client = sign_in(app, house.organisation)
    tried = 0
    for rule in rules(app, doors.STAFF):
        for name in sorted(rule.arguments & other.ids.keys()):
            foreign = fill(rule, house.organisation.slug, {**house.ids, name: other.ids[name]})
            absent = fill(rule, house.organisation.slug, {**house.ids, name: uuid4()})
            for method in methods(rule):
                answer, nothing = ask(client, method, foreign), ask(client, method, absent)
                assert answer.status_code == nothing.status_code, (method, foreign)
                if answer.status_code == 403:
                    continue
                # 422 says that the empty form is wrong, before anything is looked up: shape comes before the wall.
                assert answer.status_code in (404, 422), (
                    method,
                    foreign,
                    answer.get_data(as_text=True)[:300],
                )
                assert scrub(answer.get_data(as_text=True)) == scrub(nothing.get_data(as_text=True))
                tried += answer.status_code == 404
    assert tried > 20


def test_a_role_that_may_not_is_refused_at_every_door(app: Flask, town: tuple[House, House]) -> None:
    house, _other = town
    parts = {part: sign_in(app, house.organisation, part) for part in house.organisation.actors}
    for rule in rules(app, doors.STAFF):
        permission = Permission(doors.STAFF[rule.endpoint])
        path = fill(rule, house.organisation.slug, house.ids)
        for part, client in parts.items():
            if allowed(house.organisation.actors[part].roles, permission):
                continue
            for method in methods(rule):
                assert ask(client, method, path).status_code == 403, (part, method, path)


def test_the_right_seat_gets_in(app: Flask, town: tuple[House, House]) -> None:
    """Each door answers a seat that may: a page, or for an empty form a sentence; never 403, 404 or a failure."""
    house, other = town
    parts = {part: sign_in(app, house.organisation, part) for part in house.organisation.actors}
    for rule in rules(app, doors.STAFF):
        permission = Permission(doors.STAFF[rule.endpoint])
        path = fill(rule, house.organisation.slug, house.ids)
        part = next(p for p, actor in house.organisation.actors.items() if allowed(actor.roles, permission))
        for method in methods(rule):
            answer = ask(parts[part], method, path)
            known = rule.arguments - {"tenant_slug"} <= house.ids.keys() | {"tab"}
            assert answer.status_code in ((200, 303, 409, 415, 422) if known else (404,)), (
                method,
                path,
                answer.status,
            )
            body = answer.get_data()
            assert not any(word.encode() in body for word in other.words), path


def test_signed_in_doors_show_the_persons_own_things_only(app: Flask, town: tuple[House, House]) -> None:
    house, other = town
    client = sign_in(app, house.organisation)
    for rule in rules(app, doors.SIGNED_IN):
        for method in methods(rule):
            body = ask(client, method, fill(rule, "", {})).get_data(as_text=True)
            assert other.organisation.slug not in body
            assert not any(word in body for word in other.words)
