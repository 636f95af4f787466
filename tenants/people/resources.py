"""What the resources of all rooms share: reading a body or a query, carrying out a command, and documenting both.

A room's ``api.py`` declares ``Resources`` (a flask-smorest blueprint) and plain view functions. The shape of a body is
the command's own schema, in the request as in the OpenAPI document: neither can drift from the other.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any
from urllib.parse import quote

import marshmallow
from flask import Response, request
from flask_smorest import Blueprint
from werkzeug.exceptions import RequestEntityTooLarge

from tenants.core import schema
from tenants.core.commands import REGISTER, execute
from tenants.core.errors import Invalid, Problem, TooLarge, Unsupported
from tenants.core.outputs import N_
from tenants.core.words import _
from tenants.people.doors import current_actor
from tenants.people.token_doors import View, token_seat_required

LARGEST_BODY = 1024 * 1024
KEY_HEADER = "Idempotency-Key"
_KEY = re.compile(r"[!-~]{1,200}")

KEY_PARAMETER = {
    "in": "header",
    "name": KEY_HEADER,
    "required": False,
    "description": N_(
        "A text of your own choice, new for each act. Sent again with the same body, the act is not repeated and the "
        "first answer is given again."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}


class Resources(Blueprint):
    """The resources of one room, below the prefix ``/o/<tenant_slug>/…``."""

    def route(self, rule: str, *, summary: str = "", **options: Any) -> Callable[[View], View]:
        """Register a view as ``Blueprint.route`` does; ``summary`` is what the document says it does."""
        register = super().route

        def decorate(view: View) -> View:
            documented = self.doc(summary=summary, operationId=f"{self.name}.{view.__name__}")(view)
            return register(rule, **options)(documented)  # type: ignore[no-any-return]

        return decorate

    def carries_out(self, name: str, *by_path: str, keyed: bool = True) -> Callable[[View], View]:
        """Lock the view with the command's permission, carry the command out, and call the view with its result.

        :param by_path: fields of the command's schema that the address gives, so that the body may not.
        :param keyed: whether an idempotency key is taken; off for commands whose result is not kept.
        """
        command = REGISTER[name]
        body = request_body(command.schema, by_path)

        def decorate(view: View) -> View:
            @wraps(view)
            def carried_out(**ids: Any) -> Any:
                sent = json_body(by_path) if body else {}
                payload = sent | {field: str(ids[field]) for field in by_path}
                key = idempotency_key() if keyed else None
                return view(execute(name, payload, current_actor(), key=key))

            if body:
                carried_out = self.doc(requestBody=body)(carried_out)
            if keyed:
                carried_out = self.doc(parameters=[KEY_PARAMETER])(carried_out)
            return token_seat_required(command.permission)(carried_out)

        return decorate

    def asks(self, shape: type[schema.Schema]) -> Callable[[View], View]:
        """Read the query string in ``shape`` and give it to the view as ``asked``."""

        def decorate(view: View) -> View:
            @wraps(view)
            def asking(**ids: Any) -> Any:
                return view(asked=schema.load(shape, request.args.to_dict()), **ids)

            return self.doc(parameters=[{"in": "query", "schema": shape}])(asking)  # type: ignore[no-any-return]

        return decorate


def request_body(shape: type[marshmallow.Schema], by_path: Iterable[str] = ()) -> dict[str, Any]:
    """Return the document of a JSON body in ``shape`` without what the address gives; nothing when that is all."""
    documented = shape(exclude=tuple(by_path))
    if not documented.fields:
        return {}
    required = any(field.required for field in documented.fields.values())
    return {"required": required, "content": {"application/json": {"schema": documented}}}


def json_body(by_path: Iterable[str] = ()) -> dict[str, Any]:
    """Return the object that the request's body holds; nothing at all is an empty object.

    :param by_path: fields that the address gives.
    :raises Problem, Unsupported, TooLarge, Invalid: no JSON (400), another type (415), over 1 MB (413), not an object
        or with a field that the address gives (422).
    """
    sent = _bytes_sent()
    if not sent and not request.mimetype:
        return {}
    if request.mimetype != "application/json":
        raise Unsupported(_("Send the body as JSON, with the header Content-Type: application/json."))
    try:
        body = json.loads(sent)
    except (ValueError, RecursionError) as error:
        sentence = _("The body cannot be read as JSON. Check quotes, commas and brackets.")
        raise Problem(sentence, code="malformed") from error
    if not isinstance(body, dict):
        raise Invalid({"_schema": [_("The body must be one JSON object: { … }.")]})
    doubled = [name for name in by_path if name in body]
    if doubled:
        raise Invalid(
            {name: [_("The address says this already. Leave it out of the body.")] for name in doubled}
        )
    return body


def _bytes_sent() -> bytes:
    request.max_content_length = LARGEST_BODY
    try:
        return request.get_data()
    except RequestEntityTooLarge as error:
        raise TooLarge(_("The body is larger than 1 MB. Send files to the address for files.")) from error


def idempotency_key() -> str | None:
    """Return the request's idempotency key as it is kept, bound to the acting seat; None when none was sent.

    :raises Invalid: it is longer than 200 characters or has others than visible ASCII.
    """
    given = request.headers.get(KEY_HEADER, "")
    if not given:
        return None
    if not _KEY.fullmatch(given):
        raise Invalid({KEY_HEADER: [_("1 to 200 letters, digits or signs of ASCII, without blanks.")]})
    return hashlib.sha256(f"{current_actor().seat_id} {given}".encode()).hexdigest()


def as_download(pieces: Iterator[bytes], name: str, media_type: str, size: int) -> Response:
    """Return a file as a download only: no browser shows it in place or guesses its type."""
    answer = Response(pieces, mimetype=media_type.partition(";")[0])
    answer.headers["Content-Type"] = media_type
    answer.headers["Content-Length"] = str(size)
    # Headers are Latin-1 on the wire; a Chinese name needs the encoded form (RFC 6266, section 4.3).
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
