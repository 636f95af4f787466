"""How often the API may be called, on a small application of its own: in the others' tests nothing is counted."""

import base64
from typing import Any

import pytest
from flask import Blueprint, Flask

from portal.web import errors, language
from portal.web.api_limits import REFUSED_PER_ADDRESS, init_limits
from tenants.core.errors import NotSignedIn
from tests.api.conftest import refused


@pytest.fixture
def small() -> Flask:
    """Two resources that count together, five calls a minute for each token; a token named wrong does not count."""
    made = Flask("portal")
    made.config.update(
        RATELIMIT_STORAGE_URI="memory://",
        API_CALLS_A_MINUTE=5,
        MASTER_KEY=base64.b64encode(b"test master key of thirty-two by").decode(),
    )
    language.init_language(made)
    errors.init_errors(made)
    blueprints = [_room("first"), _room("second")]
    for blueprint in blueprints:
        made.register_blueprint(blueprint)
    init_limits(made, blueprints)
    return made


def _room(name: str) -> Blueprint:
    from flask import request

    room = Blueprint(name, __name__, url_prefix=f"/api/v1/{name}")

    @room.get("")
    def resource() -> dict[str, Any]:
        if "wrong" in request.headers.get("Authorization", "wrong"):
            raise NotSignedIn
        return {}

    return room


def ask(app: Flask, room: str, token: str) -> Any:
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "zh-CN"}
    return app.test_client().get(f"/api/v1/{room}", headers=headers)


def test_each_token_has_its_own_number(small: Flask) -> None:
    for number in range(5):
        assert ask(small, ("first", "second")[number % 2], "ld_one").status_code == 200
    too_many = ask(small, "first", "ld_one")
    problem = refused(too_many, 429)
    seconds = int(too_many.headers["Retry-After"])
    assert 1 <= seconds <= 61
    assert problem["code"] == "too_many"
    assert str(seconds) in problem["title"]
    assert ask(small, "second", "ld_two").status_code == 200


def test_who_tries_tokens_is_slowed_down(small: Flask) -> None:
    for number in range(REFUSED_PER_ADDRESS):
        assert ask(small, "first", f"ld_wrong{number}").status_code == 401
    assert ask(small, "first", "ld_wrong").status_code == 429


def test_a_good_token_is_not_counted_among_the_refused(small: Flask) -> None:
    for number in range(REFUSED_PER_ADDRESS + 5):
        assert ask(small, "first", f"ld_{number}").status_code == 200
