"""The lock of the petitioner's pages: a sealed cookie that leads to one matter for half an hour after the last look.

Nobody but the server reads it, and the code stands in no address, so neither history nor logs of the way keep it.
A staff sign-in is neither asked for nor touched.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from flask import Response, after_this_request, current_app, g, redirect, request, url_for

from tenants.casework.intake import opening
from tenants.casework.intake.opening import KeptCode
from tenants.core import clock, crypto
from tenants.core.database import bind_tenant
from tenants.people.doors import public

COOKIE = "petitioner"
PATH = "/p"
LASTS = timedelta(minutes=30)
_BOUND_TO = b"petitioner cookie"

View = Callable[..., Any]


@dataclass(frozen=True)
class Visit:
    """Who looks: where the code leads, and the code as it was typed, to be shown on the page."""

    kept: KeptCode
    code: str


def knock(code: str, phone_tail: str) -> Visit | None:
    """Return the visit that fits what was typed, or None; the session then stands in some tenant either way."""
    kept = opening.nearest_code(code)
    if kept is None:
        return None
    bind_tenant(kept.tenant_id)
    return Visit(kept, code) if opening.fits(kept, code, phone_tail) else None


def visit_required(view: View) -> View:
    """Open a view to whoever has shown a code in the last half hour, in that matter's tenant; others go to the form.

    The view finds the visit in ``current_visit()``. Each look renews the half hour.
    """

    @wraps(view)
    def locked(*args: Any, **kw: Any) -> Any:
        visit = _read_cookie(request.cookies.get(COOKIE, ""))
        if visit is None:
            return redirect(url_for("public.enter", ended="yes"), 303)
        bind_tenant(visit.kept.tenant_id)
        g.visit = visit
        after_this_request(lambda answer: let_in(answer, visit))
        return view(*args, **kw)

    return public(locked)


def current_visit() -> Visit:
    """Return the visit of this request; only behind ``visit_required``."""
    return g.visit  # type: ignore[no-any-return]


def let_in(answer: Response, visit: Visit) -> Response:
    """Put the half hour's cookie on ``answer``."""
    text = f"{visit.kept.id} {visit.code} {(clock.now() + LASTS).isoformat()}"
    sealed = base64.urlsafe_b64encode(crypto.seal_with(_key(), text, _BOUND_TO)).decode()
    answer.set_cookie(
        COOKIE,
        sealed,
        max_age=LASTS,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return answer


def let_out(answer: Response) -> Response:
    """Take the cookie away."""
    answer.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="Lax")
    return answer


def _key() -> bytes:
    return crypto.platform_hash("petitioner cookie", "sealing key")


def _read_cookie(sealed: str) -> Visit | None:
    """Return the visit a cookie stands for, or None when it is forged, too old, or the code was withdrawn."""
    try:
        text = crypto.open_with(_key(), base64.urlsafe_b64decode(sealed.encode()), _BOUND_TO)
    except ValueError:
        return None
    code_id, code, until = text.split(" ")
    if datetime.fromisoformat(until) <= clock.now():
        return None
    kept = opening.kept_code(UUID(code_id))
    return Visit(kept, code) if kept else None
