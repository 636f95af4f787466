"""Opening, changing and revoking seats; first passwords; personal API tokens."""

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from tenants.core import clock
from tenants.core.commands import Actor, Context, check_seats_with, check_version, command
from tenants.core.database import current_session
from tenants.core.errors import Invalid, NotAllowedNow, NotFound, Wording
from tenants.core.permissions import Permission, Role, role_names
from tenants.core.words import _
from tenants.organisations.models import Unit
from tenants.people import queries, schemas
from tenants.people.models import Account, AccountTenant, ApiToken, Seat
from tenants.people.passwords import hash_password
from tenants.people.sign_in import TOKEN_PREFIX, check_new_password, digest, set_password_within


def seat_is_open(actor: Actor) -> bool:
    """Tell whether the actor's seat still stands with these roles; the system has no seat and always may."""
    if actor.seat_id is None:
        return True
    found = queries.seat(actor.seat_id, fresh=True)
    return found is not None and found.revoked_at is None and frozenset(found.roles) == actor.roles


check_seats_with(seat_is_open)


def create_account(
    login: str, name: str, password: str, *, is_operator: bool = False, password_is_first: bool = False
) -> Account:
    """Add an account in the present transaction.

    :param password_is_first: somebody else chose the password, so that the person has to change it.
    :raises Invalid: the password is too short or too easy to guess.
    """
    check_new_password(password, login)
    account = Account(
        login=login,
        name=name,
        password_hash=hash_password(password),
        is_operator=is_operator,
        password_is_first=password_is_first,
        created_at=clock.now(),
    )
    current_session().add(account)
    current_session().flush()
    return account


def _account_for(context: Context, data: dict[str, Any]) -> Account:
    """Return the account of the new seat, made when its login is new.

    What the system itself opens (the demo world, whose passwords are printed) needs no change of password.
    An administrator who types a first password believes the account to be new. If somebody else made it, perhaps at
    another organisation, that person's password would open this tenant: so it is refused unless left empty.
    """
    statement = select(Account).where(Account.login == data["login"])
    account = current_session().scalars(statement).one_or_none()
    if account is None:
        by_somebody = context.actor.seat_id is not None
        return create_account(data["login"], data["name"], data["password"], password_is_first=by_somebody)
    if data["password"] and context.actor.seat_id is not None:
        sentence = _(
            "This account exists already. If the person gave you this account, leave the password empty: the "
            "present one stays. If not, choose another account name."
        )
        raise Invalid({"login": [sentence]})
    return account


