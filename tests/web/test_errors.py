"""When something goes wrong: the right status, a sentence, no trace, no half page, and no database needed to say so."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tenants.casework.cases import words
from tenants.core.database import tenant_scope
from tenants.core.errors import Conflict
from tests.conftest import Organisation, sign_in


def test_an_unknown_page_and_a_wrong_method(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/nosuch").status_code == 404
    answer = client.get("/sign-out")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert "Traceback" not in answer.get_data(as_text=True)


def test_a_failure_shows_a_number_and_no_trace(
    app: Flask, mine: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(app, mine)

    def fail(*_args: Any, **_kw: Any) -> None:
        raise RuntimeError("secret inner detail")

    monkeypatch.setattr("tenants.casework.desk.views.render_template", fail)
    answer = client.get(f"/o/{mine.slug}/desk")
    body = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "E-" in body
    assert "secret inner detail" not in body


def test_the_database_away_gives_a_page_that_needs_none(
    app: Flask, mine: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every statement fails from now on, also those of the page's frame."""
    client = sign_in(app, mine)

    def away(*_args: Any, **_kw: Any) -> None:
        raise OperationalError("SELECT 1", {}, Exception("server closed the connection"))

    with monkeypatch.context() as patch:
        patch.setattr(Session, "execute", away)
        patch.setattr(Session, "scalars", away)
        patch.setattr(Session, "get", away)
        for path in (f"/o/{mine.slug}/desk", f"/o/{mine.slug}/cases/", "/choose"):
            answer = client.get(path)
            assert answer.status_code == 503, path
            assert answer.headers["Retry-After"] == "5"
            assert "暂时" in answer.get_data(as_text=True)
    assert client.get(f"/o/{mine.slug}/desk").status_code == 200


def test_an_upload_of_200_megabytes_is_refused_before_it_is_read(app: Flask, mine: Organisation) -> None:
    client = sign_in(app, mine)
    answer = client.post(
        f"/o/{mine.slug}/imports/",
        headers={"Content-Type": "multipart/form-data; boundary=x"},
        input_stream=Endless(),
        environ_overrides={"CONTENT_LENGTH": str(200 * 1024 * 1024)},
    )
    assert answer.status_code == 413
    assert "MB" in answer.get_data(as_text=True)


class Endless(io.RawIOBase):
    """A body that must not be read to its end."""

    taken = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return 0

    def seek(self, _offset: int, _whence: int = 0) -> int:
        return 200 * 1024 * 1024

    def readinto(self, buffer: Any) -> int:
        self.taken += len(buffer)
        assert self.taken < 30 * 1024 * 1024, "read on although it is too large"
        buffer[:] = b"x" * len(buffer)
        return len(buffer)


@pytest.mark.parametrize(
    ("locale", "label", "value"), [("zh_CN", "信访分类", "意见建议"), ("en", "Class", "Suggestion")]
)
def test_a_conflict_without_a_form_names_fields_as_people_do(
    app: Flask, mine: Organisation, monkeypatch: pytest.MonkeyPatch, locale: str, label: str, value: str
) -> None:
    def refuse(*_args: Any, **_kw: Any) -> None:
        theirs, yours = (
            {"case_class": "appeal", "place": "东门"},
            {"case_class": "suggestion", "place": "<b>"},
        )
        raise Conflict("x", theirs=theirs, yours=yours, wording=words.FIELD_WORDING, changed_by="何科长")

    client = sign_in(app, mine)
    client.set_cookie("locale", locale)
    monkeypatch.setattr("tenants.casework.desk.views.render_template", refuse)
    answer = client.get(f"/o/{mine.slug}/desk")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert f'<th scope="row">{label}</th>' in page
    assert f"<td>{value}</td>" in page
    assert "&lt;b&gt;" in page
    assert not {"case_class", "suggestion", "appeal"} & set(re.findall(r"[a-z_]+", page.split("<main")[1]))


def test_a_conflict_without_texts_shows_no_empty_table(app: Flask, mine: Organisation) -> None:
    from tests.casework.imports_flow.flow import checked, ledger

    with app.app_context(), tenant_scope(mine.id):
        found = checked(mine.clerk, ledger(count=2))
    answer = sign_in(app, mine).post(f"/o/{mine.slug}/imports/{found.id}/confirm", data={"version": "1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "别人已经继续处理了这次导入" in page
    assert "<table" not in page


def test_security_headers_are_on_every_answer(app: Flask) -> None:
    for path in ("/sign-in", "/nosuch", "/p/", "/health"):
        headers = app.test_client().get(path).headers
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == "no-store"


def test_language_and_display_are_kept_and_redirects_stay_here(app: Flask) -> None:
    client = app.test_client()
    for target in (
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "evil",
    ):
        assert client.post("/language", data={"locale": "en", "next": target}).headers["Location"] == "/"
    answer = client.post("/display", data={"theme": "dark", "size": "xl", "next": "/sign-in"})
    assert answer.headers["Location"] == "/sign-in"
    body = client.get("/sign-in").get_data(as_text=True)
    assert 'lang="en"' in body
    assert 'data-bs-theme="dark"' in body
    assert 'data-size="xl"' in body
    client.post("/display", data={"theme": "pink", "next": "/"})
    assert 'data-bs-theme="light"' in client.get("/sign-in").get_data(as_text=True)
