"""Referrals in the JSON API: preview and send, both sides of one referral, its acts, its custody file."""

from typing import Any
from uuid import UUID

from flask import Response, url_for

from portal.federation.referrals import api_schemas as shapes
from portal.federation.referrals import custody, envelope_files, outgoing, packing, queries, schemas
from portal.federation.referrals import listeners as _listeners  # noqa: F401 - all commands of this room
from portal.federation.referrals.rules import Side
from tenants.casework.cases.queries import case_for
from tenants.core import schema
from tenants.core.commands import execute
from tenants.core.errors import Invalid
from tenants.core.outputs import N_
from tenants.core.permissions import Permission
from tenants.obligations import queries as obligations
from tenants.obligations.api_schemas import ExplanationsOut
from tenants.obligations.outgoing import explained
from tenants.people.doors import current_actor, current_tenant
from tenants.people.resources import Resources, as_download, json_body, request_body
from tenants.people.token_doors import token_seat_required

blueprint = Resources(
    "referrals_api",
    __name__,
    url_prefix="/o/<tenant_slug>/referrals",
    description=N_("Referrals between organisations"),
)
of_cases = Resources(
    "case_referrals_api",
    __name__,
    url_prefix="/o/<tenant_slug>/cases/<uuid:case_id>/referrals",
    description=N_("Referrals of a case"),
)


@of_cases.route("", summary=N_("List the referrals of a case, sent and received"))
@of_cases.response(200, shapes.ListedReferral(many=True))
@token_seat_required(Permission.REFERRAL_READ)
def referrals_of_case(case_id: UUID) -> list[dict[str, Any]]:
    """Return a case's referrals, the newest first."""
    return outgoing.listed(queries.of_case(case_for(current_actor(), case_id).id))


@blueprint.route("", summary=N_("List referrals received or sent, newest first"))
@blueprint.response(200, shapes.ReferralsOut)
@token_seat_required(Permission.REFERRAL_READ)
@blueprint.asks(shapes.ListReferrals)
def list_referrals(asked: dict[str, Any]) -> dict[str, Any]:
    """Return one page of one side's referrals."""
    side = Side.SENDER if asked["side"] == "sent" else Side.RECEIVER
    limit = asked["limit"]
    rows = queries.listed(side, only_open=not asked["whole"], before=asked["before"], limit=limit)
    before = rows[limit - 1].id if len(rows) > limit else None
    return {"items": outgoing.listed(rows[:limit]), "before": before}


@blueprint.route(
    "/preview", methods=["POST"], summary=N_("Show what a referral would give and hold back; keeps nothing")
)
@blueprint.doc(requestBody=request_body(schemas.DraftReferral))
@blueprint.response(200, shapes.PreviewOut)
@token_seat_required(Permission.REFERRAL_SEND)
def preview() -> dict[str, Any]:
    """Compose a draft and say what is still wrong with it.

    :raises NotAllowedNow: the case may not be referred at all, or not to this receiver.
    """
    data = schema.load(schemas.DraftReferral, json_body())
    package = packing.compose(current_actor(), data)
    packing.check_may_refer(package)
    try:
        packing.check_ready(package, data)
    except Invalid as problem:
        return outgoing.previewed(package, problem.fields)
    return outgoing.previewed(package, {})


@blueprint.route("", methods=["POST"], summary=N_("Freeze a copy of the chosen items and send it"))
@blueprint.response(201, shapes.ReferralSent)
@blueprint.carries_out("referral.send")
def send(made: dict[str, Any]) -> Any:
    """Send; ``Location`` leads to the referral."""
    return made, 201, {"Location": url_for("referrals_api.referral", referral_id=made["referral_id"])}


@blueprint.route("/<uuid:referral_id>", summary=N_("Read one referral, as this side may see it"))
@blueprint.response(200, shapes.ReferralOut)
@token_seat_required(Permission.REFERRAL_READ)
def referral(referral_id: UUID) -> dict[str, Any]:
    """Return a referral with envelope, receipts and readings; before signing, only its cover sheet."""
    return outgoing.whole(current_actor(), queries.chain(queries.referral(referral_id)))


