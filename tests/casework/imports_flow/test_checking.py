"""What is refused before anything comes in: at the upload, at the columns, at the rows; every bad row is named."""

import io
import zipfile
from typing import Any

import pytest
from flask import Flask

from tenants.casework.imports import jobs, queries, rules, storing
from tenants.casework.imports.models import Import
from tenants.casework.imports.rules import ImportState
from tenants.core import clock, files
from tenants.core.commands import execute
from tenants.core.database import current_session, tenant_scope, write_transaction
from tenants.core.errors import Invalid, NotAllowedNow, NotFound
from tests.casework.imports_flow.flow import checked, confirm, file_of, imported, ledger, row, uploaded
from tests.casework.matters import register
from tests.conftest import Organisation


def test_a_half_broken_ledger_names_every_bad_row_and_brings_nothing(app: Flask, mine: Organisation) -> None:
    bad = {1: {"received": "2025-13-01"}, 4: {"phone": "138"}, 5: {"text": ""}, 7: {"number": "访-000"}}
    with app.app_context(), tenant_scope(mine.id):
        found = checked(mine.clerk, ledger(*[row(place, **bad.get(place, {})) for place in range(9)]))
        assert found.state == ImportState.REFUSED
        assert found.report["bad_rows"] == [3, 6, 7, 9]
        assert [(error["row_number"], error["field"]) for error in found.report["errors"]] == [
            (3, "received_at"), (6, "phone"), (7, "text"), (9, "former_number"),
        ]  # fmt: skip
        assert all(error["message"] and error["suggestion"] for error in found.report["errors"])
        with pytest.raises(NotAllowedNow):
            confirm(mine.clerk, found)
        assert queries.known_numbers(["访-002"]) == {}
        assert file_of(app, mine.id, found.id).exists()


def test_numbers_in_the_list_already_are_errors(app: Flask, mine: Organisation, twin: Organisation) -> None:
    with app.app_context():
        with tenant_scope(twin.id):
            register(twin.clerk, former_number="访-001")
        with tenant_scope(mine.id):
            register(mine.clerk, former_number="访-002")
            found = checked(mine.clerk, ledger(count=4))
            assert [error["row_number"] for error in found.report["errors"]] == [4]
            assert "JK-2026-0001" in found.report["errors"][0]["message"]


