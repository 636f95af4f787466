"""The administrator's pages of the organisation: particulars and units."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from tenants.core.commands import execute
from tenants.core.database import tenant_scope
from tenants.core.errors import Conflict, Forbidden, Invalid, NotAllowedNow, NotFound
from tenants.organisations import queries
from tenants.organisations.models import Tenant, Unit
from tests.conftest import Organisation, sign_in

PROFILE = {"phone": "0998-0000777", "address": "岚阳大道 1 号", "reception_hours": "工作日 8:30–12:00"}


def run(
    app: Flask, command: str, organisation: Organisation, part: str = "admin", /, **payload: Any
) -> dict[str, Any]:
    with app.app_context(), tenant_scope(organisation.id):
        return execute(command, payload, organisation.actors[part])


def tenant_row(app: Flask, organisation: Organisation) -> Tenant:
    with app.app_context():
        return queries.tenant(organisation.id)


def unit_row(app: Flask, organisation: Organisation, unit_id: str) -> Unit:
    with app.app_context(), tenant_scope(organisation.id):
        found = queries.unit(UUID(unit_id))
        assert found is not None
        return found


def add(app: Flask, organisation: Organisation, name: str, parent: Any = None) -> str:
    parent_id = str(parent or organisation.unit_id)
    return str(run(app, "unit.add", organisation, name=name, parent_id=parent_id)["unit_id"])


def test_particulars_are_published(app: Flask, mine: Organisation) -> None:
    admin = sign_in(app, mine, "admin")
    answer = admin.post("/o/minea/organisation/", data={**PROFILE, "version": tenant_row(app, mine).version})
    assert answer.status_code == 303
    row = tenant_row(app, mine)
    assert (row.phone, row.address, row.reception_hours) == tuple(PROFILE.values())
    page = admin.get("/o/minea/organisation/").get_data(as_text=True)
    assert 'value="岚阳大道 1 号"' in page


def test_two_people_get_both_texts(app: Flask, mine: Organisation) -> None:
    admin, version = sign_in(app, mine, "admin"), tenant_row(app, mine).version
    run(app, "organisation.change_profile", mine, **PROFILE, version=version)
    answer = admin.post(
        "/o/minea/organisation/", data={**PROFILE, "phone": "0998-0000888", "version": version}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "<ins>0998-0000777</ins>" in page
    assert 'value="0998-0000888"' in page
    assert tenant_row(app, mine).phone == "0998-0000777"


@pytest.mark.parametrize("more", [{"phone": ""}, {"phone": "1" * 41}, {"address": "长" * 121}])
def test_bad_particulars_are_named(app: Flask, mine: Organisation, more: dict[str, str]) -> None:
    version = tenant_row(app, mine).version
    answer = sign_in(app, mine, "admin").post(
        "/o/minea/organisation/", data={**PROFILE, **more, "version": version}
    )
    assert answer.status_code == 422
    assert f'href="#f-{next(iter(more))}"' in answer.get_data(as_text=True)
    assert tenant_row(app, mine).phone == "0998-0000001"


def test_units_grow_to_three_tiers(app: Flask, mine: Organisation) -> None:
    admin = sign_in(app, mine, "admin")
    data = {"name": "综采一区", "name_en": "Face 1", "parent_id": str(mine.unit_id)}
    assert admin.post("/o/minea/organisation/units/new", data=data).status_code == 303
    page = admin.get("/o/minea/organisation/").get_data(as_text=True)
    assert "综采一区" in page
    works = add(app, mine, "洗选车间")
    team = add(app, mine, "早班", works)
    assert unit_row(app, mine, team).tier == 3
    with pytest.raises(Invalid):
        add(app, mine, "小组", team)


def test_the_tree_is_read_branch_by_branch(app: Flask, mine: Organisation) -> None:
    first, _second = add(app, mine, "一车间"), add(app, mine, "二车间")
    add(app, mine, "一车间早班", first)
    with app.app_context(), tenant_scope(mine.id):
        names = [unit.name for unit in queries.tree(queries.units())]
    assert names == ["甲矿公司", "一车间", "一车间早班", "二车间"]


def test_a_name_stands_once_in_its_place(app: Flask, mine: Organisation) -> None:
    works = add(app, mine, "洗选车间")
    with pytest.raises(Invalid):
        add(app, mine, "洗选车间")
    add(app, mine, "早班", works)
    add(app, mine, "早班", add(app, mine, "综采一区"))


def test_a_unit_is_renamed_unless_somebody_was_faster(app: Flask, mine: Organisation) -> None:
    admin, unit_id = sign_in(app, mine, "admin"), add(app, mine, "洗选车间")
    path = f"/o/minea/organisation/units/{unit_id}"
    version = unit_row(app, mine, unit_id).version
    assert admin.post(path, data={"name": "选煤厂", "name_en": "", "version": version}).status_code == 303
    assert unit_row(app, mine, unit_id).name == "选煤厂"
    late = admin.post(path, data={"name": "洗煤厂", "name_en": "", "version": version})
    assert (late.status_code, "<ins>选煤厂</ins>" in late.get_data(as_text=True)) == (409, True)
    with pytest.raises(Conflict):
        run(app, "unit.rename", mine, unit_id=unit_id, version=version, name="洗煤厂")


def test_the_organisations_own_name_is_not_the_administrators(app: Flask, mine: Organisation) -> None:
    with pytest.raises(NotAllowedNow):
        run(app, "unit.rename", mine, unit_id=str(mine.unit_id), version=1, name="别的名字")


def test_another_tenants_unit_is_absent(app: Flask, mine: Organisation, twin: Organisation) -> None:
    theirs = add(app, twin, "洗选车间")
    with pytest.raises(NotFound):
        run(app, "unit.rename", mine, unit_id=theirs, version=1, name="选煤厂")
    with pytest.raises(Invalid):
        add(app, mine, "早班", theirs)
    assert sign_in(app, mine, "admin").get(f"/o/minea/organisation/units/{theirs}").status_code == 404


def test_only_the_administrator_may(app: Flask, mine: Organisation) -> None:
    for part in ("clerk", "head", "leader"):
        assert sign_in(app, mine, part).get("/o/minea/organisation/").status_code == 403
        with pytest.raises(Forbidden):
            run(app, "unit.add", mine, part, name="一车间", parent_id=str(mine.unit_id))