@command("seat.open", schemas.OpenSeat, Permission.PEOPLE_MANAGE, keeps_result=True)
def open_seat(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Give a person a seat in this tenant, making the account when its login is new."""
    session = current_session()
    if session.scalars(select(Unit).where(Unit.id == data["unit_id"])).one_or_none() is None:
        raise Invalid({"unit_id": [_("Choose a unit of this organisation.")]})
    account = _account_for(context, data)
    earlier = session.scalars(select(Seat).where(Seat.account_id == account.id)).one_or_none()
    if earlier is not None and earlier.revoked_at is None:
        raise Invalid({"login": [_("This person already has a seat here.")]})
    seat = earlier or Seat(account_id=account.id)
    seat.unit_id, seat.name, seat.title = data["unit_id"], data["name"], data["title"]
    seat.roles, seat.opened_at, seat.revoked_at = sorted(set(data["roles"])), context.now, None
    if earlier is None:
        session.add(seat)
    way_in = queries.account_tenant(account.id, context.tenant_id)
    if way_in is None:
        session.add(AccountTenant(account_id=account.id, tenant_id=context.tenant_id))
    else:
        way_in.ended_at = None
    context.subject("seat", seat.id, login=data["login"], roles=",".join(seat.roles))
    context.record("seat.opened", seat.id, account_id=account.id)
    return {"seat_id": str(seat.id), "account_id": str(account.id)}


def _open_seat(seat_id: Any) -> Seat:
    """Return a seat of this tenant that stands.

    :raises NotFound: there is none.
    :raises NotAllowedNow: it has ended.
    """
    found = queries.seat(seat_id)
    if found is None:
        raise NotFound
    if found.revoked_at is not None:
        raise NotAllowedNow(_("This seat has already ended."))
    return found


def _keep_an_administrator(seat: Seat) -> None:
    if Role.TENANT_ADMIN in seat.roles and not queries.others_administer(seat.id):
        raise NotAllowedNow(
            _(
                "This is the last administrator. Make somebody else administrator first, then change this seat."
            )
        )


@command("seat.change_roles", schemas.ChangeRoles, Permission.PEOPLE_MANAGE)
def change_roles(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Change what a seat is for. The organisation keeps at least one administrator."""
    seat = _open_seat(data["seat_id"])
    roles = sorted(set(data["roles"]))
    check_version(
        seat,
        data["version"],
        theirs={"roles": seat.roles},
        yours={"roles": roles},
        wording=Wording({"roles": _("Roles")}, lambda _name, held: role_names(held)),
        by=str(_("Another administrator")),
    )
    if Role.TENANT_ADMIN not in roles:
        _keep_an_administrator(seat)
    seat.roles = roles
    context.subject("seat", seat.id, roles=",".join(roles))
    context.record("seat.changed", seat.id, account_id=seat.account_id)
    return {"seat_id": str(seat.id)}


@command("seat.revoke", schemas.RevokeSeat, Permission.PEOPLE_MANAGE)
def revoke_seat(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """End a seat with its tokens. What it had in hand stays in its unit's tray; its sockets are cut off at once."""
    seat = _open_seat(data["seat_id"])
    if seat.id == context.actor.seat_id:
        raise NotAllowedNow(_("Nobody can end their own seat. Ask another administrator."))
    _keep_an_administrator(seat)
    seat.revoked_at = context.now
    way_in = queries.account_tenant(seat.account_id, context.tenant_id)
    if way_in is not None:
        way_in.ended_at = context.now
    for token in queries.tokens_of(seat.account_id, context.tenant_id):
        token.revoked_at = context.now
    context.subject("seat", seat.id)
    context.record("seat.revoked", seat.id, account_id=seat.account_id)
    return {"seat_id": str(seat.id)}


@command("seat.reset_password", schemas.ResetPassword, Permission.PEOPLE_MANAGE)
def reset_password(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Set a first password anew for somebody who forgot theirs, and end that person's sessions.

    Only for people whose one seat is here: else one organisation's administrator could enter another in their name.
    """
    seat = _open_seat(data["seat_id"])
    if seat.id == context.actor.seat_id:
        raise NotAllowedNow(_("Change your own password under “Password”: it asks for the present one."))
    if queries.tenant_ids_of(seat.account_id) != [context.tenant_id]:
        raise NotAllowedNow(
            _("This account is not for this organisation alone. Ask the platform's operator.")
        )
    set_password_within(seat.account_id, data["password"])
    context.subject("seat", seat.id)
    return {"seat_id": str(seat.id)}


@command("token.create", schemas.CreateToken, Permission.API_TOKEN, keeps_result=False)
def create_token(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Make a personal API token for the actor's seat. It is shown once; only its hash is kept."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        account_id=context.actor.account_id,
        tenant_id=context.tenant_id,
        name=data["name"],
        token_hash=digest(token),
        created_at=context.now,
        expires_at=context.now + timedelta(days=data["days"]),
    )
    current_session().add(row)
    context.subject("api_token", row.id, name=data["name"])
    return {"token_id": str(row.id), "token": token}


@command("token.revoke", schemas.RevokeToken, Permission.API_TOKEN)
def revoke_token(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """End one of the actor's own tokens."""
    row = current_session().get(ApiToken, data["token_id"])
    if row is None or row.account_id != context.actor.account_id or row.tenant_id != context.tenant_id:
        raise NotFound
    row.revoked_at = row.revoked_at or context.now
    context.subject("api_token", row.id, name=row.name)
    return {"token_id": str(row.id)}
