"""The OpenAPI document of the JSON API, and a page for people made of it: no script, nothing from elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from apispec import APISpec
from flask import Blueprint, Flask, jsonify, render_template
from flask_babel import gettext
from flask_smorest.spec.plugins import FlaskPlugin

from portal.web.api_limits import calls_a_minute
from tenants.core.permissions import ROLE_NAMES, Permission, roles_granting
from tenants.core.words import _, listed
from tenants.people.doors import public

DEPTH = 2
_TYPES = {"string": _("text"), "integer": _("whole number"), "boolean": "true | false", "object": _("object")}
_FORMATS = {
    "uuid": "UUID",
    "date": _("date, 2026-03-06"),
    "date-time": _("date and time"),
    "binary": _("bytes of a file"),
}


@dataclass(frozen=True)
class Field:
    """One input: its name, what it may hold, whether it must be there, what it means."""

    name: str
    kind: str
    required: bool
    about: str


@dataclass(frozen=True)
class Operation:
    """One thing a program can do: how it is called, who may, what it takes, what it answers."""

    id: str
    method: str
    path: str
    summary: str
    roles: str
    query: list[Field]
    body: list[Field]
    media_type: str
    answer: list[Field]
    statuses: list[str]


@dataclass(frozen=True)
class Section:
    """The operations of one room."""

    id: str
    title: str
    operations: list[Operation]


def offer_pages(app: Flask, spec: APISpec, prefix: str) -> None:
    """Publish the document at ``openapi.json`` and the page at the prefix itself."""
    pages = Blueprint("api", __name__, url_prefix=prefix)

    @cache
    def document() -> dict[str, Any]:
        return dict(spec.to_dict())

    @pages.get("/openapi.json")
    @public
    def openapi() -> Any:
        """Give the document to programs."""
        return jsonify(document())

    @pages.get("/")
    @public
    def overview() -> str:
        """Show people what programs can do."""
        found = document()
        return render_template(
            "api/overview.html",
            about=_said(found["info"]["description"]),
            server=prefix,
            calls=calls_a_minute(app),
            sections=sections(found, _locks(app)),
        )

    app.register_blueprint(pages)


def _said(text: str) -> str:
    """Return a sentence of the document in the reader's language."""
    return str(gettext(text)) if text else ""


def _locks(app: Flask) -> dict[tuple[str, str], Permission]:
    """Return each operation's permission by path and method."""
    return {
        (FlaskPlugin.flaskpath2openapi(rule.rule), method.lower()): lock
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if isinstance(lock := getattr(app.view_functions[rule.endpoint], "lock", None), Permission)
    }


def sections(document: dict[str, Any], locks: dict[tuple[str, str], Permission]) -> list[Section]:
    """Return what the page shows: the operations by room, in the order of the document."""
    found: dict[str, list[Operation]] = {tag["name"]: [] for tag in document["tags"]}
    for path, item in document["paths"].items():
        for method in ("get", "post", "put", "delete"):
            if method in item:
                operation = _operation(document, path, method, item[method], locks.get((path, method)))
                found[item[method]["tags"][0]].append(operation)
    return [
        Section(tag["name"], _said(tag.get("description", "")), found[tag["name"]])
        for tag in document["tags"]
        if found[tag["name"]]
    ]


def _operation(
    document: dict[str, Any], path: str, method: str, operation: dict[str, Any], lock: Permission | None
) -> Operation:
    media_type, body = _content(operation.get("requestBody", {}))
    parameters = operation.get("parameters", [])
    return Operation(
        id=operation.get("operationId", f"{method} {path}"),
        method=method.upper(),
        path=path,
        summary=_said(operation.get("summary", "")),
        roles=listed(ROLE_NAMES[role] for role in roles_granting(lock)) if lock else "",
        query=[_field(document, part["name"], part["schema"], part) for part in parameters],
        body=list(_fields(document, body)),
        media_type=media_type,
        answer=_answered(document, operation["responses"]),
        statuses=sorted(operation["responses"]),
    )


def _content(holder: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the first media type of a body with its schema; nothing where there is no body."""
    for media_type, content in holder.get("content", {}).items():
        return media_type, content.get("schema", {})
    return "", {}


def _answered(document: dict[str, Any], responses: dict[str, Any]) -> list[Field]:
    done: dict[str, Any] = next(
        (found for status, found in sorted(responses.items()) if status.startswith("2")), {}
    )
    return list(_fields(document, _content(done)[1]))


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref", "")
    if not reference:
        return schema
    found: dict[str, Any] = document["components"]["schemas"][reference.rpartition("/")[2]]
    return found


def _fields(document: dict[str, Any], schema: dict[str, Any], prefix: str = "") -> Iterator[Field]:
    """Yield the fields of an object, or of the objects in a list; those of inner objects follow theirs: a.b, a[].b."""
    whole = _resolved(document, schema)
    if whole.get("type") == "array":
        whole, prefix = _resolved(document, whole["items"]), f"{prefix}[]." if prefix else ""
    elif prefix:
        prefix = f"{prefix}."
    for name, inner in whole.get("properties", {}).items():
        yield _field(document, f"{prefix}{name}", inner, {"required": name in whole.get("required", ())})
        if prefix.count(".") < DEPTH:
            yield from _fields(document, _only(inner), f"{prefix}{name}")


def _only(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the one schema that is behind a reference with a description, or behind "nothing or this"."""
    inner = [part for part in schema.get("anyOf", schema.get("allOf", ())) if part != {"type": "null"}]
    return inner[0] if len(inner) == 1 else schema


def _field(document: dict[str, Any], name: str, schema: dict[str, Any], more: dict[str, Any]) -> Field:
    described = more.get("description") or schema.get("description", "")
    return Field(name, _kind(document, schema), bool(more.get("required")), _said(described))


def _kind(document: dict[str, Any], schema: dict[str, Any]) -> str:
    """Return in a few signs what a field may hold: text ≤ 120, a | b, date, list of text."""
    whole = _resolved(document, _only(schema))
    if "enum" in whole:
        return " | ".join(str(choice) for choice in whole["enum"] if choice not in ("", None))
    kinds = whole.get("type", [])
    kinds = [kind for kind in ([kinds] if isinstance(kinds, str) else kinds) if kind != "null"]
    if kinds == ["array"]:
        return str(_("list of: %(kind)s", kind=_kind(document, whole.get("items", {}))))
    words = _FORMATS.get(whole.get("format", "")) or ", ".join(str(_TYPES.get(kind, kind)) for kind in kinds)
    return f"{words} ≤ {whole['maxLength']}" if "maxLength" in whole else str(words)
