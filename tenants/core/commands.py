"""The only way to write: shape, seat, wall, rule, keep, tell; one transaction for each command.

A room declares its use cases with ``@command``; doors (pages, JSON, sockets, jobs) call ``execute``. The same name is
the wire name, the audit line and the root of the event.
"""

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

import marshmallow
from sqlalchemy import JSON, Index, LargeBinary, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.exc import StaleDataError

from tenants.core import audit, clock, crypto, events, schema
from tenants.core.database import Model, TenantOwned, bound_tenant, current_session, write_transaction
from tenants.core.errors import Conflict, Forbidden, NotAllowedNow, NotFound, Wording
from tenants.core.forgetting import forget
from tenants.core.permissions import ROLE_NAMES, Permission, allowed, roles_granting
from tenants.core.wall import WallError
from tenants.core.words import _, listed


@dataclass(frozen=True)
class Actor:
    """Who acts: a seat of one tenant, or the system itself for that tenant (``seat_id`` None)."""

    tenant_id: UUID
    seat_id: UUID | None
    account_id: UUID | None
    unit_id: UUID | None
    name: str
    roles: frozenset[str]

    @classmethod
    def system(cls, tenant_id: UUID) -> "Actor":
        """Return the system acting for ``tenant_id``: deliveries, due dates, imports resumed after a crash."""
        return cls(tenant_id, None, None, None, "system", frozenset())

    def may(self, permission: Permission) -> bool:
        """Tell whether the seat's roles grant ``permission``; the system may do everything."""
        return self.seat_id is None or allowed(self.roles, permission)


@dataclass
class Context:
    """What a command's function is given besides its data."""

    actor: Actor
    now: datetime
    command: str
    subject_kind: str = ""
    subject_id: UUID | None = None
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def tenant_id(self) -> UUID:
        return self.actor.tenant_id

    def subject(self, kind: str, subject_id: UUID, **detail: Any) -> None:
        """Say what the act was about; it becomes the audit line. Never put a petitioner's identity in ``detail``."""
        self.subject_kind, self.subject_id = kind, subject_id
        self.detail.update({key: str(value) for key, value in detail.items()})

    def record(self, name: str, subject_id: UUID, **body: Any) -> None:
        """Record a domain event to be told after the commit."""
        events.record(name, subject_id, **body)


