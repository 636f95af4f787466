"""What others owe, and the duties about one subject, are found without passing a great organisation's own duties.

Revision: 0008
After: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BETWEEN_TENANTS = sa.text("debtor_tenant_id <> creditor_tenant_id")
BY_DUE = ("state", "due_on", "id")


def upgrade() -> None:
    op.drop_index("ix_obligations_creditor", "obligations")
    op.drop_index("ix_obligations_subject", "obligations")
    op.create_index(
        "ix_obligations_awaited",
        "obligations",
        ["creditor_tenant_id", *BY_DUE],
        postgresql_where=BETWEEN_TENANTS,
        sqlite_where=BETWEEN_TENANTS,
    )
    op.create_index("ix_obligations_subject", "obligations", ["subject_id"])


def downgrade() -> None:
    op.drop_index("ix_obligations_awaited", "obligations")
    op.drop_index("ix_obligations_subject", "obligations")
    op.create_index("ix_obligations_creditor", "obligations", ["creditor_tenant_id", *BY_DUE])
    op.create_index("ix_obligations_subject", "obligations", ["debtor_tenant_id", "subject_id"])
