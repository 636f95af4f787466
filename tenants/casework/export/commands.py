"""That a list was taken out of the product: who, by which filter, how many rows."""

from typing import Any

from tenants.core.commands import Context, command
from tenants.core.permissions import Permission
from tenants.core.schema import Schema, fields


class ExportCases(Schema):
    """What was written into the file."""

    filters = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    rows = fields.Integer(required=True)
    file_name = fields.String(required=True)


@command("case.export", ExportCases, Permission.CASE_EXPORT)
def export_cases(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Write down that a list leaves as a file; the file is handed over only after this is kept."""
    context.detail.update(rows=str(data["rows"]), file=data["file_name"], **_named(data["filters"]))
    return {"rows": data["rows"]}


def _named(filters: dict[str, str]) -> dict[str, str]:
    """Return the filters as they go into the audit line; a keyword may be a name, so only that there was one."""
    return {f"filter_{name}": "…" if name == "q" else value for name, value in filters.items()}