Function = Callable[[Context, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Command:
    """A registered use case. ``keeps_result`` is off where the result holds what must not be stored."""

    name: str
    schema: type[marshmallow.Schema]
    permission: Permission
    function: Function
    keeps_result: bool


class IdempotencyKey(TenantOwned, Model):
    """That a request was carried out once, and what it answered.

    ``payload_hash`` is keyed: the payload may hold names and identity numbers, which a plain hash lets one guess.
    It is empty in rows of the time before it was keyed; their key alone tells that the act was carried out.
    """

    __tablename__ = "idempotency_keys"
    key: Mapped[str]
    command: Mapped[str]
    payload_hash: Mapped[bytes] = mapped_column(LargeBinary)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    at: Mapped[datetime]
    __table_args__ = (Index(None, "tenant_id", "key", unique=True),)


REGISTER: dict[str, Command] = {}
LONGEST_KEY = 200
_after_commit: list[Callable[[], None]] = []


def command(
    name: str, shape: type[marshmallow.Schema], permission: Permission, *, keeps_result: bool = True
) -> Callable[[Function], Function]:
    """Register a function as the command ``name``. It loads, decides, changes and records; it never commits."""

    def register(function: Function) -> Function:
        if name in REGISTER and REGISTER[name].function.__module__ != function.__module__:
            raise ValueError(f"command {name} is registered twice")
        REGISTER[name] = Command(name, shape, permission, function, keeps_result)
        return function

    return register


def _any_seat(_actor: Actor) -> bool:
    return True


_seat_check: Callable[[Actor], bool] = _any_seat


def check_seats_with(check: Callable[[Actor], bool]) -> None:
    """Tell ``execute`` how to re-read a seat; called once by the room ``people``."""
    global _seat_check
    _seat_check = check


def after_commit(wake: Callable[[], None]) -> None:
    """Register a function to be called after each commit, e.g. to wake the relay. It must not raise or block."""
    _after_commit.append(wake)


def execute(name: str, payload: Mapping[str, Any], actor: Actor, *, key: str | None = None) -> dict[str, Any]:
    """Carry out a command once, as one transaction, and return its result (JSON-able).

    :param payload: the command's input, in the shape of its schema.
    :param actor: who acts; the session must stand in the actor's tenant.
    :param key: the request's idempotency key; a second call with it and the same payload returns the first result.
    :raises Invalid: the shape is wrong (422).
    :raises Forbidden, NotFound: the seat may not (403), or was revoked (404).
    :raises Conflict, NotAllowedNow: the version or the state forbids it (409).
    """
    found = REGISTER[name]
    key = key[:LONGEST_KEY] if key else None
    data = schema.load(found.schema, payload)
    if actor.tenant_id != bound_tenant():
        raise WallError("the actor's tenant is not the one the session stands in")
    digest = _digest(name, payload) if key else b""
    try:
        result = _once(found, data, actor, key, digest)
    except IntegrityError as error:
        answered = _answered(key, digest)
        if answered is None:
            raise NotAllowedNow(
                _("Somebody did the same thing at the same moment. Look at the page again.")
            ) from error
        return answered
    except StaleDataError as error:
        raise NotAllowedNow(_("Somebody changed this at the same moment. Look at the page again.")) from error
    for wake in _after_commit:
        wake()
    return result


def _digest(name: str, payload: Mapping[str, Any]) -> bytes:
    """Return by what a payload is known again, and by nobody else."""
    return crypto.tenant_hash("idempotency", json.dumps([name, payload], sort_keys=True, default=str))


def _once(
    found: Command, data: dict[str, Any], actor: Actor, key: str | None, digest: bytes
) -> dict[str, Any]:
    with write_transaction() as session:
        _check_seat(found, actor)
        if (answered := _answered(key, digest)) is not None:
            return answered
        receipt = _keep_key(found, key, digest)
        context = Context(actor=actor, now=clock.now(), command=found.name)
        result = found.function(context, data)
        audit.append(
            found.name,
            seat_id=actor.seat_id,
            actor_name=actor.name,
            subject_kind=context.subject_kind,
            subject_id=context.subject_id,
            detail=context.detail,
        )
        if receipt is not None and found.keeps_result:
            receipt.result = result
        session.flush()
        return result


def _check_seat(found: Command, actor: Actor) -> None:
    if not _seat_check(actor):
        raise NotFound
    if not actor.may(found.permission):
        refuse(found.permission)


def refuse(permission: Permission) -> NoReturn:
    """Raise ``Forbidden`` with a sentence that names who can do it."""
    who = listed(ROLE_NAMES[role] for role in roles_granting(permission))
    raise Forbidden(_("Your seat may not do this. These roles can: %(roles)s.", roles=who))


def _answered(key: str | None, digest: bytes) -> dict[str, Any] | None:
    """Return what the request with this key answered, None when it is new; the same key for another body is refused."""
    if not key:
        return None
    kept = current_session().scalars(select(IdempotencyKey).where(IdempotencyKey.key == key)).one_or_none()
    if kept is None:
        return None
    if kept.payload_hash and not hmac.compare_digest(kept.payload_hash, digest):
        raise NotAllowedNow(
            _("This form was already sent with other content. Open the page again."), code="key_reused"
        )
    return dict(kept.result or {})


def _keep_key(found: Command, key: str | None, digest: bytes) -> IdempotencyKey | None:
    if not key:
        return None
    row = IdempotencyKey(key=key, command=found.name, payload_hash=digest, result=None, at=clock.now())
    session = current_session()
    session.add(row)
    session.flush()
    return row


def forget_keys(before: datetime) -> int:
    """Delete the bound tenant's records of requests from before a moment; returns how many."""
    return forget(IdempotencyKey, IdempotencyKey.at < before)


def check_version(
    row: Any, version: int, *, theirs: Mapping[str, Any], yours: Mapping[str, Any], wording: Wording, by: str
) -> None:
    """Raise ``Conflict`` with both texts when ``row`` is no longer the version that the form was filled from.

    :param wording: the labels of these fields, for whoever reads the two texts.
    """
    if row.version != version:
        raise Conflict(
            _(
                "%(name)s changed this while you were writing. Your text is kept below; nothing was overwritten.",
                name=by,
            ),
            theirs=theirs,
            yours=yours,
            wording=wording,
            changed_by=by,
        )
