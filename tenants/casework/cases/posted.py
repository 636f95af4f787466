"""What a form sent, as commands want it, and what a form shows again after a refusal."""

from typing import Any

from flask import request

from tenants.core.errors import Problem


def posted(*names: str) -> dict[str, Any]:
    """Return the named values of the posted form without blank ones, so that a schema's defaults hold for these."""
    return {name: value for name in names if (value := request.form.get(name, "")).strip()}


def form_again(problem: Problem) -> dict[str, Any]:
    """Return the form with what was typed and what is wrong; a refusal of no field stands at the top."""
    data = {
        name: value for name, value in request.form.items() if name not in ("csrf_token", "key", "version")
    }
    return {"data": data, "errors": problem.fields or {"_form": [problem.message]}}


def empty_form(**data: Any) -> dict[str, Any]:
    """Return a form that nobody has filled in yet, with these values in it."""
    return {"data": data, "errors": {}}
