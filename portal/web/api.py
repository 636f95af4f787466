"""The frame of the JSON API: resources of the rooms, their common refusals and limits, the OpenAPI document.

Everything lies below ``/api/v1``. A caller proves its seat with a personal token; cookies are never looked at, which is
why these doors, and no others, are exempt from the CSRF check.
"""

from typing import Any

from apispec import APISpec
from flask import Flask
from flask_smorest import Api

from portal.web import csrf
from portal.web.api_limits import init_limits
from portal.web.api_pages import offer_pages
from portal.web.api_refusals import Refusals, init_refusals
from tenants.core.outputs import N_
from tenants.core.schema import Text

PREFIX = "/api/v1"
DESCRIPTION = N_(
    "Register, handle and refer matters from other programs: the same acts, rules and records as on the pages. Every "
    "request carries a personal token in the header Authorization: Bearer ld_…; the token acts for one seat of one "
    "organisation, and the organisation's name stands in every address. What belongs to another organisation answers "
    "exactly like what does not exist: 404."
)


class _Api(Api):
    """flask-smorest without its own error pages: one place answers what goes wrong, for pages and API alike."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None: ...

    def _register_responses(self) -> None:
        """Leave out the library's own description of errors: ``Refusals`` has ours."""

    _register_etag_headers = _register_pagination_header = _register_responses


class _Frame:
    """Holds the API's resources until the application exists."""

    def __init__(self) -> None:
        self.blueprints: list[Any] = []

    def add(self, *blueprints: Any) -> None:
        """Offer resources of a room."""
        self.blueprints += [found for found in blueprints if found not in self.blueprints]

    def init_app(self, app: Flask) -> None:
        """Register all resources, their limits, and the document with its page at ``/api/v1/``."""
        app.config.update(API_TITLE="Liandong", API_VERSION="v1", OPENAPI_VERSION="3.1.0")
        frame = _Api(app, spec_kwargs=_about_the_document())
        frame.ma_plugin.converter.add_attribute_function(_limits_of_text)
        _name_the_token(frame.spec)
        for blueprint in self.blueprints:
            csrf.exempt(blueprint)
            frame.register_blueprint(blueprint, url_prefix=f"{PREFIX}{blueprint.url_prefix or ''}")
        init_limits(app, self.blueprints)
        init_refusals(app, PREFIX)
        offer_pages(app, frame.spec, PREFIX)


def _about_the_document() -> dict[str, Any]:
    return {
        "info": {"description": DESCRIPTION},
        "security": [{"token": []}],
        "extra_plugins": [Refusals()],
    }


def _name_the_token(spec: APISpec) -> None:
    spec.components.security_scheme(
        "token",
        {"type": "http", "scheme": "bearer", "description": "A personal token, made on the page API tokens."},
    )


def _limits_of_text(_converter: Any, field: Any, **_kw: Any) -> dict[str, Any]:
    """Document how long a text may be; one that must be there may not be empty."""
    if not isinstance(field, Text):
        return {}
    return {"maxLength": field.longest} | ({"minLength": 1} if field.required else {})


api = _Frame()
