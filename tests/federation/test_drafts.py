"""Drafts of referrals: one for each seat and case, sealed, offered when the clerk comes back, gone once sent."""

import json
import re

import pytest
from sqlalchemy import func, select

from portal.federation.referrals import drafting
from portal.federation.referrals.models import ReferralDraft
from tenants.core import audit, clock, crypto
from tenants.core.commands import Actor
from tenants.core.database import current_session, tenant_scope, write_transaction
from tenants.core.errors import Forbidden, NotAllowedNow, NotFound
from tenants.core.ids import new_id
from tests.federation.conftest import NAME, PURPOSE, SUMMARY, act
from tests.federation.test_referral_pages import refer_url, sender, standing_in, text_of, typed

__all__ = ["sender"]

BY_SCRIPT = {"HX-Request": "true"}
UNFINISHED = {"receiver": "", "consent_how": "", "consent_on": "", "summary": f"{NAME}说"}


def saved(matter, actor=None):
    """Return what the seat has saved."""
    with standing_in(matter.app, matter.owner):
        return drafting.draft_of(actor or matter.owner.clerk, matter.case_id)


def save(matter, actor, **changes):
    payload = {"case_id": str(matter.case_id), "purpose": PURPOSE, "items": ["name"], **changes}
    return act(matter.owner.id, "referral.save_draft", payload, actor)


def rows(tenant_id):
    with tenant_scope(tenant_id):
        return current_session().scalar(select(func.count()).select_from(ReferralDraft))


def test_what_was_typed_is_offered_and_taken_up(sender, matter):
    answer = sender.post(refer_url(matter, "/draft"), data=typed(matter, **UNFINISHED), headers=BY_SCRIPT)
    assert answer.status_code == 200
    assert "草稿已存" in text_of(answer)
    offered = text_of(sender.get(refer_url(matter)))
    assert "有一份未发出的草稿" in offered
    assert PURPOSE not in offered
    assert "delay:20s" not in offered
    page = text_of(sender.get(refer_url(matter, "?draft=1")))
    assert "有一份未发出的草稿" not in page
    for words in (PURPOSE, f"{NAME}说"):
        assert words in page
    assert re.search(r'value="name" checked', page)
    assert re.search(rf'value="{matter.file_id}" checked', page)
    assert "delay:20s" in page


def test_a_receiver_and_days_come_back_too(sender, matter):
    whole = typed(matter, answer_due_on="2026-05-20", consent_note="录音 0417")
    assert sender.post(refer_url(matter, "/draft"), data=whole).headers["Location"].endswith("?draft=1")
    page = text_of(sender.get(refer_url(matter, "?draft=1")))
    assert "草稿已存" in page
    for value in (whole["receiver"], "2026-05-20", "2026-04-17", "录音 0417"):
        assert f'value="{value}"' in page
    assert f'value="{whole["receiver"]}" selected' in page


def test_the_offer_stays_while_something_else_is_written(sender, matter):
    sender.post(refer_url(matter, "/draft"), data=typed(matter))
    other = typed(matter, step="check", receiver="", beside="1")
    page = text_of(sender.post(refer_url(matter), data=other))
    assert "有一份未发出的草稿" in page
    assert "有一份未发出的草稿" not in text_of(sender.post(refer_url(matter), data={**other, "beside": ""}))


def test_what_cannot_be_read_is_not_saved(sender, matter):
    wrong = typed(matter, consent_on="昨天")
    answer = sender.post(refer_url(matter, "/draft"), data=wrong, headers=BY_SCRIPT)
    assert answer.status_code == 422
    assert "草稿没有存上" in text_of(answer)
    plain = sender.post(refer_url(matter, "/draft"), data=wrong)
    assert plain.status_code == 422
    assert SUMMARY in text_of(plain)
    assert saved(matter) is None


@pytest.mark.parametrize(
    ("kept", "offered"), [({"purpose": PURPOSE}, True), ({"kind": "no such kind"}, False)]
)
def test_a_draft_of_an_earlier_release_is_read_or_left(sender, matter, kept, offered):
    with matter.app.app_context(), tenant_scope(matter.owner.id), write_transaction() as session:
        row_id, seat_id = new_id(), matter.owner.clerk.seat_id
        text = json.dumps({"case_id": str(matter.case_id), **kept})
        sealed = crypto.seal(row_id, "typed", text)
        row = ReferralDraft(id=row_id, case_id=matter.case_id, seat_id=seat_id, typed_sealed=sealed)
        row.saved_at = clock.now()
        session.add(row)
    page = sender.get(refer_url(matter, "?draft=1"))
    assert page.status_code == 200
    assert (PURPOSE in text_of(page)) is offered


def test_it_can_be_thrown_away(sender, matter):
    sender.post(refer_url(matter, "/draft"), data=typed(matter))
    for _time in range(2):
        assert sender.post(refer_url(matter, "/draft/discard")).status_code == 303
    assert "有一份未发出的草稿" not in text_of(sender.get(refer_url(matter)))
    assert saved(matter) is None


def purpose_of(actor, matter):
    draft = drafting.draft_of(actor, matter.case_id)
    assert draft is not None
    return draft.typed["purpose"]


@pytest.mark.usefixtures("in_app")
def test_the_second_takes_the_place_of_the_first_and_sending_ends_it(matter):
    clerk, head = matter.owner.clerk, matter.owner.actors["head"]
    save(matter, clerk)
    save(matter, clerk, purpose="第二次写的")
    save(matter, head, purpose="科长的草稿")
    assert rows(matter.owner.id) == 2
    with tenant_scope(matter.owner.id):
        assert purpose_of(clerk, matter) == "第二次写的"
        assert purpose_of(head, matter) == "科长的草稿"
    matter.send()
    with tenant_scope(matter.owner.id):
        assert drafting.draft_of(clerk, matter.case_id) is None
        assert purpose_of(head, matter) == "科长的草稿"


@pytest.mark.usefixtures("in_app")
def test_nothing_of_it_is_written_in_the_clear_or_seen_by_the_other_side(matter, town, twin):
    save(matter, matter.owner.clerk, summary=f"{NAME}要求补缴")
    with tenant_scope(matter.owner.id):
        row = current_session().scalars(select(ReferralDraft)).one()
        assert NAME.encode() not in row.typed_sealed
        assert PURPOSE.encode() not in row.typed_sealed
        newest = select(audit.AuditEntry).order_by(audit.AuditEntry.id.desc()).limit(1)
        entry = current_session().scalars(newest).one()
        assert entry.action == "referral.save_draft"
        assert NAME not in str(entry.detail)
        assert PURPOSE not in str(entry.detail)
    for other in (matter.receiver, town, twin):
        assert rows(other.id) == 0
        with pytest.raises(NotFound):
            act(other.id, "referral.save_draft", {"case_id": str(matter.case_id)}, other.clerk)
        with pytest.raises(NotFound):
            act(other.id, "referral.discard_draft", {"case_id": str(matter.case_id)}, other.clerk)
    assert rows(matter.owner.id) == 1


@pytest.mark.usefixtures("in_app")
def test_who_may_not_refer_drafts_nothing(matter):
    with pytest.raises(Forbidden):
        save(matter, matter.owner.actors["leader"])
    with pytest.raises(NotAllowedNow):
        save(matter, Actor.system(matter.owner.id))
    with pytest.raises(NotFound):
        save(matter, matter.owner.clerk, case_id=str(new_id()))
