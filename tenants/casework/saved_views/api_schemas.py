"""Shapes of what the JSON API answers about saved views."""

from tenants.core.outputs import N_, Output, about, fields


class ViewOut(Output):
    """A view that the token's seat keeps."""

    id = fields.UUID()
    name = fields.String()
    filters = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata=about(N_("As the list of cases takes them in its address.")),
    )
    columns = fields.String(
        metadata=about(
            N_("Which columns the page shows, parted by full stops; empty for the present choice.")
        )
    )
    saved_at = fields.DateTime()


class ViewDone(Output):
    """Which view was saved, changed or deleted."""

    view_id = fields.UUID()
