"""The frame of the JSON API: OpenAPI document and page; resources are added by the rooms."""

from typing import Any

from flask import Flask
from flask_smorest import Api


class _Api(Api):  # type: ignore[misc]
    """flask-smorest without its own error pages: one place answers what goes wrong, for pages and API alike."""

    def _register_error_handlers(self) -> None: ...


class _Frame:
    """Holds the API's resources until the application exists."""

    def __init__(self) -> None:
        self.blueprints: list[Any] = []

    def add(self, blueprint: Any) -> None:
        """Offer a room's resources."""
        if blueprint not in self.blueprints:
            self.blueprints.append(blueprint)

    def init_app(self, app: Flask) -> None:
        """Register all resources and publish the OpenAPI document at /api/v1/openapi.json."""
        app.config.update(
            API_TITLE="Liandong",
            API_VERSION="v1",
            OPENAPI_VERSION="3.1.0",
            OPENAPI_URL_PREFIX="/api/v1",
            OPENAPI_JSON_PATH="openapi.json",
        )
        frame = _Api(app)
        for blueprint in self.blueprints:
            frame.register_blueprint(blueprint, url_prefix=f"/api/v1{blueprint.url_prefix or ''}")


api = _Frame()
