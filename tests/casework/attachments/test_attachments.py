"""Files of a case: kept sealed, once, or not at all; taken out as downloads only, each time with a line."""

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tenants.casework.attachments import storing
from tenants.casework.attachments.models import Attachment
from tenants.core import files
from tenants.core.commands import Actor, execute
from tenants.core.database import current_session, tenant_scope
from tenants.core.errors import Invalid, NotAllowedNow, NotFound, TooLarge, Unsupported
from tests.casework.matters import accept, answer, close, last_line, register, registered
from tests.conftest import Organisation, sign_in

TEXT = "缴费明细\n2019-07 未缴\n".encode()
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738550000"
    "000049454e44ae426082"
)


def on_disk(organisation: Organisation) -> set[str]:
    return {path.name for path in files.folder_of(str(organisation.id)).iterdir()}


def rows() -> list[Attachment]:
    return list(current_session().scalars(select(Attachment)))


def test_a_file_is_kept_sealed_and_comes_back(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        file_id = storing.add_file(
            mine.clerk, case_id, io.BytesIO(TEXT), "C:\\扫描\\缴费明细.txt", origin="petitioner"
        )
        (row,) = rows()
        assert (row.id, row.name, row.size, row.origin) == (file_id, "缴费明细.txt", len(TEXT), "petitioner")
        assert TEXT not in (files.folder_of(str(mine.id)) / str(file_id)).read_bytes()
        assert b"".join(storing.read_file(file_id)) == TEXT
        assert last_line().action == "attachment.add"


@pytest.mark.parametrize("origin", ["referral", "county", ""])
def test_nobody_claims_that_a_file_came_from_elsewhere(mine: Organisation, app: Flask, origin: str) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        for actor in (mine.clerk, Actor.system(mine.id)):
            with pytest.raises(Invalid) as refused:
                storing.add_file(actor, case_id, io.BytesIO(TEXT), "明细.txt", origin=origin)
            sentence = str(refused.value.fields["origin"][0])
            assert ("envelope" in sentence or "信封" in sentence) == (origin == "referral")
        assert rows() == []
        assert on_disk(mine) == set()


def test_the_page_says_why_an_origin_cannot_be_claimed(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine)
    data = {"file": (io.BytesIO(TEXT), "明细.txt"), "origin": "referral"}
    refused = sign_in(app, mine).post(
        f"/o/{mine.slug}/cases/{case_id}/files", data=data, content_type="multipart/form-data"
    )
    assert refused.status_code == 422
    assert "只有从转办信封里取出的材料才算外单位提供" in refused.get_data(as_text=True)


def test_the_same_bytes_are_kept_once(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        ids = {
            storing.add_file(mine.clerk, case_id, io.BytesIO(TEXT), f"{name}.txt") for name in ("甲", "乙")
        }
        assert len(ids) == len(rows()) == 1
        assert {str(found) for found in ids} <= on_disk(mine)
        before = on_disk(mine)
        storing.add_file(mine.clerk, register(mine.clerk), io.BytesIO(TEXT), "丙.txt")
        assert len(on_disk(mine) - before) == 1


def test_a_refused_row_leaves_no_file(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        accept(mine.clerk, case_id)
        answer(mine.clerk, case_id)
        close(mine.clerk, case_id)
        before = on_disk(mine)
        with pytest.raises(NotAllowedNow):
            storing.add_file(mine.clerk, case_id, io.BytesIO(TEXT), "明细.txt")
        assert rows() == []
        assert on_disk(mine) == before


def test_what_a_crash_left_is_swept(mine: Organisation, app: Flask) -> None:
    import os

    from tenants.core import clock
    from tenants.core.ids import new_id

    with app.app_context(), tenant_scope(mine.id):
        kept = storing.add_file(mine.clerk, register(mine.clerk), io.BytesIO(TEXT), "明细.txt")
        left = new_id()
        files.keep(left, io.BytesIO(TEXT), limit=100)
        long_ago = clock.now().timestamp() - 7200
        for name in on_disk(mine):
            os.utime(files.folder_of(str(mine.id)) / name, (long_ago, long_ago))
        assert str(left) in storing.sweep()
        assert str(kept) in on_disk(mine)


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("program.exe", b"MZ\x90\0", Unsupported),
        ("photo.png", b"<svg onload=alert(1)>", Unsupported),
        ("empty.txt", b"", Unsupported),
        ("big.txt", b"x" * (2 * 1024 * 1024 + 1), TooLarge),
    ],
)
def test_what_is_not_taken_leaves_nothing(
    mine: Organisation, app: Flask, name: str, content: bytes, error: type[Exception]
) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        before = on_disk(mine)
        with pytest.raises(error):
            storing.add_file(mine.clerk, case_id, io.BytesIO(content), name)
        assert rows() == []
        assert on_disk(mine) == before


def test_more_than_twenty_megabytes_is_refused(
    mine: Organisation, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "LIMIT", len(TEXT) - 1)
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        with pytest.raises(TooLarge):
            storing.add_file(mine.clerk, case_id, io.BytesIO(TEXT), "明细.txt")
        assert rows() == []


def upload(client: Any, organisation: Organisation, case_id: Any, *chosen: tuple[bytes, str]) -> Any:
    data = {"file": [(io.BytesIO(content), name) for content, name in chosen], "origin": "petitioner"}
    return client.post(
        f"/o/{organisation.slug}/cases/{case_id}/files", data=data, content_type="multipart/form-data"
    )


def test_upload_and_download_by_the_page(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine)
    client = sign_in(app, mine)
    sent = upload(client, mine, case_id, (TEXT, "明细.txt"), (PNG, "照片.png"))
    assert sent.status_code == 303
    page = client.get(sent.headers["Location"]).get_data(as_text=True)
    assert "明细.txt" in page
    assert "照片.png" in page
    with app.app_context(), tenant_scope(mine.id):
        (picture,) = [row for row in rows() if row.name == "照片.png"]
    address = f"/o/{mine.slug}/cases/{case_id}/files/{picture.id}"
    assert client.get(address).status_code == 405  # reading leaves a record, so it is a POST
    got = client.post(address)
    assert (got.status_code, got.data) == (200, PNG)
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%E7%85%A7%E7%89%87.png" in got.headers["Content-Disposition"]
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Type"] == "image/png"
    assert "sandbox" in got.headers["Content-Security-Policy"]
    with app.app_context(), tenant_scope(mine.id):
        assert last_line().action == "attachment.download"
        assert last_line().detail == {"attachment_id": str(picture.id)}
    assert "照片.png" in client.get(f"/o/{mine.slug}/cases/{case_id}/readings").get_data(as_text=True)


@pytest.mark.parametrize(
    ("content", "name", "status"), [(b"MZ\x90\0", "a.exe", 415), (b"x" * 2000, "a.txt", 413)]
)
def test_a_refused_upload_says_why(
    mine: Organisation, app: Flask, content: bytes, name: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "LIMIT", 1000)
    with app.app_context():
        case_id = registered(mine)
    refused = upload(sign_in(app, mine), mine, case_id, (content, name))
    assert refused.status_code == status
    assert 'aria-invalid="true"' in refused.get_data(as_text=True)
    with app.app_context(), tenant_scope(mine.id):
        assert rows() == []


def test_no_file_chosen_and_far_too_much(
    mine: Organisation, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        case_id = registered(mine)
    client = sign_in(app, mine)
    assert upload(client, mine, case_id).status_code == 422
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1000)
    assert upload(client, mine, case_id, (b"x" * 2000, "a.txt")).status_code == 413


def test_a_file_stays_behind_its_wall(mine: Organisation, twin: Organisation, app: Flask) -> None:
    with app.app_context():
        foreign = registered(twin)
        with tenant_scope(mine.id):
            case_id = register(mine.clerk)
            other_case = register(mine.clerk)
            file_id = storing.add_file(mine.clerk, case_id, io.BytesIO(TEXT), "明细.txt")
        with tenant_scope(twin.id):
            for asked in (case_id, foreign):
                payload = {"case_id": str(asked), "attachment_id": str(file_id)}
                with pytest.raises(NotFound):
                    execute("attachment.download", payload, twin.clerk)
    client = sign_in(app, twin)
    assert client.post(f"/o/{twin.slug}/cases/{foreign}/files/{file_id}").status_code == 404
    assert client.post(f"/o/{mine.slug}/cases/{case_id}/files/{file_id}").status_code == 404
    own = sign_in(app, mine)
    assert own.post(f"/o/{mine.slug}/cases/{other_case}/files/{file_id}").status_code == 404
    assert own.post(f"/o/{mine.slug}/cases/{case_id}/files/{file_id}").status_code == 200


def test_a_file_name_is_text_on_every_page(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine)
        with tenant_scope(mine.id):
            file_id = storing.add_file(mine.clerk, case_id, io.BytesIO(TEXT), "<b>明细<b>.txt")
    client, address = sign_in(app, mine), f"/o/{mine.slug}/cases/{case_id}"
    data = {"file": (io.BytesIO(PNG), "<b>扫描<b>.png")}
    added = client.post(f"{address}/files", data=data, follow_redirects=True)
    assert "已上传：&lt;b&gt;扫描" in added.get_data(as_text=True)
    with client.post(f"{address}/files/{file_id}", buffered=True) as taken:
        assert taken.status_code == 200
    for page in (added, client.get(f"{address}/readings"), client.get(f"{address}/files")):
        assert "明细" in page.get_data(as_text=True)
        assert "<b>" not in page.get_data(as_text=True)