def test_a_number_registered_after_the_check_stops_the_whole_import(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        found = checked(mine.clerk, ledger(count=4))
        confirm(mine.clerk, found)
        register(mine.clerk, former_number="访-003")
        jobs.run(mine.id, found.id)
        failed = queries.find(found.id)
        assert failed.state == ImportState.FAILED
        assert "访-003" in failed.report["reason"]
        assert queries.known_numbers(["访-000", "访-001"]) == {}


def test_the_same_file_is_taken_once(app: Flask, mine: Organisation, twin: Organisation) -> None:
    stream = ledger(count=2)
    with app.app_context():
        with tenant_scope(mine.id):
            first = uploaded(mine.clerk, stream)
            again = uploaded(mine.clerk, io.BytesIO(stream.getvalue()))
            assert again.id == first.id
            execute("import.cancel", {"import_id": str(first.id)}, mine.clerk)
            done = imported(mine.clerk, io.BytesIO(stream.getvalue()))
            assert not file_of(app, mine.id, done.id).exists()
            with pytest.raises(Invalid) as refused:
                uploaded(mine.clerk, io.BytesIO(stream.getvalue()), "又一次.xlsx")
            assert "2026-04-20" in str(refused.value.fields["file"][0])
            assert mine.clerk.name in str(refused.value.fields["file"][0])
        with tenant_scope(twin.id):
            assert uploaded(twin.clerk, io.BytesIO(stream.getvalue())).state == ImportState.UPLOADED


def test_only_the_file_of_the_row_is_left_in_the_folder(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        stream = ledger(count=2)
        first = uploaded(mine.clerk, stream)
        uploaded(mine.clerk, io.BytesIO(stream.getvalue()))
        imported(mine.clerk, ledger(count=3))
        assert [path.name for path in files.folder_of(str(mine.id)).iterdir()] == [str(first.id)]
        kept = file_of(app, mine.id, first.id).read_bytes()
        assert not zipfile.is_zipfile(io.BytesIO(kept))
        assert b"PK\x03\x04" not in kept[:64]


def test_a_file_nobody_went_on_with_is_removed_after_a_week(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        old = uploaded(mine.clerk, ledger(count=2))
    with clock.frozen(clock.now() + rules.ABANDONED_AFTER * 1.01), app.app_context(), tenant_scope(mine.id):
        uploaded(mine.clerk, ledger(count=3))
        assert queries.find(old.id).state == ImportState.CANCELLED
        assert not file_of(app, mine.id, old.id).exists()


def test_columns_that_cannot_be_used_are_named_and_nothing_begins(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        found = uploaded(mine.clerk, ledger(count=2))
        wrong = {"columns": {"title": 99}, "channel": "pigeon"}
        for values, fields in ((wrong, {"channel"}), ({**wrong, "channel": "web"}, {"received_at", "title"})):
            with pytest.raises(Invalid) as refused:
                execute(
                    "import.check",
                    {"import_id": str(found.id), "version": found.version, **values},
                    mine.clerk,
                )
            assert set(refused.value.fields) == fields
        assert queries.find(found.id).state == ImportState.UPLOADED


def test_two_people_at_one_import(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        found = uploaded(mine.clerk, ledger(count=2))
        payload = {"import_id": str(found.id), "version": found.version, **found.mapping}
        execute("import.check", payload, mine.clerk)
        with pytest.raises(NotAllowedNow):
            execute("import.check", payload, mine.head)
        jobs.run(mine.id, found.id)
        ready = queries.find(found.id)
        with pytest.raises(NotAllowedNow) as late:
            execute("import.check", payload, mine.head)
        assert late.value.code == "conflict"
        execute("import.confirm", {"import_id": str(found.id), "version": ready.version}, mine.head)
        with pytest.raises(NotAllowedNow):
            execute("import.cancel", {"import_id": str(found.id)}, mine.clerk)


ACTS: dict[str, dict[str, Any]] = {
    "import.check": {"version": 0, "columns": {"received_at": 1, "text": 5}, "channel": "web"},
    "import.note_check": {"errors": [], "summary": {"rows_read": 1}},
    "import.confirm": {"version": 0},
    "import.cancel": {},
    "import.fail": {"reason": "x"},
}


@pytest.mark.parametrize("act", list(ACTS))
def test_every_act_from_every_state(app: Flask, mine: Organisation, act: str) -> None:
    with app.app_context(), tenant_scope(mine.id):
        for place, state in enumerate(ImportState):
            import_id = uploaded(mine.clerk, ledger(row(place))).id
            with write_transaction():
                current_session().get_one(Import, (mine.id, import_id)).state = state
            payload = {**ACTS[act], "import_id": str(import_id)}
            if "version" in payload:
                payload["version"] = queries.find(import_id).version
            if rules.allows(act, state):
                execute(act, payload, mine.clerk)
                assert queries.find(import_id).state != state
            else:
                with pytest.raises(NotAllowedNow) as refused:
                    execute(act, payload, mine.clerk)
                assert refused.value.code == f"is_{state}"
                assert queries.find(import_id).state == state


def test_another_tenants_import_does_not_exist(app: Flask, mine: Organisation, twin: Organisation) -> None:
    with app.app_context():
        with tenant_scope(mine.id):
            found = uploaded(mine.clerk, ledger(count=1))
        with tenant_scope(twin.id):
            for act, values in ACTS.items():
                with pytest.raises(NotFound):
                    execute(act, {"import_id": str(found.id), **values}, twin.clerk)
            assert queries.recent() == []
            jobs.run(twin.id, found.id)
            with pytest.raises(Exception, match="gone"):
                storing.open_file(found.id)
