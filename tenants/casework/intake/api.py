"""Registering matters, receipts and masked values in the JSON API."""

from typing import Any

from flask import url_for

from tenants.casework.cases import api_schemas as shapes
from tenants.casework.intake import commands as _commands  # noqa: F401 - the commands carried out here
from tenants.core.outputs import N_
from tenants.people.resources import Resources

blueprint = Resources(
    "intake_api", __name__, url_prefix="/o/<tenant_slug>/cases", description=N_("Registering matters")
)


@blueprint.route("", methods=["POST"], summary=N_("Register a matter"))
@blueprint.response(201, shapes.CaseRegistered)
@blueprint.carries_out("case.register")
def register(made: dict[str, Any]) -> Any:
    """Register what somebody brought; ``Location`` leads to the case. The tracking code is asked for on its own."""
    return made, 201, {"Location": url_for("cases_api.case", case_id=made["case_id"])}


@blueprint.route(
    "/<uuid:case_id>/receipt",
    methods=["POST"],
    summary=N_("Show the tracking code of a case; leaves a record"),
)
@blueprint.response(200, shapes.ReceiptOut)
@blueprint.carries_out("receipt.show", "case_id", keyed=False)
def receipt(made: dict[str, Any]) -> dict[str, Any]:
    """Show the petitioner's code, for the receipt."""
    return made


@blueprint.route(
    "/<uuid:case_id>/reveal",
    methods=["POST"],
    summary=N_("Show one masked value of a petitioner; leaves a record"),
)
@blueprint.response(200, shapes.RevealedOut)
@blueprint.carries_out("identity.reveal", "case_id", keyed=False)
def reveal(made: dict[str, Any]) -> dict[str, Any]:
    """Show one field in the clear; who saw what and when stays in the audit trail."""
    return made
