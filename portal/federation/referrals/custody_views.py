"""Doors to what an envelope holds and to its custody chain: reveal, download, verify, take away."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Response, render_template

from portal.federation.mechanisms import queries as mechanisms
from portal.federation.referrals import custody, envelope_files, queries, shown, verify_custody, words
from portal.federation.referrals.views import blueprint, referral_page
from tenants.casework.attachments.views import attachment_header
from tenants.core.commands import execute
from tenants.core.crypto import SealBroken
from tenants.core.errors import NotAllowedNow
from tenants.core.permissions import Permission
from tenants.organisations.queries import directory
from tenants.people.doors import current_actor, current_tenant, seat_required

__all__ = ["blueprint"]

_VERIFIER = Path(verify_custody.__file__)


@blueprint.post("/<uuid:referral_id>/items/<uuid:item_id>")
@seat_required(Permission.IDENTITY_REVEAL)
def reveal(referral_id: UUID, item_id: UUID) -> Any:
    """Show one masked item once, after the reading was recorded. POST, because it leaves a record."""
    payload = {"referral_id": str(referral_id), "item_id": str(item_id)}
    found = execute("referral.reveal", payload, current_actor())
    return referral_page(referral_id, {item_id: found["value"]})


@blueprint.post("/<uuid:referral_id>/files/<uuid:file_id>")
@seat_required(Permission.REFERRAL_READ)
def download(referral_id: UUID, file_id: UUID) -> Any:
    """Send one file of the envelope as a download, after the reading was recorded."""
    payload = {"referral_id": str(referral_id), "file_id": str(file_id)}
    found = execute("referral.reveal", payload, current_actor())
    row = queries.referral(referral_id)
    file = next(file for file in queries.chain(row).files if file.id == file_id)
    try:
        pieces = envelope_files.read(row, file)
    except SealBroken as error:
        raise NotAllowedNow(words.file_broken(), code="file_broken") from error
    answer = Response(pieces, mimetype=found["media_type"].partition(";")[0])
    answer.headers["Content-Length"] = str(found["size"])
    answer.headers["Content-Disposition"] = attachment_header(found["name"])
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@blueprint.get("/<uuid:referral_id>/custody")
@seat_required(Permission.REFERRAL_READ)
def chain(referral_id: UUID) -> str:
    """Show, step by step, whether the chain of receipts holds, worked out now."""
    found = queries.chain(queries.referral(referral_id))
    row = found.referral
    checked = custody.check(found)
    return render_template(
        "referrals/custody.html",
        **shown.head(row, shown.parties(row)),
        checked=checked,
        chain=shown.chain_words(checked),
        package_hash=row.package_hash.hex(),
    )


@blueprint.get("/<uuid:referral_id>/custody-file")
@seat_required(Permission.REFERRAL_READ)
def custody_file(referral_id: UUID) -> Any:
    """Send the custody file: hashes, receipts and public keys, no personal value."""
    found = queries.chain(queries.referral(referral_id))
    text = custody.export(found, current_actor().tenant_id, current_tenant().name)
    return _attachment(text, f"custody-{found.referral.number}.json")


@blueprint.get("/published-keys.json")
@seat_required(Permission.REFERRAL_READ)
def published_keys() -> Any:
    """Send the public keys of the members of this organisation's mechanisms, to compare a custody file with."""
    members = {member.tenant.id for rows in mechanisms.members().values() for member in rows}
    tenants = directory(members | {current_tenant().id})
    rows = [
        {
            "key_id": str(key.id),
            "tenant_id": str(key.tenant_id),
            "tenant_name": tenants[key.tenant_id].name,
            "public_key": key.public_key.hex(),
        }
        for key in queries.published_keys(list(tenants))
    ]
    text = json.dumps({"format": verify_custody.KEYS_FORMAT, "keys": rows}, ensure_ascii=False, indent=1)
    return _attachment(text + "\n", "published-keys.json")


@blueprint.get("/verify_custody.py")
@seat_required(Permission.REFERRAL_READ)
def verifier() -> Any:
    """Send the program that verifies a custody file without the portal."""
    return _attachment(_VERIFIER.read_text(encoding="utf-8"), _VERIFIER.name, "text/x-python; charset=utf-8")


def _attachment(text: str, name: str, content_type: str = "application/json") -> Response:
    answer = Response(text, content_type=content_type)
    answer.headers["Content-Disposition"] = attachment_header(name)
    return answer
