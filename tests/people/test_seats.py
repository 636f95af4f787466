"""Seats: opened, changed and ended by the organisation's administrator; one administrator always remains."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from tenants.core.commands import Actor, execute
from tenants.core.database import current_session, platform_scope, tenant_scope, write_transaction
from tenants.core.errors import Conflict, Forbidden, Invalid, NotAllowedNow, NotFound
from tenants.people import queries
from tenants.people.models import LoginSession, Seat
from tests.conftest import PASSWORD, Organisation, sign_in


def seat_of(app: Flask, organisation: Organisation, part: str) -> Any:
    with app.app_context(), tenant_scope(organisation.id):
        return queries.seat_of(UUID(str(organisation.actors[part].account_id)))


def run(app: Flask, command: str, actor: Actor, /, **payload: Any) -> dict[str, Any]:
    with app.app_context(), tenant_scope(actor.tenant_id):
        return execute(command, payload, actor)


def new_seat(organisation: Organisation, **more: Any) -> dict[str, Any]:
    given = {"login": "zhang.san", "name": "张三", "unit_id": str(organisation.unit_id), "roles": ["handler"]}
    return {**given, "password": PASSWORD, **more}


class TestOpening:
    def test_the_person_can_sign_in_and_sees_what_the_roles_allow(
        self, app: Flask, mine: Organisation
    ) -> None:
        admin = sign_in(app, mine, "admin")
        answer = admin.post("/o/minea/seats/new", data=new_seat(mine, login="Zhang.San"))
        assert (answer.status_code, answer.location) == (303, "/o/minea/seats/")
        assert "已为张三开通，账号 zhang.san" in admin.get("/o/minea/seats/").get_data(as_text=True)
        client = app.test_client()
        assert (
            client.post("/sign-in", data={"login": "zhang.san", "password": PASSWORD}).location == "/password"
        )
        new = "three quiet green lamps"
        client.post("/password", data={"old": PASSWORD, "new": new, "again": new})
        assert client.get("/", follow_redirects=True).request.path == "/o/minea/desk"
        assert client.get("/o/minea/seats/").status_code == 403

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"login": "9san"}, "login"),
            ({"login": ""}, "login"),
            ({"password": "short"}, "password"),
            ({"password": ""}, "password"),
            ({"password": "zhang.san.2026"}, "password"),
            ({"password": "x" * 201}, "password"),
            ({"name": "  "}, "name"),
            ({"unit_id": ""}, "unit_id"),
            ({"unit_id": "019da882-4578-70b1-862d-815b00000000"}, "unit_id"),
            ({"roles": []}, "roles"),
            ({"roles": ["king"]}, "roles"),
            ({"login": "clerk.minea", "password": ""}, "login"),
        ],
    )
    def test_bad_input_is_named_and_kept(
        self, app: Flask, mine: Organisation, more: dict[str, Any], field: str
    ) -> None:
        admin = sign_in(app, mine, "admin")
        answer = admin.post("/o/minea/seats/new", data=new_seat(mine, **more))
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert f'href="#f-{field}"' in page
        assert PASSWORD not in page
        assert len(everyone(app, mine)) == 4

    def test_a_unit_of_another_tenant_is_none(
        self, app: Flask, mine: Organisation, twin: Organisation
    ) -> None:
        with pytest.raises(Invalid):
            run(app, "seat.open", mine.admin, **new_seat(mine, unit_id=str(twin.unit_id)))

    def test_an_account_made_elsewhere_is_not_taken_for_a_new_one(
        self, app: Flask, mine: Organisation, twin: Organisation
    ) -> None:
        """Else its maker, who knows its password, would come in by it."""
        run(app, "seat.open", twin.admin, **new_seat(twin))
        with pytest.raises(Invalid) as refused:
            run(app, "seat.open", mine.admin, **new_seat(mine, password="another long phrase"))
        assert "login" in refused.value.fields
        run(app, "seat.open", mine.admin, **new_seat(mine, password=""))
        client = app.test_client()
        client.post("/sign-in", data={"login": "zhang.san", "password": PASSWORD})
        new = "three quiet green lamps"
        assert client.post("/password", data={"old": PASSWORD, "new": new, "again": new}).status_code == 303
        assert client.get("/").location == "/choose"

    def test_only_the_administrator_opens_seats(self, app: Flask, mine: Organisation) -> None:
        for part in ("clerk", "head", "leader"):
            with pytest.raises(Forbidden):
                run(app, "seat.open", mine.actors[part], **new_seat(mine))


def everyone(app: Flask, organisation: Organisation) -> list[Seat]:
    with app.app_context(), tenant_scope(organisation.id):
        return queries.seats()


class TestRoles:
    def test_they_change_at_once_for_who_is_signed_in(self, app: Flask, mine: Organisation) -> None:
        clerk, admin = sign_in(app, mine), sign_in(app, mine, "admin")
        assert clerk.get("/o/minea/desk").status_code == 200
        seat = seat_of(app, mine, "clerk")
        data = {"version": seat.version, "roles": ["minute_taker"]}
        assert admin.post(f"/o/minea/seats/{seat.id}", data=data).status_code == 303
        assert clerk.get("/o/minea/desk").status_code == 403

    def test_two_administrators_at_once_get_both_texts(self, app: Flask, mine: Organisation) -> None:
        admin, seat = sign_in(app, mine, "admin"), seat_of(app, mine, "clerk")
        path = f"/o/minea/seats/{seat.id}"
        assert admin.post(path, data={"version": seat.version, "roles": ["handler"]}).status_code == 303
        answer = admin.post(path, data={"version": seat.version, "roles": ["leader", "registrar"]})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 409
        assert "<ins>承办人</ins>" in page
        assert "登记员、分管领导" in page
        assert f'name="version" value="{seat.version + 1}"' in page
        assert seat_of(app, mine, "clerk").roles == ["handler"]

    def test_the_last_administrator_stays_one(self, app: Flask, mine: Organisation) -> None:
        admin, seat = sign_in(app, mine, "admin"), seat_of(app, mine, "admin")
        answer = admin.post(f"/o/minea/seats/{seat.id}", data={"version": seat.version, "roles": ["leader"]})
        assert answer.status_code == 409
        assert "最后一位管理员" in answer.get_data(as_text=True)
        assert seat_of(app, mine, "admin").roles == ["tenant_admin"]

    def test_with_a_second_one_the_first_may_go(self, app: Flask, mine: Organisation) -> None:
        clerk, admin = seat_of(app, mine, "clerk"), seat_of(app, mine, "admin")
        both = ["tenant_admin", "handler"]
        run(app, "seat.change_roles", mine.admin, seat_id=str(clerk.id), version=clerk.version, roles=both)
        run(
            app,
            "seat.change_roles",
            mine.admin,
            seat_id=str(admin.id),
            version=admin.version,
            roles=["leader"],
        )
        with pytest.raises(NotFound):
            run(app, "seat.revoke", mine.admin, seat_id=str(clerk.id))

    def test_a_seat_elsewhere_is_absent(self, app: Flask, mine: Organisation, twin: Organisation) -> None:
        admin, theirs = sign_in(app, mine, "admin"), seat_of(app, twin, "clerk")
        absent = "019da882-4578-70b1-862d-815b00000000"
        for action in ("", "/revoke", "/password"):
            answers = [admin.get(f"/o/minea/seats/{found}{action}") for found in (theirs.id, absent)]
            assert [answer.status_code for answer in answers] == [404, 404]
            assert answers[0].get_data() == answers[1].get_data()
        with pytest.raises(NotFound):
            run(app, "seat.revoke", mine.admin, seat_id=str(theirs.id))


class TestRevoking:
    def test_the_page_says_what_it_means_first(self, app: Flask, mine: Organisation) -> None:
        admin, seat = sign_in(app, mine, "admin"), seat_of(app, mine, "clerk")
        page = admin.get(f"/o/minea/seats/{seat.id}/revoke").get_data(as_text=True)
        assert "留在所在部门，等待重新指派" in page
        assert seat_of(app, mine, "clerk") is not None

    def test_the_seat_and_its_tokens_end_with_the_next_request(self, app: Flask, mine: Organisation) -> None:
        clerk, admin, seat = sign_in(app, mine), sign_in(app, mine, "admin"), seat_of(app, mine, "clerk")
        token = run(app, "token.create", mine.clerk, name="月报")["token"]
        key = {"Authorization": f"Bearer {token}"}
        assert app.test_client().get("/api/v1/me", headers=key).status_code == 200
        assert admin.post(f"/o/minea/seats/{seat.id}/revoke").status_code == 303
        assert clerk.get("/o/minea/desk").status_code == 404
        assert clerk.get("/").location == "/choose"
        assert app.test_client().get("/api/v1/me", headers=key).status_code == 401
        with pytest.raises(NotFound):
            run(app, "token.create", mine.clerk, name="月报")

    def test_a_token_does_not_come_back_with_the_seat(self, app: Flask, mine: Organisation) -> None:
        seat = seat_of(app, mine, "clerk")
        token = run(app, "token.create", mine.clerk, name="月报")["token"]
        run(app, "seat.revoke", mine.admin, seat_id=str(seat.id))
        again = new_seat(mine, login=mine.logins["clerk"], password="")
        assert run(app, "seat.open", mine.admin, **again)["seat_id"] == str(seat.id)
        assert sign_in(app, mine).get("/o/minea/desk").status_code == 200
        headers = {"Authorization": f"Bearer {token}"}
        assert app.test_client().get("/api/v1/me", headers=headers).status_code == 401

    def test_a_command_under_way_notices(self, app: Flask, mine: Organisation) -> None:
        """The request had read the seat before it ended; the command reads it anew."""
        seat = seat_of(app, mine, "clerk")
        with app.app_context(), tenant_scope(mine.id):
            held = queries.seat(seat.id)
            assert held is not None
            run(app, "seat.revoke", mine.admin, seat_id=str(seat.id))
            with pytest.raises(NotFound):
                execute("token.create", {"name": "月报"}, mine.clerk)

    def test_nobody_ends_their_own_seat_or_one_twice(self, app: Flask, mine: Organisation) -> None:
        own, clerk = seat_of(app, mine, "admin"), seat_of(app, mine, "clerk")
        with pytest.raises(NotAllowedNow):
            run(app, "seat.revoke", mine.admin, seat_id=str(own.id))
        run(app, "seat.revoke", mine.admin, seat_id=str(clerk.id))
        with pytest.raises(NotAllowedNow):
            run(app, "seat.revoke", mine.admin, seat_id=str(clerk.id))

    def test_the_system_does_not_end_the_last_administrator_either(
        self, app: Flask, mine: Organisation
    ) -> None:
        with pytest.raises(NotAllowedNow):
            run(app, "seat.revoke", Actor.system(mine.id), seat_id=str(seat_of(app, mine, "admin").id))

    def test_a_seat_elsewhere_is_not_touched(
        self, app: Flask, mine: Organisation, twin: Organisation
    ) -> None:
        payload = new_seat(twin, login=mine.logins["clerk"], password="")
        run(app, "seat.open", twin.admin, **payload)
        clerk = sign_in_anywhere(app, mine.logins["clerk"])
        run(app, "seat.revoke", mine.admin, seat_id=str(seat_of(app, mine, "clerk").id))
        assert clerk.get("/o/minea/desk").status_code == 404
        assert clerk.get("/o/mineb/desk").status_code == 200


def sign_in_anywhere(app: Flask, login: str) -> Any:
    client = app.test_client()
    assert client.post("/sign-in", data={"login": login, "password": PASSWORD}).status_code == 303
    return client


class TestFirstPasswords:
    def test_a_forgotten_password_is_set_anew_and_all_sessions_end(
        self, app: Flask, mine: Organisation
    ) -> None:
        clerk, admin, seat = sign_in(app, mine), sign_in(app, mine, "admin"), seat_of(app, mine, "clerk")
        answer = admin.post(f"/o/minea/seats/{seat.id}/password", data={"password": "新的初始密码一二三四"})
        assert answer.status_code == 303
        assert clerk.get("/o/minea/desk").status_code == 302
        data = {"login": mine.logins["clerk"], "password": "新的初始密码一二三四"}
        assert app.test_client().post("/sign-in", data=data).status_code == 303

    def test_not_for_who_works_elsewhere_too(
        self, app: Flask, mine: Organisation, twin: Organisation
    ) -> None:
        run(app, "seat.open", twin.admin, **new_seat(twin, login=mine.logins["clerk"], password=""))
        admin, seat = sign_in(app, mine, "admin"), seat_of(app, mine, "clerk")
        answer = admin.post(f"/o/minea/seats/{seat.id}/password", data={"password": "新的初始密码一二三四"})
        assert answer.status_code == 409
        assert sign_in_anywhere(app, mine.logins["clerk"])

    def test_a_weak_one_is_refused(self, app: Flask, mine: Organisation) -> None:
        admin, seat = sign_in(app, mine, "admin"), seat_of(app, mine, "clerk")
        answer = admin.post(f"/o/minea/seats/{seat.id}/password", data={"password": "1234567890"})
        assert answer.status_code == 422
        assert "太容易猜到" in answer.get_data(as_text=True)

    def test_passwords_leave_no_quick_hash_behind(self, app: Flask, mine: Organisation) -> None:
        from tenants.core.commands import IdempotencyKey

        admin = sign_in(app, mine, "admin")
        admin.post("/o/minea/seats/new", data={**new_seat(mine), "key": "one"})
        with app.app_context(), tenant_scope(mine.id):
            assert current_session().scalars(select(IdempotencyKey)).all() == []

    def test_the_operator_helps_at_the_shell(self, app: Flask, mine: Organisation) -> None:
        clerk, shell = sign_in(app, mine), app.test_cli_runner()
        command = ["people", "set-password", mine.logins["clerk"], "--password"]
        weak = shell.invoke(args=[*command, "short"])
        assert (weak.exit_code, "至少 10 个字符" in weak.output) == (1, True)
        assert (
            shell.invoke(
                args=["people", "set-password", "nobody", "--password", "long enough text"]
            ).exit_code
            == 1
        )
        done = shell.invoke(args=[*command, "a quite different phrase"])
        assert (done.exit_code, "1 sessions ended" in done.output) == (0, True)
        assert clerk.get("/o/minea/desk").status_code == 302


@pytest.mark.postgres
def test_two_administrators_cannot_end_each_other(app: Flask, mine: Organisation) -> None:
    """Each sees the other as the one who remains; the lock makes the second look again."""
    import threading

    made = run(app, "seat.open", mine.admin, **new_seat(mine, roles=["tenant_admin"]))
    with app.app_context(), tenant_scope(mine.id):
        found = queries.seat(UUID(made["seat_id"]))
        assert found is not None
        second = queries.actor_of(found)
    ready = threading.Barrier(2)
    results: list[str] = []

    def end(actor: Actor, other: Actor) -> None:
        ready.wait()
        try:
            run(app, "seat.revoke", actor, seat_id=str(other.seat_id))
            results.append("ended")
        except (NotAllowedNow, NotFound, Conflict) as refused:
            results.append(refused.code)

    threads = [
        threading.Thread(target=end, args=pair) for pair in ((mine.admin, second), (second, mine.admin))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 2
    assert results.count("ended") == 1
    left = [seat for seat in everyone(app, mine) if seat.revoked_at is None and "tenant_admin" in seat.roles]
    assert len(left) == 1


def test_ended_sessions_and_seats_are_found_by_time(app: Flask, mine: Organisation) -> None:
    """What the sockets' watch asks each second."""
    from datetime import timedelta

    from tenants.core import clock

    client = sign_in(app, mine)
    with client.session_transaction() as session:
        session_id = UUID(session["_user_id"].partition(":")[0])
    before = clock.now() - timedelta(seconds=1)
    with app.app_context():
        assert queries.sessions_ended_since(before) == set()
        assert queries.sessions_that_count([session_id]) == {session_id}
    client.post("/sign-out")
    run(app, "seat.revoke", mine.admin, seat_id=str(seat_of(app, mine, "clerk").id))
    with app.app_context():
        assert queries.sessions_ended_since(before) == {session_id}
        assert queries.sessions_that_count([session_id]) == set()
        assert queries.seats_ended_since(before) == {(mine.clerk.account_id, mine.id)}
        assert queries.seats_ended_since(clock.now()) == set()
    with app.app_context(), platform_scope("directory"), write_transaction() as kept:
        assert kept.get_one(LoginSession, session_id).ended_at is not None
