"""Sign-in, sign-out, one's own password. These write platform rows only, before any tenant is known: no commands."""

import hashlib
import hmac
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from tenants.core import clock
from tenants.core.database import current_session, write_transaction
from tenants.core.errors import Invalid, NotFound, TooMany
from tenants.core.words import _
from tenants.people import rules
from tenants.people.attempts import attempts
from tenants.people.models import Account, ApiToken, LoginSession
from tenants.people.passwords import hash_password, password_matches

logger = logging.getLogger(__name__)
TOKEN_PREFIX = "ld_"  # noqa: S105 - a public prefix by which leaked tokens can be recognised
_WEAKNESSES = {
    rules.Weakness.SHORT: _("At least %(number)d characters.", number=rules.SHORTEST_PASSWORD),
    rules.Weakness.LIKE_LOGIN: _("The password may not contain the account's name."),
    rules.Weakness.SIMPLE: _("This password is too easy to guess. Use several unrelated words, for example."),
}


@dataclass(frozen=True)
class Ticket:
    """What the cookie carries, the session's id and its secret; and whose it is."""

    session_id: UUID
    secret: str
    account: Account


def digest(secret: str) -> bytes:
    """Return what is kept of a random secret (at least 128 bits, so no slow hash is needed)."""
    return hashlib.sha256(secret.encode()).digest()


def sign_in(login: str, password: str, device: str, address: str = "") -> Ticket:
    """Open a login session for ``login`` and return its ticket.

    :param device: the browser's name as it gave it, shown to the person in the list of sessions.
    :param address: where the request comes from, as ``visitor`` gives it; wrong passwords are counted for it too.
    :raises Invalid: unknown login or wrong password; the two are not told apart.
    :raises TooMany: too many wrong passwords in a row; the wait is said.
    """
    login = login.strip().lower()
    attempts().check_address(address)
    account = current_session().scalars(select(Account).where(Account.login == login)).one_or_none()
    _check_lock(account.locked_until if account else attempts().strangers.locked_until(login))
    fits = password_matches(account.password_hash if account else None, password)
    if account is None or not account.active or not fits:
        _note_failure(account, login, address)
        raise Invalid({"_form": [_("The account or the password is wrong. Check both and try again.")]})
    secret = secrets.token_urlsafe(32)
    with write_transaction() as session:
        kept = session.get_one(Account, account.id, populate_existing=True)
        kept.failures, kept.locked_until = 0, None
        moment = clock.now()
        row = LoginSession(
            account_id=account.id,
            secret_hash=digest(secret),
            device=device[:200],
            created_at=moment,
            seen_at=moment,
        )
        session.add(row)
    logger.info("account %s signed in, session %s", account.id, row.id)
    return Ticket(row.id, secret, account)


def _check_lock(until: datetime | None) -> None:
    if until is None or until <= clock.now():
        return
    seconds = max(1, round((until - clock.now()).total_seconds()))
    raise TooMany(
        _("Too many wrong passwords. Wait %(seconds)d seconds, then try again.", seconds=seconds),
        retry_after=seconds,
    )


def _note_failure(account: Account | None, login: str, address: str) -> None:
    if address:
        attempts().note_failure(address)
    if account is None:
        attempts().strangers.note_failure(login)
        return
    with write_transaction() as session:
        row = session.get_one(Account, account.id, with_for_update=True, populate_existing=True)
        row.failures = rules.failures_before(row.failures, row.locked_until, clock.now()) + 1
        row.locked_until = clock.now() + rules.lock_after(row.failures)
    logger.warning("wrong password for account %s, %d in a row", account.id, row.failures)


_SESSION_AND_ACCOUNT = (
    select(LoginSession, Account)
    .join(Account, Account.id == LoginSession.account_id)
    .where(LoginSession.id == bindparam("session"))
)
"""Asked on every page, so it is built once."""


