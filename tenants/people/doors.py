"""The lock of every staff door: who is signed in, which seat, which tenant; then the session stands behind the wall.

A view under ``/o/<tenant_slug>/…`` carries ``@seat_required(Permission.…)``. Without a seat in that tenant the
answer is the same 404 as for a tenant that does not exist.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from flask import Flask, abort, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from tenants.core.commands import Actor, refuse
from tenants.core.database import bind_tenant
from tenants.core.errors import NotFound, NotSignedIn
from tenants.core.ids import parse_id
from tenants.core.permissions import Permission
from tenants.organisations.models import Tenant
from tenants.organisations.queries import tenant_by_slug
from tenants.people import queries, sign_in
from tenants.people.models import Account

login_manager = LoginManager()


class SignedIn(UserMixin):
    """The person of this request, for Flask-Login: an account and the login session it came by."""

    def __init__(self, account: Account, session_id: UUID, secret: str):
        self.account = account
        self.session_id = session_id
        self._secret = secret

    @property
    def account_id(self) -> UUID:
        return self.account.id

    def get_id(self) -> str:
        return f"{self.session_id}:{self._secret}"


@login_manager.user_loader  # type: ignore[untyped-decorator]
def _load(ticket: str) -> SignedIn | None:
    session_text, _colon, secret = ticket.partition(":")
    session_id = parse_id(session_text)
    found = sign_in.read_ticket(session_id, secret) if session_id else None
    if found is None:
        return None
    account, row = found
    if request.method != "GET":
        sign_in.note_seen(row)
    g.login_session = row
    return SignedIn(account, row.id, secret)


def open_door(ticket: sign_in.Ticket, account: Account) -> None:
    """Put the ticket into the browser's signed cookie. The old cookie's content is dropped (no session fixation)."""
    session.clear()
    login_user(SignedIn(account, ticket.session_id, ticket.secret))


def close_door() -> None:
    """Sign the person of this request out, on this device."""
    if current_user.is_authenticated:
        sign_in.sign_out(current_user.session_id, current_user.account_id)
    logout_user()
    session.clear()


def current_actor() -> Actor:
    """Return the seat that acts in this request; only behind ``seat_required``."""
    return g.actor  # type: ignore[no-any-return]


def current_tenant() -> Tenant:
    """Return the tenant whose page this is; only behind ``seat_required``."""
    return g.tenant  # type: ignore[no-any-return]


def signed_in_account() -> Account:
    """Return the account of this request or raise ``NotSignedIn``."""
    if not current_user.is_authenticated:
        raise NotSignedIn
    return current_user.account  # type: ignore[no-any-return]


def take_seat(account: Account, slug: str) -> Actor:
    """Bind the session to the tenant ``slug`` and return the account's seat there as an actor.

    :raises NotFound: no such tenant, or no seat in it; the two are not told apart.
    """
    tenant = tenant_by_slug(slug)
    if tenant is None or tenant.id not in queries.tenant_ids_of(account.id):
        raise NotFound
    bind_tenant(tenant.id)
    seat = queries.seat_of(account.id)
    if seat is None:
        raise NotFound
    g.tenant, g.seat, g.actor = tenant, seat, queries.actor_of(seat)
    return g.actor  # type: ignore[no-any-return]


View = Callable[..., Any]


def seat_required(permission: Permission) -> Callable[[View], View]:
    """Lock a view: signed in, a seat in the tenant of the URL, and a role that grants ``permission``."""

    def lock(view: View) -> View:
        @wraps(view)
        def locked(*args: Any, tenant_slug: str, **kw: Any) -> Any:
            actor = take_seat(signed_in_account(), tenant_slug)
            if not actor.may(permission):
                refuse(permission)
            return view(*args, **kw)

        locked.lock = permission  # type: ignore[attr-defined]
        return locked

    return lock


def sign_in_required(view: View) -> View:
    """Lock a view that belongs to no tenant, such as the tenant chooser: signed in is enough."""

    @wraps(view)
    def locked(*args: Any, **kw: Any) -> Any:
        signed_in_account()
        return view(*args, **kw)

    locked.lock = "signed in"  # type: ignore[attr-defined]
    return locked


def public(view: View) -> View:
    """Mark a view as open to everyone. ``tests/walls`` lists every such door by name."""
    view.lock = "public"  # type: ignore[attr-defined]
    return view


def init_doors(app: Flask) -> None:
    """Attach sign-in to ``app`` and let ``url_for`` fill in the tenant of the present page."""
    login_manager.init_app(app)
    login_manager.session_protection = None

    @app.url_defaults
    def _same_tenant(endpoint: str, values: dict[str, Any]) -> None:
        tenant = g.get("tenant")
        if tenant and app.url_map.is_endpoint_expecting(endpoint, "tenant_slug"):
            values.setdefault("tenant_slug", tenant.slug)


def to_sign_in() -> Any:
    """Send a person who is not signed in to the sign-in page, keeping where they wanted to go."""
    if request.method != "GET" or request.headers.get("HX-Request"):
        abort(401)
    return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
