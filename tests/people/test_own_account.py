"""One's own sessions, password and tokens."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tenants.core import clock
from tests.conftest import MONDAY, PASSWORD, Organisation, sign_in

NEW = "a quite different phrase"


class TestSessions:
    def test_each_device_is_listed_and_this_one_is_named(self, app: Flask, mine: Organisation) -> None:
        client = app.test_client()
        agent = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36"}
        client.post("/sign-in", data={"login": mine.logins["clerk"], "password": PASSWORD}, headers=agent)
        sign_in(app, mine)
        page = client.get("/sessions").get_data(as_text=True)
        assert page.count('class="li"') == 2
        assert page.count("本机") == 1
        assert "Chrome · Windows" in page
        assert "4月20日 09:30 登录" in page

    def test_one_is_ended_and_the_others_stay(self, app: Flask, mine: Organisation) -> None:
        client, other, third = (sign_in(app, mine) for _ in range(3))
        page = client.get("/sessions").get_data(as_text=True)
        ids = [part.split('"')[0] for part in page.split('name="session_id" value="')[1:]]
        with other.session_transaction() as session:
            wanted = session["_user_id"].partition(":")[0]
        assert wanted in ids
        assert client.post("/sessions/end", data={"session_id": wanted}).status_code == 303
        assert other.get("/sessions").status_code == 302
        assert third.get("/sessions").status_code == 200
        assert client.post("/sessions/end", data={"session_id": wanted}).status_code == 404

    def test_all_others_are_ended_at_once(self, app: Flask, mine: Organisation) -> None:
        client, *others = (sign_in(app, mine) for _ in range(3))
        assert client.post("/sessions/end-others").status_code == 303
        assert "已退出其他 2 台设备" in client.get("/sessions").get_data(as_text=True)
        assert [other.get("/sessions").status_code for other in others] == [302, 302]

    @pytest.mark.parametrize("session_id", ["", "no id", "019da882-4578-70b1-862d-815b00000000"])
    def test_nonsense_is_absent(self, app: Flask, mine: Organisation, session_id: str) -> None:
        assert sign_in(app, mine).post("/sessions/end", data={"session_id": session_id}).status_code == 404

    def test_somebody_elses_is_absent(self, app: Flask, mine: Organisation) -> None:
        client, head = sign_in(app, mine), sign_in(app, mine, "head")
        with head.session_transaction() as session:
            theirs = session["_user_id"].partition(":")[0]
        assert client.post("/sessions/end", data={"session_id": theirs}).status_code == 404
        assert head.get("/sessions").status_code == 200


class TestPassword:
    def change(self, client: Any, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> Any:
        return client.post("/password", data={"old": old, "new": new, "again": again})

    def test_it_changes_and_other_devices_are_out(self, app: Flask, mine: Organisation) -> None:
        client, other = sign_in(app, mine), sign_in(app, mine)
        assert self.change(client).status_code == 303
        assert client.get("/sessions").status_code == 200
        assert other.get("/sessions").status_code == 302
        login = mine.logins["clerk"]
        assert (
            app.test_client().post("/sign-in", data={"login": login, "password": PASSWORD}).status_code == 422
        )
        assert app.test_client().post("/sign-in", data={"login": login, "password": NEW}).status_code == 303

    @pytest.mark.parametrize(
        ("given", "field", "sentence"),
        [
            ({"old": "wrong password"}, "old", "当前密码不对"),
            ({"new": "short", "again": "short"}, "new", "至少 10 个字符"),
            ({"new": PASSWORD, "again": PASSWORD}, "new", "请换一个"),
            ({"again": "something else"}, "again", "两次输入的新密码不一样"),
            ({"new": "clerk.minea 2026", "again": "clerk.minea 2026"}, "new", "不能含有账号名"),
        ],
    )
    def test_bad_input_is_named(
        self, app: Flask, mine: Organisation, given: dict[str, str], field: str, sentence: str
    ) -> None:
        answer = self.change(sign_in(app, mine), **given)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert sentence in page
        assert f'href="#f-{field}"' in page
        assert not [text for text in given.values() if text in page]

    def test_guessing_the_old_one_is_slowed_too(self, app: Flask, mine: Organisation) -> None:
        client = sign_in(app, mine)
        answers = [self.change(client, old="wrong password") for _ in range(6)]
        assert [answer.status_code for answer in answers] == [422] * 5 + [429]
        assert answers[-1].headers["Retry-After"] == "1"


class TestTokens:
    def make(self, client: Any, **more: Any) -> Any:
        return client.post("/o/minea/tokens/", data={"name": "月报统计", "days": "30", "key": "k1", **more})

    def token_in(self, answer: Any) -> str:
        return str(answer.get_data(as_text=True).split('<code class="token">')[1].split("<")[0])

    def test_it_is_shown_once(self, app: Flask, mine: Organisation) -> None:
        client = sign_in(app, mine)
        made = self.make(client)
        token = self.token_in(made)
        assert (made.status_code, made.headers["Cache-Control"]) == (201, "no-store")
        assert token.startswith("ld_")
        page = client.get("/o/minea/tokens/").get_data(as_text=True)
        assert "月报统计" in page
        assert token not in page
        again = self.make(client)
        assert (again.status_code, "已经显示过" in again.get_data(as_text=True)) == (409, True)

    def test_it_opens_the_interface_as_its_seat(
        self, app: Flask, mine: Organisation, twin: Organisation
    ) -> None:
        token = self.token_in(self.make(sign_in(app, mine)))
        client = app.test_client()
        answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
        body = answer.get_json()
        assert body["tenant"] == "minea"
        assert body["seat"]["roles"] == ["handler", "liaison", "registrar"]
        assert client.get("/api/v1/seats", headers={"Authorization": f"Bearer {token}"}).status_code == 403

    def test_the_administrators_token_lists_this_tenants_seats_only(
        self, app: Flask, mine: Organisation, twin: Organisation
    ) -> None:
        token = self.token_in(self.make(sign_in(app, mine, "admin")))
        answer = app.test_client().get("/api/v1/seats", headers={"Authorization": f"Bearer {token}"})
        assert {seat["name"] for seat in answer.get_json()} == {"甲clerk", "甲head", "甲leader", "甲admin"}

    @pytest.mark.parametrize("header", ["", "Bearer", "Bearer ld_nothing", "Basic bGQ6bGQ=", "Bearer  "])
    def test_without_a_token_it_is_closed(self, app: Flask, mine: Organisation, header: str) -> None:
        client = sign_in(app, mine)
        answer = client.get("/api/v1/me", headers={"Authorization": header} if header else {})
        assert answer.status_code == 401
        assert answer.get_json()["code"] == "not_signed_in"

    def test_revoked_and_run_out_tokens_are_refused(self, app: Flask, mine: Organisation) -> None:
        client = sign_in(app, mine)
        token = self.token_in(self.make(client))
        headers = {"Authorization": f"Bearer {token}"}
        with clock.frozen(MONDAY + timedelta(days=31)):
            assert app.test_client().get("/api/v1/me", headers=headers).status_code == 401
        page = client.get("/o/minea/tokens/").get_data(as_text=True)
        token_id = page.split('name="token_id" value="')[1].split('"')[0]
        assert client.post("/o/minea/tokens/revoke", data={"token_id": token_id}).status_code == 303
        assert app.test_client().get("/api/v1/me", headers=headers).status_code == 401

    def test_anothers_token_is_absent(self, app: Flask, mine: Organisation) -> None:
        head = sign_in(app, mine, "head")
        self.make(head)
        page = head.get("/o/minea/tokens/").get_data(as_text=True)
        token_id = page.split('name="token_id" value="')[1].split('"')[0]
        assert (
            sign_in(app, mine).post("/o/minea/tokens/revoke", data={"token_id": token_id}).status_code == 404
        )

    def test_its_use_is_noted_without_a_write(self, app: Flask, mine: Organisation) -> None:
        from tenants.people import seen

        client = sign_in(app, mine)
        token = self.token_in(self.make(client))
        app.test_client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert "还没用过" in client.get("/o/minea/tokens/").get_data(as_text=True)
        with app.app_context():
            assert seen.write_down() == 1
        assert "还没用过" not in client.get("/o/minea/tokens/").get_data(as_text=True)

    @pytest.mark.parametrize(
        ("more", "field"),
        [({"name": ""}, "name"), ({"days": "0"}, "days"), ({"days": "366"}, "days"), ({"days": "x"}, "days")],
    )
    def test_bad_input_is_named(
        self, app: Flask, mine: Organisation, more: dict[str, str], field: str
    ) -> None:
        answer = self.make(sign_in(app, mine), **more)
        assert answer.status_code == 422
        assert f'href="#f-{field}"' in answer.get_data(as_text=True)
