"""Refusals and failures as pages, fragments or JSON; never a stack trace, never a half-written page."""

import logging
import secrets
from typing import Any

from flask import Flask, g, jsonify, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from tenants.core.errors import Conflict, NotFound, NotSignedIn, Problem, TooLarge, TooMany
from tenants.core.words import _
from tenants.people.doors import FirstPassword, to_first_password, to_sign_in

logger = logging.getLogger(__name__)
_PAGES = {401, 403, 404, 409, 413, 415, 422, 429, 500, 503}


def wants_json() -> bool:
    """Tell whether the request came by the JSON API."""
    return request.path.startswith("/api/")


def problem_answer(problem: Problem) -> tuple[Any, int, dict[str, str]]:
    """Return a refusal as the caller can read it: problem JSON (RFC 9457) or a page."""
    headers = {"Retry-After": str(problem.retry_after)} if isinstance(problem, TooMany) else {}
    if wants_json():
        body: dict[str, Any] = {"status": problem.status, "code": problem.code, "title": str(problem.message)}
        if problem.fields:
            body["fields"] = {name: [str(text) for text in found] for name, found in problem.fields.items()}
        if isinstance(problem, Conflict):
            body.update(_both_texts(problem))
        return jsonify(body), problem.status, {**headers, "Content-Type": "application/problem+json"}
    return error_page(problem.status, message=problem.message, problem=problem), problem.status, headers


def _both_texts(conflict: Conflict) -> dict[str, dict[str, str]]:
    """Return both texts by field for programs, with the labels by which these can show them to people."""
    both = {"theirs": conflict.theirs, "yours": conflict.yours, "labels": conflict.wording.labels}
    return {side: {name: str(texts[name]) for name in conflict.theirs} for side, texts in both.items()}


def error_page(status: int, **values: Any) -> str:
    """Return the page of a status; only its inner notice when htmx asks for a fragment.

    It is drawn without the frame of a staff page: what failed may be what the frame would read.
    """
    g.pop("actor", None)
    name = status if status in _PAGES else 500
    return render_template(f"errors/{name}.html", fragment="HX-Request" in request.headers, **values)


def init_errors(app: Flask) -> None:
    """Register what the application answers when something goes wrong."""
    app.register_error_handler(Problem, _on_problem)
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(HTTPException, _on_http)
    for gone in (OperationalError, InterfaceError, TimeoutError):
        app.register_error_handler(gone, _on_database_away)
    app.register_error_handler(Exception, _on_failure)


def _on_problem(problem: Problem) -> Any:
    if isinstance(problem, NotSignedIn) and not wants_json():
        return to_sign_in()
    if isinstance(problem, FirstPassword) and not wants_json():
        return to_first_password()
    return problem_answer(problem)


def _on_csrf(_error: CSRFError) -> Any:
    if request.path.startswith("/o/") and not current_user.is_authenticated:
        return to_sign_in()
    if wants_json():
        return problem_answer(
            Problem(_("The request does not prove that it comes from this site."), code="csrf")
        )
    return render_template("errors/csrf.html", fragment="HX-Request" in request.headers), 400


def _on_http(error: HTTPException) -> Any:
    if isinstance(error, RequestEntityTooLarge):
        limit = 25
        return problem_answer(
            TooLarge(_("The upload is too large. At most %(limit)d MB can be sent at once.", limit=limit))
        )
    if error.code == 404:
        return problem_answer(NotFound())
    if error.code is not None and error.code < 400:
        return error
    status = error.code or 500
    headers = {"Allow": ", ".join(error.valid_methods or [])} if isinstance(error, MethodNotAllowed) else {}
    if wants_json():
        return _problem_json(status, "http", error.name, headers)
    return error_page(404 if headers else status), status, headers


def _problem_json(
    status: int, code: str, title: str, headers: dict[str, str]
) -> tuple[Any, int, dict[str, str]]:
    body = jsonify({"status": status, "code": code, "title": title})
    return body, status, {**headers, "Content-Type": "application/problem+json"}


def _on_database_away(error: Exception) -> Any:
    logger.error("the database does not answer: %s", error.__class__.__name__)
    soon = {"Retry-After": "5"}
    if wants_json():
        return _problem_json(503, "database_away", str(_away()), soon)
    return error_page(503), 503, soon


def _away() -> Any:
    return _("The database does not answer just now. Nothing was lost; try again in a moment.")


def _on_failure(error: Exception) -> Any:
    number = "E-" + secrets.token_hex(3).upper()
    logger.error("unexpected failure %s", number, exc_info=error)
    if wants_json():
        return _problem_json(500, "failure", number, {})
    return error_page(500, number=number), 500
