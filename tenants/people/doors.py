"""The lock of every staff door: who is signed in, which seat, which tenant; then the session stands behind the wall.

A view under ``/o/<tenant_slug>/…`` carries ``@seat_required(Permission.…)``. Without a seat in that tenant the
answer is the same 404 as for a tenant that does not exist. A resource of the JSON API carries ``@token_required``: the
token says which seat and which tenant.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, g, redirect, render_template, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from tenants.core.commands import Actor, refuse
from tenants.core.database import bind_tenant
from tenants.core.errors import NotFound, NotSignedIn, Problem
from tenants.core.ids import parse_id
from tenants.core.permissions import Permission
from tenants.core.words import _
from tenants.organisations.models import Tenant, Unit
from tenants.people import queries, rules, seen, sign_in
from tenants.people.attempts import init_attempts
from tenants.people.models import Account

login_manager = LoginManager()
LAST_TENANT = "tenant"


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


@login_manager.user_loader
def _load(ticket: str) -> SignedIn | None:
    session_text, _colon, secret = ticket.partition(":")
    session_id = parse_id(session_text)
    found = sign_in.read_ticket(session_id, secret) if session_id else None
    if found is None:
        return None
    account, row = found
    seen.note_session(row)
    return SignedIn(account, row.id, secret)


def open_door(ticket: sign_in.Ticket, account: Account) -> None:
    """Put the ticket into the browser's signed cookie; whoever was signed in there before is signed out.

    The old cookie's content is dropped, so that nobody signs in with a session that somebody else prepared.
    """
    if current_user.is_authenticated:
        sign_in.sign_out(current_user.session_id, current_user.account_id)
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


class FirstPassword(Problem):
    """The person signed in with a password that somebody else set, and has to choose another before all else."""

    status = 403
    code = "first_password"

    def __init__(self) -> None:
        super().__init__(_("Your password was set by somebody else. Choose your own first."))


def signed_in_account() -> Account:
    """Return the account of this request, or raise ``NotSignedIn`` or ``FirstPassword``."""
    account = account_behind_any_password()
    if account.password_is_first:
        raise FirstPassword
    return account


def account_behind_any_password() -> Account:
    """Return the account of this request or raise ``NotSignedIn``; only for the page where a password is chosen."""
    if not current_user.is_authenticated:
        raise NotSignedIn
    return current_user.account  # type: ignore[no-any-return]


def current_unit() -> Unit:
    """Return the unit of the seat that acts in this request; only behind ``seat_required``."""
    return g.unit  # type: ignore[no-any-return]


def tenants_here() -> list[Tenant]:
    """Return the tenants that the person of this request may enter, for the tenant switch."""
    return list(g.tenants)


def current_session_id() -> UUID:
    """Return the login session of this request; only behind a lock that asks for sign-in."""
    return current_user.session_id  # type: ignore[no-any-return]


def take_seat(account: Account, slug: str) -> Actor:
    """Bind the session to the tenant ``slug`` and return the account's seat there as an actor.

    :raises NotFound: no such tenant, or no seat in it; the two are not told apart.
    :raises FirstPassword: the person has to choose a password first.
    """
    if account.password_is_first:
        raise FirstPassword
    g.tenants = queries.tenants_of(account.id)
    tenant = next((tenant for tenant in g.tenants if tenant.slug == slug), None)
    if tenant is None:
        raise NotFound
    return _sit_down(account.id, tenant)


def _sit_down(account_id: UUID, tenant: Tenant) -> Actor:
    bind_tenant(tenant.id)
    found = queries.seat_and_unit(account_id)
    if found is None:
        raise NotFound
    g.tenant, (g.seat, g.unit) = tenant, found
    g.actor = queries.actor_of(g.seat)
    return g.actor  # type: ignore[no-any-return]


def take_seat_by_token() -> Actor:
    """Bind the session to the tenant of the request's bearer token and return the token's seat as an actor.

    :raises NotSignedIn: no token, or one that does not count any more, or whose seat has ended.
    """
    scheme, _blank, text = request.headers.get("Authorization", "").partition(" ")
    token = sign_in.read_token(text.strip()) if scheme.lower() == "bearer" and text else None
    if token is None:
        raise NotSignedIn(
            _("The API token is missing, has run out or was revoked. Make a new one on the page API tokens.")
        )
    seen.note_token(token)
    g.tenants = queries.tenants_of(token.account_id)
    tenant = next((tenant for tenant in g.tenants if tenant.id == token.tenant_id), None)
    if tenant is None:
        raise NotSignedIn
    return _sit_down(token.account_id, tenant)


View = Callable[..., Any]


def seat_required(permission: Permission) -> Callable[[View], View]:
    """Lock a view: signed in, a seat in the tenant of the URL, and a role that grants ``permission``."""

    def lock(view: View) -> View:
        @wraps(view)
        def locked(*args: Any, tenant_slug: str, **kw: Any) -> Any:
            actor = take_seat(signed_in_account(), tenant_slug)
            if session.get(LAST_TENANT) != tenant_slug:
                session[LAST_TENANT] = tenant_slug
            if not actor.may(permission):
                refuse(permission)
            return view(*args, **kw)

        locked.lock = permission  # type: ignore[attr-defined]
        return locked

    return lock


def token_required(permission: Permission) -> Callable[[View], View]:
    """Lock a resource of the JSON API: a personal token whose seat's roles grant ``permission``."""

    def lock(view: View) -> View:
        @wraps(view)
        def locked(*args: Any, **kw: Any) -> Any:
            actor = take_seat_by_token()
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


