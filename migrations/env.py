"""Runs the migrations as the tables' owner, outside the application and its wall.

``portal.preparation.migrate`` calls this with the owner's URL and the application's role.
"""

from alembic import context
from sqlalchemy import create_engine, text

from tenants.core.database import Model

attributes = context.config.attributes
url = attributes["url"]
role = attributes.get("application_role", "")


def grant(connection, name: str) -> None:
    """Let the application's role use what the owner made; it owns nothing and cannot change the schema."""
    quoted = connection.dialect.identifier_preparer.quote(name)
    for line in (
        f"GRANT USAGE ON SCHEMA public TO {quoted}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}",
        f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {quoted}",
        f"REVOKE ALL ON search_entries, alembic_version FROM {quoted}",
        f"GRANT SELECT ON alembic_version TO {quoted}",
        f"REVOKE UPDATE, DELETE ON audit_entries, submissions, custody_receipts FROM {quoted}",
    ):
        connection.execute(text(line))


engine = create_engine(url)
with engine.begin() as connection:
    context.configure(connection=connection, target_metadata=Model.metadata, transaction_per_migration=False)
    with context.begin_transaction():
        context.run_migrations()
    if connection.dialect.name == "postgresql" and role and role != engine.url.username:
        grant(connection, role)
engine.dispose()