def read_ticket(session_id: UUID, secret: str) -> tuple[Account, LoginSession] | None:
    """Return the account and session of a ticket, or None when it is unknown, ended or too old."""
    found = current_session().execute(_SESSION_AND_ACCOUNT, {"session": session_id}).one_or_none()
    if found is None:
        return None
    row, account = found
    if not hmac.compare_digest(row.secret_hash, digest(secret)) or not account.active:
        return None
    if rules.session_ended(row.created_at, row.seen_at, row.ended_at, clock.now()):
        return None
    return account, row


def sign_out(session_id: UUID, account_id: UUID) -> bool:
    """End one of the account's sessions; False when it is not the account's, or ended already."""
    with write_transaction() as session:
        row = session.get(LoginSession, session_id, populate_existing=True)
        if row is None or row.account_id != account_id or row.ended_at is not None:
            return False
        row.ended_at = clock.now()
        return True


def sign_out_elsewhere(account_id: UUID, kept_session_id: UUID | None) -> int:
    """End all sessions of the account but one (None: all of them); returns how many ended."""
    with write_transaction():
        return _end_sessions(account_id, kept_session_id)


def _end_sessions(account_id: UUID, kept_session_id: UUID | None) -> int:
    statement = select(LoginSession).where(
        LoginSession.account_id == account_id, LoginSession.ended_at.is_(None)
    )
    if kept_session_id is not None:
        statement = statement.where(LoginSession.id != kept_session_id)
    rows = current_session().scalars(statement).all()
    for row in rows:
        row.ended_at = clock.now()
    return len(rows)


def check_new_password(password: str, login: str, field: str = "password") -> None:
    """Refuse a password that is easily guessed.

    :raises Invalid: with the reason under ``field``.
    """
    found = rules.weakness(password, login)
    if found is not None:
        raise Invalid({field: [_WEAKNESSES[found]]})


def change_password(account_id: UUID, old: str, new: str, kept_session_id: UUID) -> int:
    """Give the account another password and end its other sessions; returns how many ended.

    :raises Invalid: the old password is wrong, or the new one is weak or the same.
    :raises TooMany: too many wrong passwords in a row.
    """
    account = current_session().get_one(Account, account_id)
    _check_lock(account.locked_until)
    if not password_matches(account.password_hash, old):
        _note_failure(account, account.login, "")
        raise Invalid({"old": [_("This is not your present password.")]})
    check_new_password(new, account.login, "new")
    if new == old:
        raise Invalid({"new": [_("This is the password you have now. Choose another one.")]})
    hashed = hash_password(new)
    with write_transaction() as session:
        row = session.get_one(Account, account_id, populate_existing=True)
        row.password_hash, row.failures, row.locked_until = hashed, 0, None
        row.password_is_first = False
        ended = _end_sessions(account_id, kept_session_id)
    logger.info("account %s changed its password; %d other sessions ended", account_id, ended)
    return ended


def set_password_within(account_id: UUID, password: str) -> int:
    """Give an account a first password in the present transaction; returns how many sessions ended.

    Whoever sets it knows it too, so the person has to change it at the next sign-in.

    :raises Invalid: the password is weak.
    """
    account = current_session().get_one(Account, account_id)
    check_new_password(password, account.login)
    account.password_hash, account.failures, account.locked_until = hash_password(password), 0, None
    account.password_is_first = True
    return _end_sessions(account.id, None)


def set_password(login: str, password: str) -> int:
    """Give an account a new password and end all its sessions: the operator's act, at the server's own shell.

    :raises NotFound: no such account.
    :raises Invalid: the password is weak.
    """
    with write_transaction() as session:
        account = session.scalars(select(Account).where(Account.login == login)).one_or_none()
        if account is None:
            raise NotFound
        return set_password_within(account.id, password)


def read_token(token: str) -> ApiToken | None:
    """Return the API token's row, or None when it is unknown, revoked, expired, or its account is closed.

    Nor does it count while the account's password is one that somebody else set.
    """
    statement = (
        select(ApiToken)
        .join(Account, Account.id == ApiToken.account_id)
        .where(
            ApiToken.token_hash == digest(token),
            ApiToken.revoked_at.is_(None),
            Account.active,
            Account.password_is_first.is_(False),
        )
    )
    row = current_session().scalars(statement).one_or_none()
    return row if row is not None and row.expires_at > clock.now() else None
