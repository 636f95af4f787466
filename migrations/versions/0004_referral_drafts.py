"""Drafts of referrals: what a seat has put together for a case and not yet sent, sealed.

Revision: 0004
After: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Written out, not imported: a migration says for ever what it said on its day.
TENANT = "(select nullif(current_setting('app.tenant', true), '')::uuid)"


def upgrade() -> None:
    op.create_table(
        "referral_drafts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("typed_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_referral_drafts_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "seat_id"],
            ["seats.tenant_id", "seats.id"],
            name=op.f("fk_referral_drafts_tenant_id_seat_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_referral_drafts")),
    )
    op.create_index(
        op.f("ix_referral_drafts_tenant_id_case_id_seat_id"),
        "referral_drafts",
        ["tenant_id", "case_id", "seat_id"],
        unique=True,
    )
    if op.get_bind().dialect.name == "postgresql":
        for line in (
            "ALTER TABLE referral_drafts ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE referral_drafts FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY wall ON referral_drafts USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})",
        ):
            op.execute(sa.text(line))


def downgrade() -> None:
    op.drop_index(op.f("ix_referral_drafts_tenant_id_case_id_seat_id"), table_name="referral_drafts")
    op.drop_table("referral_drafts")
