"""Beside a case's most urgent date the rule it comes from: lists count its days as the rule does.

Revision: 0007
After: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WALLED = ("cases", "obligations")


def upgrade() -> None:
    op.add_column("cases", sa.Column("next_due_rule", sa.String(), nullable=False, server_default=""))
    # The tables' owner stands behind their walls too, and in no tenant it sees no row: for this once it steps out.
    walled = op.get_bind().dialect.name == "postgresql"
    for table in WALLED if walled else ():
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(_fill())
    for table in WALLED if walled else ():
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _fill() -> sa.Update:
    """Return the statement that takes each rule from the open duty of that date, of the case or of its referral."""
    cases = sa.table(
        "cases",
        *(sa.column(name, sa.Uuid) for name in ("tenant_id", "id", "origin_referral_id")),
        sa.column("next_due_on", sa.Date),
        sa.column("next_due_rule", sa.String),
    )
    duties = sa.table(
        "obligations",
        *(sa.column(name, sa.Uuid) for name in ("debtor_tenant_id", "id", "subject_id")),
        *(sa.column(name, sa.String) for name in ("state", "rule")),
        sa.column("due_on", sa.Date),
    )
    rule = (
        sa.select(duties.c.rule)
        .where(
            duties.c.debtor_tenant_id == cases.c.tenant_id,
            duties.c.subject_id.in_([cases.c.id, cases.c.origin_referral_id]),
            duties.c.state == "open",
            duties.c.due_on == cases.c.next_due_on,
        )
        .order_by(duties.c.id)
        .limit(1)
        .correlate(cases)
        .scalar_subquery()
    )
    return (
        cases.update()
        .where(cases.c.next_due_on.is_not(None))
        .values(next_due_rule=sa.func.coalesce(rule, ""))
    )


def downgrade() -> None:
    op.drop_column("cases", "next_due_rule")
