"""Who may do what: one table that a lawyer can read."""

from collections.abc import Iterable
from enum import StrEnum

from tenants.core.words import _, listed


class Role(StrEnum):
    """What a seat is for. A seat may have several."""

    REGISTRAR = "registrar"
    HANDLER = "handler"
    UNIT_HEAD = "unit_head"
    LIAISON = "liaison"
    LEADER = "leader"
    CONFIDENTIAL_OFFICER = "confidential_officer"
    MINUTE_TAKER = "minute_taker"
    SECRETARIAT = "secretariat"
    CONVENER = "convener"
    TENANT_ADMIN = "tenant_admin"


class Permission(StrEnum):
    """An act that a door or a command asks for."""

    SIGN_IN = "sign_in"
    CASE_READ = "case.read"
    CASE_REGISTER = "case.register"
    CASE_HANDLE = "case.handle"
    CASE_IMPORT = "case.import"
    CASE_EXPORT = "case.export"
    IDENTITY_REVEAL = "identity.reveal"
    REFERRAL_READ = "referral.read"
    REFERRAL_SEND = "referral.send"
    REFERRAL_RECEIVE = "referral.receive"
    MECHANISM_READ = "mechanism.read"
    MECHANISM_MANAGE = "mechanism.manage"
    OBLIGATION_READ = "obligation.read"
    PEOPLE_MANAGE = "people.manage"
    AUDIT_READ = "audit.read"
    API_TOKEN = "api_token"  # noqa: S105 - the name of a permission


_EVERYONE = {Permission.SIGN_IN, Permission.API_TOKEN, Permission.MECHANISM_READ}
_READS = _EVERYONE | {Permission.CASE_READ, Permission.REFERRAL_READ, Permission.OBLIGATION_READ}
_WORKS = _READS | {
    Permission.CASE_REGISTER,
    Permission.CASE_HANDLE,
    Permission.CASE_EXPORT,
    Permission.IDENTITY_REVEAL,
}

_REFERS = {Permission.REFERRAL_SEND, Permission.REFERRAL_RECEIVE}

# Registering, transferring and telling the path is the registrar's duty (Regulations, articles 22 and 23).
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.REGISTRAR: frozenset(_WORKS | _REFERS | {Permission.CASE_IMPORT}),
    Role.HANDLER: frozenset(_WORKS),
    Role.UNIT_HEAD: frozenset(_WORKS | _REFERS | {Permission.CASE_IMPORT, Permission.AUDIT_READ}),
    Role.LIAISON: frozenset(_READS | _REFERS),
    Role.LEADER: frozenset(_READS),
    Role.CONFIDENTIAL_OFFICER: frozenset(_READS),
    Role.MINUTE_TAKER: frozenset(_EVERYONE),
    Role.SECRETARIAT: frozenset(_EVERYONE | {Permission.OBLIGATION_READ}),
    Role.CONVENER: frozenset(_EVERYONE | {Permission.OBLIGATION_READ}),
    Role.TENANT_ADMIN: frozenset(
        _EVERYONE | {Permission.PEOPLE_MANAGE, Permission.MECHANISM_MANAGE, Permission.AUDIT_READ}
    ),
}

ROLE_NAMES = {
    Role.REGISTRAR: _("Registrar"),
    Role.HANDLER: _("Handler"),
    Role.UNIT_HEAD: _("Unit head"),
    Role.LIAISON: _("Liaison"),
    Role.LEADER: _("Leader"),
    Role.CONFIDENTIAL_OFFICER: _("Confidential officer"),
    Role.MINUTE_TAKER: _("Minute-taker"),
    Role.SECRETARIAT: _("Secretariat"),
    Role.CONVENER: _("Convener"),
    Role.TENANT_ADMIN: _("Administrator of the organisation"),
}


def role_names(roles: Iterable[str]) -> str:
    """Return the names of ``roles`` as a phrase, in the order of the list of roles."""
    held = set(roles)
    return listed(ROLE_NAMES[role] for role in Role if role in held)


def allowed(roles: Iterable[str], permission: Permission) -> bool:
    """Tell whether any of ``roles`` grants ``permission``."""
    return any(permission in GRANTS[Role(role)] for role in roles)


def roles_granting(permission: Permission) -> list[Role]:
    """Return the roles that grant ``permission``, for the sentence that says who can."""
    return [role for role in Role if permission in GRANTS[role]]