def any_password_allowed(view: View) -> View:
    """Lock a view like ``sign_in_required``, also for who has to choose a password first: the page to do so."""

    @wraps(view)
    def locked(*args: Any, **kw: Any) -> Any:
        account_behind_any_password()
        return view(*args, **kw)

    locked.lock = "signed in"  # type: ignore[attr-defined]
    return locked


def public(view: View) -> View:
    """Mark a view as open to everyone. ``tests/walls`` lists every such door by name."""
    view.lock = "public"  # type: ignore[attr-defined]
    return view


def init_doors(app: Flask) -> None:
    """Attach sign-in to ``app`` and let ``url_for`` fill in the tenant of the present page."""
    init_attempts(app)
    login_manager.init_app(app, add_context_processor=False)
    login_manager.session_protection = None

    @app.url_defaults
    def _same_tenant(endpoint: str, values: dict[str, Any]) -> None:
        tenant = g.get("tenant")
        if tenant and app.url_map.is_endpoint_expecting(endpoint, "tenant_slug"):
            values.setdefault("tenant_slug", tenant.slug)


def to_sign_in() -> Any:
    """Send a person who is not signed in to the sign-in page, keeping where they wanted to go.

    What was posted is not carried over: the answer says that nothing was saved. A part of a page that htmx asked for
    does not become a sign-in form in the middle of the page; the notice goes to the page's top and the rest stays.
    """
    fragment = "HX-Request" in request.headers
    if request.method == "GET" and not fragment:
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
    target = url_for("people.sign_in", next=_page_they_saw())
    message = None if request.method == "GET" else _nothing_saved()
    page = render_template("errors/401.html", fragment=fragment, message=message, sign_in_url=target)
    return page, 401, {"HX-Retarget": ".flashes", "HX-Reswap": "innerHTML"} if fragment else {}


def to_first_password() -> Any:
    """Send a person who has to choose a password to the page for it, keeping where they wanted to go."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else _page_they_saw()
    target = url_for("people.password", next=wanted)
    if "HX-Request" in request.headers:
        return "", 204, {"HX-Redirect": target}
    return redirect(target, 303)


def _nothing_saved() -> Any:
    return _("Your session has ended, so nothing was saved. Sign in, then send it again.")


def _page_they_saw() -> str | None:
    """Return the path of the page that sent this request, if it is one of ours."""
    parts = urlsplit(request.headers.get("HX-Current-URL") or request.referrer or "")
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return path if parts.netloc == request.host and rules.stays_on_site(path) else None
