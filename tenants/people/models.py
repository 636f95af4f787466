"""Accounts, seats, sessions and tokens."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import JSON, ForeignKeyConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from tenants.core.database import Model, Platform, TenantOwned


class Account(Platform, Model):
    """A person who signs in. What the person may do is in the seats, tenant by tenant.

    ``password_is_first`` says that somebody else set the password: until it is changed it opens nothing else.
    """

    REASON: ClassVar[str] = "a person signs in before any tenant is known and may have seats in several"
    __tablename__ = "accounts"
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    password_is_first: Mapped[bool] = mapped_column(default=False)
    is_operator: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class AccountTenant(Platform, Model):
    """That an account has a seat at a tenant, or had one until ``ended_at``: where the tenant chooser looks."""

    REASON: ClassVar[str] = (
        "which tenants an account may try to enter; the seat itself is behind the tenant's wall"
    )
    __tablename__ = "account_tenants"
    account_id: Mapped[UUID]
    tenant_id: Mapped[UUID]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        ForeignKeyConstraint(["account_id"], ["accounts.id"]),
        ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
        Index(None, "account_id", "tenant_id", unique=True),
        Index(None, "ended_at"),
    )


class LoginSession(Platform, Model):
    """One sign-in on one device. The cookie carries its id and a secret; only the secret's hash is kept."""

    REASON: ClassVar[str] = "who is signed in is asked before any tenant is known"
    __tablename__ = "login_sessions"
    account_id: Mapped[UUID]
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    device: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        ForeignKeyConstraint(["account_id"], ["accounts.id"]),
        Index(None, "account_id", "ended_at"),
        Index(None, "ended_at"),
    )


class ApiToken(Platform, Model):
    """A personal token for the JSON API: one seat, named, revocable. Only its hash is kept."""

    REASON: ClassVar[str] = "a request with a token says by it which tenant it is for"
    __tablename__ = "api_tokens"
    account_id: Mapped[UUID]
    tenant_id: Mapped[UUID]
    name: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    __table_args__ = (
        ForeignKeyConstraint(["account_id"], ["accounts.id"]),
        ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
        Index(None, "account_id", "tenant_id"),
    )


class Seat(TenantOwned, Model):
    """A person's place in a tenant: a unit, a title and roles. Work belongs to units and posts, not to persons."""

    __tablename__ = "seats"
    account_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    roles: Mapped[list[str]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column()
    opened_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
        ForeignKeyConstraint(["account_id"], ["accounts.id"]),
        Index(None, "tenant_id", "account_id", unique=True),
    )
