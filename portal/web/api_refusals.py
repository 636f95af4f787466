"""What the JSON API answers when it refuses (RFC 9457), documented once for all resources."""

from typing import Any

from apispec import APISpec, BasePlugin
from flask import Flask, Response, request

from tenants.core.outputs import Output, about, fields

_ALWAYS = (401, 403, 404, 429, 500, 503)
_WRITES = (400, 409, 413, 415, 422)
_SAFE = {"get", "head", "options"}


class Refusal(Output):
    """Why nothing was done, in a sentence for people and a code for programs."""

    status = fields.Integer(metadata=about("The status of the answer."))
    code = fields.String(metadata=about("A stable name of the reason, e.g. not_found or accept_first."))
    title = fields.String(
        metadata=about("What happened, why, and what to do next, in the language of Accept-Language.")
    )


class RefusalWithTexts(Refusal):
    """A refusal with what is wrong in each field, or with both texts when somebody else changed the row first."""

    fields_ = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        data_key="fields",
        metadata=about("Sentences by field, with status 422."),
    )
    theirs = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata=about("What the row holds now, by field, with status 409 and code conflict."),
    )
    yours = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata=about("What was sent, by field, beside theirs."),
    )

    labels = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata=about(
            "What the pages call these fields, in the language of Accept-Language, beside theirs."
        ),
    )

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Only what every refusal has is always there."""
        field_obj.required = field_name in ("status", "code", "title")


class Refusals(BasePlugin):
    """Adds to each operation of the document the refusals it can answer."""

    def init_spec(self, spec: APISpec) -> None:
        """Describe a refusal once."""
        super().init_spec(spec)
        self.spec = spec

    def operation_helper(
        self, path: str | None = None, operations: dict[str, Any] | None = None, **_kw: Any
    ) -> None:
        """Point every refusal of ``operations`` at that description."""
        if "Refused" not in self.spec.components.responses:
            content = {"application/problem+json": {"schema": RefusalWithTexts}}
            self.spec.components.response(
                "Refused", {"description": "Refused; the sentence says why.", "content": content}
            )
        for method, operation in (operations or {}).items():
            documented = operation.setdefault("responses", {})
            for status in refusals_of(method, operation):
                documented.setdefault(str(status), {"$ref": "#/components/responses/Refused"})


def refusals_of(method: str, operation: dict[str, Any]) -> list[int]:
    """Return with which statuses an operation can refuse."""
    if method not in _SAFE:
        return sorted({*_ALWAYS, *_WRITES})
    return sorted({*_ALWAYS, 422} if operation.get("parameters") else _ALWAYS)


def init_refusals(app: Flask, prefix: str) -> None:
    """Say with each 401 how one proves who one is (RFC 6750)."""

    @app.after_request
    def _challenge(answer: Response) -> Response:
        if answer.status_code == 401 and request.path.startswith(f"{prefix}/"):
            presented = ', error="invalid_token"' if "Authorization" in request.headers else ""
            answer.headers["WWW-Authenticate"] = f'Bearer realm="Liandong"{presented}'
        return answer
