"""Two people at the same moment: one act is kept, the other is told, nothing is doubled."""

import threading
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from portal.federation.referrals import custody, queries
from portal.federation.referrals.models import CustodyReceipt, Referral
from portal.federation.referrals.rules import State
from tenants.core.database import current_session, tenant_scope
from tenants.core.errors import NotAllowedNow
from tests.federation.conftest import act, register
from tests.federation.test_referral_commands import bring_to, take


def at_once(app, *acts):
    """Run the acts in threads that start together; returns what each returned or raised."""
    start = threading.Barrier(len(acts))
    found: list[Any] = [None] * len(acts)

    def run(number, one):
        with app.app_context():
            start.wait()
            try:
                found[number] = one()
            except Exception as error:
                found[number] = error

    threads = [threading.Thread(target=run, args=(number, one)) for number, one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


@pytest.mark.parametrize("state", [State.DELIVERED, State.SIGNED_FOR, State.ACCEPTED])
def test_two_colleagues_take_the_same_step(app, matter, state):
    name = {State.DELIVERED: "sign_for", State.SIGNED_FOR: "accept", State.ACCEPTED: "answer"}[state]
    with app.app_context():
        referral_id = bring_to(matter, state)
    county = matter.receiver
    found = at_once(
        app,
        lambda: take(county, name, referral_id, part="clerk"),
        lambda: take(county, name, referral_id, part="head"),
    )
    refused = [one for one in found if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [NotAllowedNow], found
    with app.app_context(), tenant_scope(county.id):
        row = queries.referral(referral_id)
        checked = custody.check(queries.chain(row))
        assert checked.holds
        steps = current_session().scalars(select(CustodyReceipt.step).order_by(CustodyReceipt.number)).all()
        assert steps.count(name) == 1
        from tenants.casework.cases.models import Case

        cases = current_session().scalar(select(func.count()).select_from(Case))
        assert cases == (0 if state == State.DELIVERED else 1)


def test_a_double_click_on_send_gives_one_referral(app, matter):
    with app.app_context():
        payload = matter.draft()
    send = lambda: act(matter.owner.id, "referral.send", payload, matter.owner.clerk, key="one form")  # noqa: E731
    found = at_once(app, send, send, send)
    assert all(isinstance(one, dict) for one in found), found
    assert len({one["referral_id"] for one in found}) == 1
    with app.app_context(), tenant_scope(matter.owner.id):
        assert current_session().scalar(select(func.count()).select_from(Referral)) == 1


def test_two_colleagues_hand_the_same_matter_to_two_organisations(app, matter, town):
    with app.app_context():
        first, second = matter.draft(), matter.to(town).draft()
    found = at_once(
        app,
        lambda: act(matter.owner.id, "referral.send", first, matter.owner.clerk),
        lambda: act(matter.owner.id, "referral.send", second, matter.owner.head),
    )
    refused = [one for one in found if isinstance(one, NotAllowedNow)]
    assert [one.code for one in refused] == ["handed_over"], found


def test_two_matters_sent_at_once_get_two_numbers(app, matter, town):
    with app.app_context():
        second = register(matter.owner)
        draft = {**matter.to(town).draft(files=[]), "case_id": str(second)}
        payload = matter.draft()
    found = at_once(
        app,
        lambda: act(matter.owner.id, "referral.send", payload, matter.owner.clerk),
        lambda: act(matter.owner.id, "referral.send", draft, matter.owner.head),
    )
    assert all(isinstance(one, dict) for one in found), found
    assert {one["number"] for one in found} == {"ZB-2026-0001", "ZB-2026-0002"}
    assert all(UUID(one["referral_id"]) for one in found)
