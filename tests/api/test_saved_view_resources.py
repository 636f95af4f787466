"""Saved views by JSON: kept, changed, deleted; their filters fit the list as they are."""

from tests.api.conftest import Program, refused, told


def test_a_view_is_kept_changed_and_deleted(clerk: Program, stranger: Program) -> None:
    clerk.register()
    body = {"name": "来访", "filters": {"channel": "visit", "state": ""}, "columns": "due.state"}
    view_id = clerk.post("/cases/views", body, 201)["view_id"]
    (kept,) = clerk.get("/cases/views")
    assert (kept["name"], kept["filters"], kept["columns"]) == ("来访", {"channel": "visit"}, "state.due")
    assert len(clerk.get("/cases", query_string=kept["filters"])["items"]) == 1
    changed = clerk.call("PUT", f"/cases/views/{view_id}", json={"name": "走访"})
    assert told(changed, 200) == {"view_id": view_id}
    assert clerk.get("/cases/views")[0]["filters"] == {"channel": "visit"}
    refused(stranger.call("DELETE", f"/cases/views/{view_id}"), 404)
    assert stranger.get("/cases/views") == []
    told(clerk.call("DELETE", f"/cases/views/{view_id}"), 200)
    assert clerk.get("/cases/views") == []


def test_what_makes_no_sense_is_refused(clerk: Program) -> None:
    for body, field in (
        ({"name": ""}, "name"),
        ({"name": "词", "filters": {"q": "张三"}}, "filters"),
        ({"name": "词", "filters": {"state": "gone"}}, "filters"),
        ({"name": "词", "filters": []}, "filters"),
        ({"name": "词", "columns": "phone"}, "columns"),
    ):
        told_why = refused(clerk.call("POST", "/cases/views", json=body), 422)
        assert field in str(told_why), body
