"""The foundation: all tables of the first release, the search index, and the second wall on PostgreSQL.

Revision: 0001
After: nothing
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TENANT_OWNED = (
    "audit_entries",
    "audit_heads",
    "idempotency_keys",
    "imports",
    "mechanism_memberships",
    "notice_readings",
    "notices",
    "number_sequences",
    "tenant_keys",
    "units",
    "seats",
    "cases",
    "attachments",
    "case_entries",
    "disclosures",
    "documents",
    "petitioners",
    "referral_links",
    "submissions",
)
PARTY_SHARED = {
    "obligations": ("debtor_tenant_id", "creditor_tenant_id"),
    "referrals": ("sender_tenant_id", "receiver_tenant_id"),
    "custody_receipts": ("sender_tenant_id", "receiver_tenant_id"),
    "referral_files": ("sender_tenant_id", "receiver_tenant_id"),
    "referral_items": ("sender_tenant_id", "receiver_tenant_id"),
    "referral_readings": ("sender_tenant_id", "receiver_tenant_id"),
}
MECHANISM_SHARED = (
    "mechanisms",
    "mechanism_members",
)


# What follows is written out, not imported: a migration says for ever what it said on its day.
TENANT = "(select nullif(current_setting('app.tenant', true), '')::uuid)"
RELAY = "(select current_setting('app.purpose', true)) = 'relay'"
MEMBER = (
    "mechanism_id IN (SELECT m.mechanism_id FROM mechanism_memberships m "
    f"WHERE m.tenant_id = {TENANT} AND m.left_at IS NULL)"
)
SEARCH_ON_SQLITE = (
    """CREATE TABLE search_entries (
      number INTEGER PRIMARY KEY AUTOINCREMENT, tenant_id TEXT NOT NULL, kind TEXT NOT NULL, row_id TEXT NOT NULL,
      UNIQUE (tenant_id, kind, row_id))""",
    "CREATE VIRTUAL TABLE search_words USING fts5(body, content='', tokenize='ascii')",
)
SEARCH_ON_SQLITE_DROP = (
    "DROP TABLE search_words",
    "DROP TABLE search_entries",
)
SEARCH_ON_POSTGRESQL = (
    """CREATE TABLE search_entries (
      tenant_id uuid NOT NULL, kind text NOT NULL, row_id uuid NOT NULL, part int NOT NULL, parts int NOT NULL,
      words tsvector NOT NULL, PRIMARY KEY (tenant_id, kind, row_id, part))""",
    "CREATE INDEX ix_search_entries_words ON search_entries USING gin (words)",
    "CREATE INDEX ix_search_entries_long ON search_entries (tenant_id, kind) WHERE parts > 1",
    """CREATE FUNCTION search_index(a_kind text, a_row uuid, some_words text[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
      DELETE FROM search_entries
      WHERE tenant_id = nullif(current_setting('app.tenant', true), '')::uuid AND kind = a_kind AND row_id = a_row;
      INSERT INTO search_entries (tenant_id, kind, row_id, part, parts, words)
      SELECT nullif(current_setting('app.tenant', true), '')::uuid, a_kind, a_row, number,
        cardinality(some_words), part::tsvector
      FROM unnest(some_words) WITH ORDINALITY AS given (part, number)
    $$""",
    """CREATE FUNCTION search_find(a_kind text, queries text[], before uuid, how_many int) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
      (SELECT row_id FROM search_entries
       WHERE words @@ array_to_string(queries, ' & ')::tsquery AND parts = 1
         AND tenant_id = nullif(current_setting('app.tenant', true), '')::uuid
         AND kind = a_kind AND (before IS NULL OR row_id < before)
       ORDER BY row_id DESC LIMIT how_many)
      UNION ALL
      (SELECT row_id FROM search_entries, unnest(queries) AS query
       WHERE parts > 1 AND words @@ query::tsquery
         AND tenant_id = nullif(current_setting('app.tenant', true), '')::uuid
         AND kind = a_kind AND (before IS NULL OR row_id < before)
       GROUP BY row_id HAVING count(DISTINCT query) = cardinality(queries)
       ORDER BY row_id DESC LIMIT how_many)
      ORDER BY row_id DESC LIMIT how_many
    $$""",
)
SEARCH_ON_POSTGRESQL_DROP = (
    "DROP FUNCTION search_find(text, text[], uuid, int)",
    "DROP FUNCTION search_index(text, uuid, text[])",
    "DROP TABLE search_entries",
)


def upgrade() -> None:
    create_tables()
    if op.get_bind().dialect.name == "sqlite":
        run(SEARCH_ON_SQLITE)
    else:
        run(SEARCH_ON_POSTGRESQL)
        run(second_wall())


def second_wall() -> list[str]:
    """Row-level security for each kind of row; the outbox is written by its tenant and read by the relay only."""
    lines = []
    for name in TENANT_OWNED:
        lines += policy(name, f"tenant_id = {TENANT}")
    for name, parties in PARTY_SHARED.items():
        lines += policy(name, " OR ".join(f"{column} = {TENANT}" for column in parties))
    for name in MECHANISM_SHARED:
        lines += policy(name, MEMBER)
    outbox = policy("outbox_events", RELAY, "wall_relay")
    add = f"CREATE POLICY wall_add ON outbox_events FOR INSERT WITH CHECK (tenant_id = {TENANT})"
    return [*lines, *outbox, add]


def policy(table: str, rule: str, name: str = "wall") -> list[str]:
    """Return the SQL that puts a table under a rule, for its owner too, for reading and writing alike."""
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {name} ON {table} USING ({rule}) WITH CHECK ({rule})",
    ]


def run(lines) -> None:
    for line in lines:
        op.execute(sa.text(line))


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    run(SEARCH_ON_SQLITE_DROP if on_sqlite else SEARCH_ON_POSTGRESQL_DROP)
    drop_tables()


def create_tables() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("is_operator", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("login", name=op.f("uq_accounts_login")),
    )
    op.create_table(
        "audit_entries",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_entries")),
    )
    op.create_index(
        "ix_audit_entries_subject", "audit_entries", ["tenant_id", "subject_id", "sequence"], unique=False
    )
    op.create_index(
        op.f("ix_audit_entries_tenant_id_sequence"), "audit_entries", ["tenant_id", "sequence"], unique=True
    )
    op.create_table(
        "audit_heads",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_heads")),
    )
    op.create_table(
        "calendar_years",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_years")),
        sa.UniqueConstraint("year", name=op.f("uq_calendar_years_year")),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("payload_hash", sa.LargeBinary(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(
        op.f("ix_idempotency_keys_tenant_id_key"), "idempotency_keys", ["tenant_id", "key"], unique=True
    )
    op.create_table(
        "imports",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.String(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_tenant_id_sha256"), "imports", ["tenant_id", "sha256"], unique=False)
    op.create_index(
        op.f("ix_imports_tenant_id_uploaded_at"), "imports", ["tenant_id", "uploaded_at"], unique=False
    )
    op.create_table(
        "mechanism_memberships",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mechanism_id", sa.Uuid(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mechanism_memberships")),
    )
    op.create_index(
        op.f("ix_mechanism_memberships_tenant_id_mechanism_id"),
        "mechanism_memberships",
        ["tenant_id", "mechanism_id"],
        unique=True,
    )
    op.create_table(
        "mechanisms",
        sa.Column("mechanism_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("charter", sa.JSON(), nullable=False),
        sa.Column("founded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mechanism_id", "id", name=op.f("pk_mechanisms")),
    )
    op.create_table(
        "notice_readings",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("read_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_notice_readings")),
    )
    op.create_index(
        op.f("ix_notice_readings_tenant_id_seat_id"), "notice_readings", ["tenant_id", "seat_id"], unique=True
    )
    op.create_table(
        "notices",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("subject_number", sa.String(), nullable=False),
        sa.Column("from_name", sa.String(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_once", "notices", ["tenant_id", "event_id"], unique=True)
    op.create_index(op.f("ix_notices_tenant_id_at"), "notices", ["tenant_id", "at"], unique=False)
    op.create_table(
        "number_sequences",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_number_sequences")),
    )
    op.create_index(
        op.f("ix_number_sequences_tenant_id_code_year"),
        "number_sequences",
        ["tenant_id", "code", "year"],
        unique=True,
    )
    op.create_table(
        "obligations",
        sa.Column("debtor_tenant_id", sa.Uuid(), nullable=False),
        sa.Column("creditor_tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("creditor_kind", sa.String(), nullable=False),
        sa.Column("debtor_unit_id", sa.Uuid(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("among_peers", sa.Boolean(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("subject_number", sa.String(), nullable=False),
        sa.Column("subject_title", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("strict_due", sa.Date(), nullable=False),
        sa.Column("rolled_due", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("warn_on", sa.JSON(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("debtor_tenant_id", "creditor_tenant_id", "id", name=op.f("pk_obligations")),
    )
    op.create_index(
        "ix_obligations_creditor",
        "obligations",
        ["creditor_tenant_id", "state", "due_on", "id"],
        unique=False,
    )
    op.create_index(
        "ix_obligations_debtor", "obligations", ["debtor_tenant_id", "state", "due_on", "id"], unique=False
    )
    op.create_index("ix_obligations_subject", "obligations", ["debtor_tenant_id", "subject_id"], unique=False)
    op.create_table(
        "outbox_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_events")),
    )
    op.create_index(
        "ix_outbox_events_subject", "outbox_events", ["subject_id", "told_at", "id"], unique=False
    )
    op.create_index("ix_outbox_events_waiting", "outbox_events", ["told_at", "id"], unique=False)
    op.create_table(
        "published_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_keys")),
    )
    op.create_index(op.f("ix_published_keys_tenant_id"), "published_keys", ["tenant_id"], unique=False)
    op.create_table(
        "referrals",
        sa.Column("sender_tenant_id", sa.Uuid(), nullable=False),
        sa.Column("receiver_tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("mechanism_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("basis_follows", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sender_unit", sa.String(), nullable=False),
        sa.Column("sender_name", sa.String(), nullable=False),
        sa.Column("sender_phone", sa.String(), nullable=False),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column("file_count", sa.Integer(), nullable=False),
        sa.Column("package", sa.Text(), nullable=False),
        sa.Column("package_hash", sa.LargeBinary(), nullable=False),
        sa.Column("accountable_tenant_id", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_for_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sender_tenant_id", "receiver_tenant_id", "id", name=op.f("pk_referrals")),
    )
    op.create_index("ix_referrals_id", "referrals", ["id"], unique=False)
    op.create_index("ix_referrals_in", "referrals", ["receiver_tenant_id", "state", "id"], unique=False)
    op.create_index("ix_referrals_in_newest", "referrals", ["receiver_tenant_id", "id"], unique=False)
    op.create_index("ix_referrals_number", "referrals", ["sender_tenant_id", "number"], unique=True)
    op.create_index("ix_referrals_out", "referrals", ["sender_tenant_id", "state", "id"], unique=False)
    op.create_index("ix_referrals_out_newest", "referrals", ["sender_tenant_id", "id"], unique=False)
    op.create_table(
        "tenant_keys",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tenant_keys")),
    )
    op.create_index(
        op.f("ix_tenant_keys_tenant_id_purpose_created_at"),
        "tenant_keys",
        ["tenant_id", "purpose", "created_at"],
        unique=False,
    )
    op.create_table(
        "tenants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("short_name_en", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("hue", sa.Integer(), nullable=False),
        sa.Column("case_code", sa.String(), nullable=False),
        sa.Column("document_code", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("reception_hours", sa.String(), nullable=False),
        sa.Column("review_body", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenants")),
        sa.UniqueConstraint("slug", name=op.f("uq_tenants_slug")),
    )
    op.create_table(
        "tracking_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracking_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_tracking_codes_code_hash")),
    )
    op.create_index(
        op.f("ix_tracking_codes_tenant_id_case_id"), "tracking_codes", ["tenant_id", "case_id"], unique=False
    )
    op.create_table(
        "units",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "parent_id"],
            ["units.tenant_id", "units.id"],
            name=op.f("fk_units_tenant_id_parent_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_units")),
    )
    op.create_index(op.f("ix_units_tenant_id_parent_id"), "units", ["tenant_id", "parent_id"], unique=False)
    op.create_table(
        "account_tenants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_account_tenants_account_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_account_tenants_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_tenants")),
    )
    op.create_index(
        op.f("ix_account_tenants_account_id_tenant_id"),
        "account_tenants",
        ["account_id", "tenant_id"],
        unique=True,
    )
    op.create_index(op.f("ix_account_tenants_ended_at"), "account_tenants", ["ended_at"], unique=False)
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_api_tokens_account_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_api_tokens_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.create_index(
        op.f("ix_api_tokens_account_id_tenant_id"), "api_tokens", ["account_id", "tenant_id"], unique=False
    )
    op.create_table(
        "custody_receipts",
        sa.Column("sender_tenant_id", sa.Uuid(), nullable=False),
        sa.Column("receiver_tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("actor_tenant_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("package_hash", sa.LargeBinary(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sender_tenant_id", "receiver_tenant_id", "referral_id"],
            ["referrals.sender_tenant_id", "referrals.receiver_tenant_id", "referrals.id"],
            name=op.f("fk_custody_receipts_sender_tenant_id_receiver_tenant_id_referral_id"),
        ),
        sa.PrimaryKeyConstraint(
            "sender_tenant_id", "receiver_tenant_id", "id", name=op.f("pk_custody_receipts")
        ),
    )
    op.create_index(
        "ix_custody_receipts_order",
        "custody_receipts",
        ["sender_tenant_id", "receiver_tenant_id", "referral_id", "number"],
        unique=True,
    )
    op.create_table(
        "login_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_login_sessions_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_sessions")),
    )
    op.create_index(
        op.f("ix_login_sessions_account_id_ended_at"),
        "login_sessions",
        ["account_id", "ended_at"],
        unique=False,
    )
    op.create_index(op.f("ix_login_sessions_ended_at"), "login_sessions", ["ended_at"], unique=False)
    op.create_table(
        "mechanism_members",
        sa.Column("mechanism_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("liaison_name", sa.String(), nullable=False),
        sa.Column("liaison_phone", sa.String(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["mechanism_id", "mechanism_id"],
            ["mechanisms.mechanism_id", "mechanisms.id"],
            name=op.f("fk_mechanism_members_mechanism_id_mechanism_id"),
        ),
        sa.PrimaryKeyConstraint("mechanism_id", "id", name=op.f("pk_mechanism_members")),
    )
    op.create_index(
        op.f("ix_mechanism_members_mechanism_id_tenant_id"),
        "mechanism_members",
        ["mechanism_id", "tenant_id"],
        unique=True,
    )
    op.create_table(
        "referral_files",
        sa.Column("sender_tenant_id", sa.Uuid(), nullable=False),
        sa.Column("receiver_tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sender_tenant_id", "receiver_tenant_id", "referral_id"],
            ["referrals.sender_tenant_id", "referrals.receiver_tenant_id", "referrals.id"],
            name=op.f("fk_referral_files_sender_tenant_id_receiver_tenant_id_referral_id"),
        ),
        sa.PrimaryKeyConstraint(
            "sender_tenant_id", "receiver_tenant_id", "id", name=op.f("pk_referral_files")
        ),
    )
    op.create_index(
        "ix_referral_files_order",
        "referral_files",
        ["sender_tenant_id", "receiver_tenant_id", "referral_id", "position"],
        unique=True,
    )
    op.create_table(
        "referral_items",
        sa.Column("sender_tenant_id", sa.Uuid(), nullable=False),
        sa.Column("receiver_tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("is_personal", sa.Boolean(), nullable=False),
        sa.Column("value_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("masked", sa.String(), nullable=False),
        sa.Column("value_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sender_tenant_id", "receiver_tenant_id", "referral_id"],
            ["referrals.sender_tenant_id", "referrals.receiver_tenant_id", "referrals.id"],
            name=op.f("fk_referral_items_sender_tenant_id_receiver_tenant_id_referral_id"),
        ),
        sa.PrimaryKeyConstraint(
            "sender_tenant_id", "receiver_tenant_id", "id", name=op.f("pk_referral_items")
        ),
    )
    op.create_index(
        "ix_referral_items_order",
        "referral_items",
        ["sender_tenant_id", "receiver_tenant_id", "referral_id", "position"],
        unique=True,
    )
    op.create_table(
        "referral_readings",
        sa.Column("sender_tenant_id", sa.Uuid(), nullable=False),
        sa.Column("receiver_tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("reader_tenant_id", sa.Uuid(), nullable=False),
        sa.Column("reader_name", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sender_tenant_id", "receiver_tenant_id", "referral_id"],
            ["referrals.sender_tenant_id", "referrals.receiver_tenant_id", "referrals.id"],
            name=op.f("fk_referral_readings_sender_tenant_id_receiver_tenant_id_referral_id"),
        ),
        sa.PrimaryKeyConstraint(
            "sender_tenant_id", "receiver_tenant_id", "id", name=op.f("pk_referral_readings")
        ),
    )
    op.create_index(
        "ix_referral_readings_order",
        "referral_readings",
        ["sender_tenant_id", "receiver_tenant_id", "referral_id", "at"],
        unique=False,
    )
    op.create_table(
        "seats",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_seats_account_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"], ["units.tenant_id", "units.id"], name=op.f("fk_seats_tenant_id_unit_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_seats")),
    )
    op.create_index(op.f("ix_seats_tenant_id_account_id"), "seats", ["tenant_id", "account_id"], unique=True)
    op.create_table(
        "cases",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("case_class", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("handler_seat_id", sa.Uuid(), nullable=True),
        sa.Column("person_count", sa.Integer(), nullable=False),
        sa.Column("petitioner_label", sa.String(), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("referral_state", sa.String(), nullable=False),
        sa.Column("referral_to", sa.String(), nullable=False),
        sa.Column("origin_referral_id", sa.Uuid(), nullable=True),
        sa.Column("origin_tenant_name", sa.String(), nullable=False),
        sa.Column("former_number", sa.String(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "handler_seat_id"],
            ["seats.tenant_id", "seats.id"],
            name=op.f("fk_cases_tenant_id_handler_seat_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"], ["units.tenant_id", "units.id"], name=op.f("fk_cases_tenant_id_unit_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_cases")),
    )
    op.create_index("ix_cases_due", "cases", ["tenant_id", "next_due_on", "id"], unique=False)
    op.create_index("ix_cases_former", "cases", ["tenant_id", "former_number"], unique=False)
    op.create_index(
        "ix_cases_handler",
        "cases",
        ["tenant_id", "handler_seat_id", "state", "next_due_on", "id", "case_class"],
        unique=False,
    )
    op.create_index("ix_cases_import", "cases", ["tenant_id", "import_id"], unique=False)
    op.create_index("ix_cases_newest", "cases", ["tenant_id", "registered_at", "id"], unique=False)
    op.create_index("ix_cases_origin", "cases", ["tenant_id", "origin_referral_id"], unique=False)
    op.create_index(
        "ix_cases_state", "cases", ["tenant_id", "state", "next_due_on", "id", "case_class"], unique=False
    )
    op.create_index(
        "ix_cases_state_newest", "cases", ["tenant_id", "state", "registered_at", "id"], unique=False
    )
    op.create_index(op.f("ix_cases_tenant_id_number"), "cases", ["tenant_id", "number"], unique=True)
    op.create_table(
        "attachments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_attachments_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_attachments")),
    )
    op.create_index(
        op.f("ix_attachments_tenant_id_case_id"), "attachments", ["tenant_id", "case_id"], unique=False
    )
    op.create_table(
        "case_entries",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_case_entries_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_entries")),
    )
    op.create_index(
        op.f("ix_case_entries_tenant_id_case_id_at"),
        "case_entries",
        ["tenant_id", "case_id", "at"],
        unique=False,
    )
    op.create_table(
        "disclosures",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("referral_number", sa.String(), nullable=False),
        sa.Column("receiver_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("withheld", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("consent_how", sa.String(), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("consent_note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_disclosures_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_disclosures")),
    )
    op.create_index(
        op.f("ix_disclosures_tenant_id_case_id"), "disclosures", ["tenant_id", "case_id"], unique=False
    )
    op.create_table(
        "documents",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("served_how", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_documents_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_documents")),
    )
    op.create_index(
        op.f("ix_documents_tenant_id_case_id"), "documents", ["tenant_id", "case_id"], unique=False
    )
    op.create_index(op.f("ix_documents_tenant_id_number"), "documents", ["tenant_id", "number"], unique=True)
    op.create_table(
        "petitioners",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name_masked", sa.String(), nullable=False),
        sa.Column("phone_masked", sa.String(), nullable=False),
        sa.Column("id_number_masked", sa.String(), nullable=False),
        sa.Column("address_masked", sa.String(), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("phone_tail_hash", sa.LargeBinary(), nullable=True),
        sa.Column("consents", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_petitioners_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_petitioners")),
    )
    op.create_index(
        op.f("ix_petitioners_tenant_id_case_id"), "petitioners", ["tenant_id", "case_id"], unique=False
    )
    op.create_index(
        op.f("ix_petitioners_tenant_id_phone_index"),
        "petitioners",
        ["tenant_id", "phone_index"],
        unique=False,
    )
    op.create_table(
        "referral_links",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_referral_links_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_referral_links")),
    )
    op.create_index(
        op.f("ix_referral_links_tenant_id_case_id"), "referral_links", ["tenant_id", "case_id"], unique=False
    )
    op.create_index(
        op.f("ix_referral_links_tenant_id_referral_id"),
        "referral_links",
        ["tenant_id", "referral_id"],
        unique=True,
    )
    op.create_table(
        "submissions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_submissions_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_submissions")),
    )
    op.create_index(
        op.f("ix_submissions_tenant_id_case_id"), "submissions", ["tenant_id", "case_id"], unique=False
    )


def drop_tables() -> None:
    op.drop_index(op.f("ix_submissions_tenant_id_case_id"), table_name="submissions")
    op.drop_table("submissions")
    op.drop_index(op.f("ix_referral_links_tenant_id_referral_id"), table_name="referral_links")
    op.drop_index(op.f("ix_referral_links_tenant_id_case_id"), table_name="referral_links")
    op.drop_table("referral_links")
    op.drop_index(op.f("ix_petitioners_tenant_id_phone_index"), table_name="petitioners")
    op.drop_index(op.f("ix_petitioners_tenant_id_case_id"), table_name="petitioners")
    op.drop_table("petitioners")
    op.drop_index(op.f("ix_documents_tenant_id_number"), table_name="documents")
    op.drop_index(op.f("ix_documents_tenant_id_case_id"), table_name="documents")
    op.drop_table("documents")
    op.drop_index(op.f("ix_disclosures_tenant_id_case_id"), table_name="disclosures")
    op.drop_table("disclosures")
    op.drop_index(op.f("ix_case_entries_tenant_id_case_id_at"), table_name="case_entries")
    op.drop_table("case_entries")
    op.drop_index(op.f("ix_attachments_tenant_id_case_id"), table_name="attachments")
    op.drop_table("attachments")
    op.drop_index(op.f("ix_cases_tenant_id_number"), table_name="cases")
    op.drop_index("ix_cases_state_newest", table_name="cases")
    op.drop_index("ix_cases_state", table_name="cases")
    op.drop_index("ix_cases_origin", table_name="cases")
    op.drop_index("ix_cases_newest", table_name="cases")
    op.drop_index("ix_cases_import", table_name="cases")
    op.drop_index("ix_cases_handler", table_name="cases")
    op.drop_index("ix_cases_former", table_name="cases")
    op.drop_index("ix_cases_due", table_name="cases")
    op.drop_table("cases")
    op.drop_index(op.f("ix_seats_tenant_id_account_id"), table_name="seats")
    op.drop_table("seats")
    op.drop_index("ix_referral_readings_order", table_name="referral_readings")
    op.drop_table("referral_readings")
    op.drop_index("ix_referral_items_order", table_name="referral_items")
    op.drop_table("referral_items")
    op.drop_index("ix_referral_files_order", table_name="referral_files")
    op.drop_table("referral_files")
    op.drop_index(op.f("ix_mechanism_members_mechanism_id_tenant_id"), table_name="mechanism_members")
    op.drop_table("mechanism_members")
    op.drop_index(op.f("ix_login_sessions_ended_at"), table_name="login_sessions")
    op.drop_index(op.f("ix_login_sessions_account_id_ended_at"), table_name="login_sessions")
    op.drop_table("login_sessions")
    op.drop_index("ix_custody_receipts_order", table_name="custody_receipts")
    op.drop_table("custody_receipts")
    op.drop_index(op.f("ix_api_tokens_account_id_tenant_id"), table_name="api_tokens")
    op.drop_table("api_tokens")
    op.drop_index(op.f("ix_account_tenants_ended_at"), table_name="account_tenants")
    op.drop_index(op.f("ix_account_tenants_account_id_tenant_id"), table_name="account_tenants")
    op.drop_table("account_tenants")
    op.drop_index(op.f("ix_units_tenant_id_parent_id"), table_name="units")
    op.drop_table("units")
    op.drop_index(op.f("ix_tracking_codes_tenant_id_case_id"), table_name="tracking_codes")
    op.drop_table("tracking_codes")
    op.drop_table("tenants")
    op.drop_index(op.f("ix_tenant_keys_tenant_id_purpose_created_at"), table_name="tenant_keys")
    op.drop_table("tenant_keys")
    op.drop_index("ix_referrals_out_newest", table_name="referrals")
    op.drop_index("ix_referrals_out", table_name="referrals")
    op.drop_index("ix_referrals_number", table_name="referrals")
    op.drop_index("ix_referrals_in_newest", table_name="referrals")
    op.drop_index("ix_referrals_in", table_name="referrals")
    op.drop_index("ix_referrals_id", table_name="referrals")
    op.drop_table("referrals")
    op.drop_index(op.f("ix_published_keys_tenant_id"), table_name="published_keys")
    op.drop_table("published_keys")
    op.drop_index("ix_outbox_events_waiting", table_name="outbox_events")
    op.drop_index("ix_outbox_events_subject", table_name="outbox_events")
    op.drop_table("outbox_events")
    op.drop_index("ix_obligations_subject", table_name="obligations")
    op.drop_index("ix_obligations_debtor", table_name="obligations")
    op.drop_index("ix_obligations_creditor", table_name="obligations")
    op.drop_table("obligations")
    op.drop_index(op.f("ix_number_sequences_tenant_id_code_year"), table_name="number_sequences")
    op.drop_table("number_sequences")
    op.drop_index(op.f("ix_notices_tenant_id_at"), table_name="notices")
    op.drop_index("ix_notices_once", table_name="notices")
    op.drop_table("notices")
    op.drop_index(op.f("ix_notice_readings_tenant_id_seat_id"), table_name="notice_readings")
    op.drop_table("notice_readings")
    op.drop_table("mechanisms")
    op.drop_index(op.f("ix_mechanism_memberships_tenant_id_mechanism_id"), table_name="mechanism_memberships")
    op.drop_table("mechanism_memberships")
    op.drop_index(op.f("ix_imports_tenant_id_uploaded_at"), table_name="imports")
    op.drop_index(op.f("ix_imports_tenant_id_sha256"), table_name="imports")
    op.drop_table("imports")
    op.drop_index(op.f("ix_idempotency_keys_tenant_id_key"), table_name="idempotency_keys")
    op.drop_table("idempotency_keys")
    op.drop_table("calendar_years")
    op.drop_table("audit_heads")
    op.drop_index(op.f("ix_audit_entries_tenant_id_sequence"), table_name="audit_entries")
    op.drop_index("ix_audit_entries_subject", table_name="audit_entries")
    op.drop_table("audit_entries")
    op.drop_table("accounts")
