"""Views of the list of cases that a seat keeps under a name.

Revision: 0002
After: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Written out, not imported: a migration says for ever what it said on its day.
TENANT = "(select nullif(current_setting('app.tenant', true), '')::uuid)"


def upgrade() -> None:
    op.create_table(
        "saved_views",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("columns", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "seat_id"],
            ["seats.tenant_id", "seats.id"],
            name=op.f("fk_saved_views_tenant_id_seat_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_saved_views")),
    )
    op.create_index(
        op.f("ix_saved_views_tenant_id_seat_id_name"),
        "saved_views",
        ["tenant_id", "seat_id", "name"],
        unique=True,
    )
    if op.get_bind().dialect.name == "postgresql":
        for line in (
            "ALTER TABLE saved_views ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE saved_views FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY wall ON saved_views USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})",
        ):
            op.execute(sa.text(line))


def downgrade() -> None:
    op.drop_index(op.f("ix_saved_views_tenant_id_seat_id_name"), table_name="saved_views")
    op.drop_table("saved_views")
