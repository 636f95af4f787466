"""The lock of the petitioner's pages: a sealed cookie that leads to one matter for half an hour after the last look.

It names a kept tracking code by its row and nothing else; the code itself is neither in the cookie nor in an address.
A staff sign-in is neither asked for nor touched.
"""

import base64
from collections.abc import Callable
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


def knock(code: str, phone_tail: str) -> KeptCode | None:
    """Return the kept code that fits what was typed, or None; the session then stands in some tenant either way."""
    kept = opening.nearest_code(code)
    if kept is None:
        return None
    bind_tenant(kept.tenant_id)
    return kept if opening.fits(kept, code, phone_tail) else None


def visit_required(view: View) -> View:
    """Open a view to whoever has shown a code in the last half hour, in that matter's tenant; others go to the form.

    The view finds the kept code in ``current_visit()``. Each look renews the half hour.
    """

    @wraps(view)
    def locked(*args: Any, **kw: Any) -> Any:
        kept = _read_cookie(request.cookies.get(COOKIE, ""))
        if kept is None:
            return redirect(url_for("public.enter", ended="yes"), 303)
        bind_tenant(kept.tenant_id)
        g.visit = kept
        after_this_request(lambda answer: let_in(answer, kept))
        return view(*args, **kw)

    return public(locked)


def current_visit() -> KeptCode:
    """Return the kept code of this request; only behind ``visit_required``."""
    return g.visit  # type: ignore[no-any-return]


def let_in(answer: Response, kept: KeptCode) -> Response:
    """Put the half hour's cookie on ``answer``."""
    text = f"{kept.id} {(clock.now() + LASTS).isoformat()}"
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


def _read_cookie(sealed: str) -> KeptCode | None:
    """Return the code a cookie leads to, or None when it is forged, too old, or the code was withdrawn."""
    try:
        text = crypto.open_with(_key(), base64.urlsafe_b64decode(sealed.encode()), _BOUND_TO)
    except ValueError:
        return None
    code_id, _blank, until = text.partition(" ")
    if datetime.fromisoformat(until) <= clock.now():
        return None
    return opening.kept_code(UUID(code_id))
