"""Making a database ready: the application role, the migrations, the calendars, the demo world."""

from collections.abc import Iterator
from pathlib import Path

from flask import current_app
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import URL, make_url

from portal import config
from portal.demo import unfinished
from tenants.core.database import current_session, platform_scope, tenant_scope
from tenants.organisations.models import Tenant
from tenants.organisations.queries import directory

MIGRATIONS = config.ROOT / "migrations"


def prepare(*, demo: bool = False) -> Iterator[str]:
    """Prepare the database of the present application; yields a line for each step that did something."""
    Path(current_app.config["INSTANCE_DIR"]).mkdir(parents=True, exist_ok=True)
    Path(current_app.config["FILES_DIR"]).mkdir(parents=True, exist_ok=True)
    yield from unfinished.lay_aside()
    owner, application = (
        make_url(current_app.config[name]) for name in ("DATABASE_OWNER_URL", "SQLALCHEMY_DATABASE_URI")
    )
    if owner.get_backend_name() == "postgresql" and owner.username != application.username:
        yield from _make_role(owner, application)
    migrate(owner, role=application.username or "")
    from tenants.obligations.ledger import load_shipped_calendars

    yield from load_shipped_calendars()
    yield from _sweep_files()
    if demo and _is_empty():
        from portal.demo.seed import seed

        with unfinished.noted():
            yield from seed()


def migrate(owner: URL, *, role: str = "", revision: str = "head") -> None:
    """Bring the database at ``owner`` to a revision; ``role`` is the application's login, granted what it needs."""
    from alembic import command
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes.update(url=owner, application_role=role)
    command.upgrade(settings, revision)


def _make_role(owner: URL, application: URL) -> Iterator[str]:
    """Create the application's login when it is missing: no superuser, no owner, no way round row-level security."""
    engine = create_engine(owner, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        known = connection.scalar(
            text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": application.username}
        )
        if not known:
            quoted = engine.dialect.identifier_preparer.quote(application.username or "")
            password = (application.password or "").replace("'", "''")
            connection.execute(
                text(f"CREATE ROLE {quoted} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB PASSWORD '{password}'")
            )
            yield f"created the database role {application.username}"
    engine.dispose()


def _sweep_files() -> Iterator[str]:
    """Remove files that a crash left without their row, tenant by tenant."""
    from portal.sweeping import sweep

    for found in directory().values():
        with tenant_scope(found.id):
            if swept := sweep():
                yield f"removed {len(swept)} files that belong to nothing at {found.slug}"


def _is_empty() -> bool:
    with platform_scope("directory"):
        return current_session().scalars(select(Tenant.id).limit(1)).first() is None
