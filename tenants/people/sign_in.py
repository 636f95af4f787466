"""Sign-in and sign-out. These write platform rows only, before any tenant is known, so they are no commands."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from tenants.core import clock
from tenants.core.database import current_session, write_transaction
from tenants.core.errors import Invalid, TooMany
from tenants.core.words import _
from tenants.people import rules
from tenants.people.models import Account, ApiToken, LoginSession
from tenants.people.passwords import password_matches

TOKEN_PREFIX = "ld_"  # noqa: S105 - a public prefix by which leaked tokens can be recognised


@dataclass(frozen=True)
class Ticket:
    """What the cookie carries: the session's id and its secret."""

    session_id: UUID
    secret: str


def digest(secret: str) -> bytes:
    """Return what is kept of a random secret (at least 128 bits, so no slow hash is needed)."""
    return hashlib.sha256(secret.encode()).digest()


def sign_in(login: str, password: str, device: str) -> Ticket:
    """Open a login session for ``login`` and return its ticket.

    :param device: the browser's name as it gave it, shown to the person in the list of sessions.
    :raises Invalid: unknown login or wrong password; the two are not told apart.
    :raises TooMany: too many wrong passwords in a row; the wait is said.
    """
    account = (
        current_session().scalars(select(Account).where(Account.login == login.strip().lower())).one_or_none()
    )
    _check_lock(account)
    fits = password_matches(account.password_hash if account else None, password)
    if account is None or not account.active or not fits:
        if account is not None:
            _note_failure(account.id)
        raise Invalid({"password": [_("The account or the password is wrong. Check both and try again.")]})
    secret = secrets.token_urlsafe(32)
    with write_transaction() as session:
        kept = session.get_one(Account, account.id)
        kept.failures, kept.locked_until = 0, None
        row = LoginSession(
            account_id=account.id,
            secret_hash=digest(secret),
            device=device[:200],
            created_at=clock.now(),
            seen_at=clock.now(),
        )
        session.add(row)
    return Ticket(row.id, secret)


def _check_lock(account: Account | None) -> None:
    if account is None or account.locked_until is None or account.locked_until <= clock.now():
        return
    seconds = max(1, round((account.locked_until - clock.now()).total_seconds()))
    raise TooMany(
        _("Too many wrong passwords. Wait %(seconds)d seconds, then try again.", seconds=seconds),
        retry_after=seconds,
    )


def _note_failure(account_id: UUID) -> None:
    with write_transaction() as session:
        account = session.get_one(Account, account_id, with_for_update=True, populate_existing=True)
        account.failures += 1
        wait = rules.lock_after(account.failures)
        account.locked_until = clock.now() + wait if wait else None


def read_ticket(session_id: UUID, secret: str) -> tuple[Account, LoginSession] | None:
    """Return the account and session of a ticket, or None when it is unknown, ended or too old."""
    statement = (
        select(LoginSession, Account)
        .join(Account, Account.id == LoginSession.account_id)
        .where(LoginSession.id == session_id)
    )
    found = current_session().execute(statement).one_or_none()
    if found is None:
        return None
    row, account = found
    if not hmac.compare_digest(row.secret_hash, digest(secret)) or not account.active:
        return None
    if rules.session_ended(row.created_at, row.seen_at, row.ended_at, clock.now()):
        return None
    return account, row


def note_seen(row: LoginSession) -> None:
    """Note, at most every few minutes, that a session is in use; outside any request's own transaction."""
    if clock.now() - row.seen_at < rules.SEEN_EVERY:
        return
    with write_transaction():
        row.seen_at = clock.now()


def sign_out(session_id: UUID, account_id: UUID) -> bool:
    """End one of the account's sessions; False when it is not the account's, or ended already."""
    with write_transaction() as session:
        row = session.get(LoginSession, session_id, populate_existing=True)
        if row is None or row.account_id != account_id or row.ended_at is not None:
            return False
        row.ended_at = clock.now()
        return True


def read_token(token: str) -> ApiToken | None:
    """Return the API token's row, or None when it is unknown, revoked, expired, or its account is closed."""
    statement = (
        select(ApiToken)
        .join(Account, Account.id == ApiToken.account_id)
        .where(ApiToken.token_hash == digest(token), ApiToken.revoked_at.is_(None), Account.active)
    )
    row = current_session().scalars(statement).one_or_none()
    return row if row is not None and row.expires_at > clock.now() else None