@blueprint.route(
    "/<uuid:referral_id>/obligations", summary=N_("Explain every date of a referral, day by day")
)
@blueprint.response(200, ExplanationsOut)
@token_seat_required(Permission.REFERRAL_READ)
def referral_obligations(referral_id: UUID) -> dict[str, Any]:
    """Return both sides' obligations about a referral, each with the sum behind its date."""
    return {"items": explained(obligations.of_subject(queries.referral(referral_id).id))}


@blueprint.route(
    "/<uuid:referral_id>/sign_for",
    methods=["POST"],
    summary=N_("Sign for an envelope; the clocks of the receiver start"),
)
@blueprint.response(200, shapes.ReferralDone)
@blueprint.carries_out("referral.sign_for", "referral_id")
def sign_for(made: dict[str, Any]) -> dict[str, Any]:
    """Sign; the whole envelope opens."""
    return made


@blueprint.route(
    "/<uuid:referral_id>/accept", methods=["POST"], summary=N_("Accept a referral and open the own case")
)
@blueprint.response(200, shapes.ReferralAccepted)
@blueprint.carries_out("referral.accept", "referral_id")
def accept(made: dict[str, Any]) -> dict[str, Any]:
    """Take the matter on."""
    return made


@blueprint.route("/<uuid:referral_id>/answer", methods=["POST"], summary=N_("Answer the sender"))
@blueprint.response(200, shapes.ReferralDone)
@blueprint.carries_out("referral.answer", "referral_id")
def answer(made: dict[str, Any]) -> dict[str, Any]:
    """Answer; nothing else of the receiver's case goes back."""
    return made


@blueprint.route(
    "/<uuid:referral_id>/confirm", methods=["POST"], summary=N_("Confirm that the answer arrived")
)
@blueprint.response(200, shapes.ReferralDone)
@blueprint.carries_out("referral.confirm", "referral_id")
def confirm(made: dict[str, Any]) -> dict[str, Any]:
    """Confirm; the chain is complete."""
    return made


@blueprint.route(
    "/<uuid:referral_id>/items/<uuid:item_id>/reveal",
    methods=["POST"],
    summary=N_("Show one personal item of an envelope; both sides see that it was shown"),
)
@blueprint.response(200, shapes.ItemRevealed)
@token_seat_required(Permission.IDENTITY_REVEAL)
def reveal(referral_id: UUID, item_id: UUID) -> dict[str, Any]:
    """Show one item in the clear."""
    return execute(
        "referral.reveal", {"referral_id": str(referral_id), "item_id": str(item_id)}, current_actor()
    )


@blueprint.route(
    "/<uuid:referral_id>/files/<uuid:file_id>/download",
    methods=["POST"],
    summary=N_("Take a file out of an envelope; both sides see that it was taken"),
)
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="*/*")
@token_seat_required(Permission.REFERRAL_READ)
def download(referral_id: UUID, file_id: UUID) -> Response:
    """Send one file of the envelope, as a download only."""
    payload = {"referral_id": str(referral_id), "file_id": str(file_id)}
    found = execute("referral.reveal", payload, current_actor())
    row = queries.referral(referral_id)
    file = next(file for file in queries.chain(row).files if file.id == file_id)
    return as_download(envelope_files.read(row, file), found["name"], found["media_type"], found["size"])


@blueprint.route(
    "/<uuid:referral_id>/custody_file", summary=N_("Take the custody file away; it verifies offline")
)
@blueprint.response(200, {"type": "object"}, content_type="application/json")
@token_seat_required(Permission.REFERRAL_READ)
def custody_file(referral_id: UUID) -> Response:
    """Return the chain with its keys and a closing statement signed by the asking side; no personal value is in it."""
    found = queries.chain(queries.referral(referral_id))
    text = custody.export(found, current_actor().tenant_id, current_tenant().name)
    answer = Response(text, mimetype="application/json")
    answer.headers["Content-Disposition"] = f"attachment; filename=custody-{found.referral.number}.json"
    return answer
