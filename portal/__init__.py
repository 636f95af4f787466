"""Between the walls, and the hinges of all doors: the application, the federation, the live pages, the public door."""

from typing import Any

from flask import Flask

from portal import config
from portal.cli import register_shell_commands
from portal.live import init_live
from portal.proxies import init_proxies
from portal.rooms import register_rooms
from portal.web import init_web
from tenants.core.database import init_database
from tenants.people.doors import init_doors


def create_app(settings: dict[str, Any] | None = None) -> Flask:
    """Build the application. ``settings`` override what the environment says; tests use this."""
    app = Flask(__name__, template_folder="../templates")
    app.config.from_mapping(config.from_environment())
    app.config.update(settings or {})
    config.check(app.config)
    init_database(app)
    init_doors(app)
    init_web(app)
    init_live(app)
    register_rooms(app)
    register_shell_commands(app)
    init_proxies(app)
    return app
