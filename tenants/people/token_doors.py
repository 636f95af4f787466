"""The lock of the JSON API's doors: a personal token in ``Authorization: Bearer ld_…``, never a cookie.

The token says which seat of which tenant acts; the address says the tenant once more. A token of another tenant gets
the same 404 as an address that does not exist. Since no browser sends a token by itself, no form of another site can
act through these doors, and they need no CSRF token.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from tenants.core.commands import refuse
from tenants.core.errors import NotFound
from tenants.core.permissions import Permission
from tenants.people.doors import current_tenant, take_seat_by_token

View = Callable[..., Any]


def token_seat_required(permission: Permission) -> Callable[[View], View]:
    """Lock a resource under ``/o/<tenant_slug>/…``: a token for a seat of that tenant, and a role with ``permission``.

    :raises NotSignedIn: no token, or one that does not count any more (401).
    :raises NotFound: the address names another tenant than the token's (404).
    :raises Forbidden: the seat's roles do not grant ``permission`` (403).
    """

    def lock(view: View) -> View:
        @wraps(view)
        def locked(*args: Any, tenant_slug: str, **kw: Any) -> Any:
            actor = take_seat_by_token()
            if current_tenant().slug != tenant_slug:
                raise NotFound
            if not actor.may(permission):
                refuse(permission)
            return view(*args, **kw)

        locked.lock = permission  # type: ignore[attr-defined]
        return locked

    return lock
