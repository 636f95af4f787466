"""Keys and seals: what is kept so that a stolen database tells nothing about a petitioner.

Each tenant has a data key and an Ed25519 signing key, both wrapped by the master key, which comes from the
environment only (``LIANDONG_MASTER_KEY``, 32 bytes in base64). A sealed field is AES-256-GCM bound to its tenant, its
row and its field's name: moved anywhere else it does not open.
"""

import base64
import hmac
import os
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, keywrap
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from sqlalchemy import Index, LargeBinary, select
from sqlalchemy.orm import Mapped, mapped_column

from tenants.core import clock
from tenants.core.database import Model, Platform, TenantOwned, bound_tenant, current_session
from tenants.core.ids import new_id

_NONCE = 12
_VERSION = b"\x01"


class KeyPurpose(StrEnum):
    """What a tenant's key is for."""

    DATA = "data"
    SIGNING = "signing"


class TenantKey(TenantOwned, Model):
    """A tenant's secret key, wrapped by the master key. Rotation adds a row and retires the one before."""

    __tablename__ = "tenant_keys"
    purpose: Mapped[str]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    __table_args__ = (Index(None, "tenant_id", "purpose", "created_at"),)


class PublishedKey(Platform, Model):
    """The public half of a tenant's signing key, readable by everyone who must verify a receipt."""

    REASON: ClassVar[str] = "public keys are public: the other party verifies receipts with them"
    __tablename__ = "published_keys"
    tenant_id: Mapped[UUID] = mapped_column(index=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    valid_from: Mapped[datetime]


class SealBroken(ValueError):
    """A sealed field does not open: it was changed, moved, or belongs to another tenant."""


def parse_master_key(text: str) -> bytes:
    """Return the master key written in ``text`` (base64 of 32 bytes), or raise ValueError."""
    key = base64.b64decode(text, validate=True)
    if len(key) != 32:
        raise ValueError("LIANDONG_MASTER_KEY must be 32 bytes in base64")
    return key


def _master_key() -> bytes:
    return parse_master_key(current_app.config["MASTER_KEY"])


def create_tenant_keys() -> None:
    """Make and keep the bound tenant's data and signing keys, and publish the signing key's public half."""
    session, tenant_id, moment = current_session(), bound_tenant(), clock.now()
    signing_id = new_id()
    private = Ed25519PrivateKey.generate()
    for key_id, purpose, secret in (
        (new_id(), KeyPurpose.DATA, os.urandom(32)),
        (signing_id, KeyPurpose.SIGNING, private.private_bytes_raw()),
    ):
        wrapped = keywrap.aes_key_wrap(_wrapping_key(tenant_id, purpose), secret)
        session.add(TenantKey(id=key_id, purpose=purpose, wrapped=wrapped, created_at=moment))
    public = private.public_key().public_bytes_raw()
    session.add(PublishedKey(id=signing_id, tenant_id=tenant_id, public_key=public, valid_from=moment))


def _wrapping_key(tenant_id: UUID, purpose: str) -> bytes:
    return _derive(_master_key(), f"liandong wrap {purpose} {tenant_id}")


def _derive(secret: bytes, info: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=info.encode()).derive(secret)


def _present_key(purpose: KeyPurpose) -> tuple[UUID, bytes]:
    """Return the bound tenant's present key of ``purpose``: its id and its unwrapped bytes, kept for the session."""
    session = current_session()
    cache = session.info.setdefault("keys", {})
    if purpose not in cache:
        statement = (
            select(TenantKey)
            .where(TenantKey.purpose == purpose, TenantKey.retired_at.is_(None))
            .order_by(TenantKey.created_at.desc())
            .limit(1)
        )
        row = session.scalars(statement).one()
        cache[purpose] = row.id, keywrap.aes_key_unwrap(_wrapping_key(row.tenant_id, purpose), row.wrapped)
    return cache[purpose]  # type: ignore[no-any-return]


def _bound_to(tenant_id: UUID, row_id: UUID, field: str) -> bytes:
    return f"{tenant_id}|{row_id}|{field}".encode()


def seal_with(key: bytes, text: str, bound_to: bytes) -> bytes:
    """Return ``text`` sealed with a 32-byte key; it opens only with the same ``bound_to``."""
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, text.encode(), bound_to)


def open_with(key: bytes, sealed: bytes, bound_to: bytes) -> str:
    """Return the text in ``sealed``, or raise ``SealBroken``."""
    try:
        return AESGCM(key).decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], bound_to).decode()
    except InvalidTag as error:
        raise SealBroken("a sealed field does not open here") from error


def seal(row_id: UUID, field: str, text: str) -> bytes:
    """Seal ``text`` for the bound tenant, bound to its row and field."""
    return seal_with(_present_key(KeyPurpose.DATA)[1], text, _bound_to(bound_tenant(), row_id, field))


def open_sealed(row_id: UUID, field: str, sealed: bytes | None) -> str:
    """Return the text that ``seal`` sealed ("" for None), or raise ``SealBroken``."""
    if sealed is None:
        return ""
    return open_with(_present_key(KeyPurpose.DATA)[1], sealed, _bound_to(bound_tenant(), row_id, field))


def blind_index(field: str, text: str) -> bytes:
    """Return a keyed hash by which the bound tenant finds an exact value without storing it in the clear."""
    key = _derive(_present_key(KeyPurpose.DATA)[1], f"blind index {field}")
    return hmac.digest(key, text.strip().upper().encode(), "sha256")


def platform_hash(purpose: str, text: str) -> bytes:
    """Return a hash keyed by the master key, for what is looked up before the tenant is known."""
    return hmac.digest(_derive(_master_key(), f"liandong hash {purpose}"), text.encode(), "sha256")


def tenant_hash(purpose: str, text: str) -> bytes:
    """Return a hash keyed for the bound tenant, for text that could be guessed from a plain one.

    Its key comes from the master key, so that it costs no read and stays when the data key is rotated.
    """
    key = _derive(_master_key(), f"liandong hash {purpose} {bound_tenant()}")
    return hmac.digest(key, text.encode(), "sha256")


def file_key(file_id: UUID, key_id: UUID | None = None) -> tuple[UUID, bytes]:
    """Return the bound tenant's key for one sealed file, and the id of the data key it is derived from.

    :param key_id: the data key named in the file's head; the present one when left out.
    """
    found = _present_key(KeyPurpose.DATA)
    if key_id is not None and key_id != found[0]:
        row = current_session().scalars(select(TenantKey).where(TenantKey.id == key_id)).one_or_none()
        if row is None:
            raise SealBroken("the file names a key that this tenant does not have")
        found = row.id, keywrap.aes_key_unwrap(_wrapping_key(row.tenant_id, row.purpose), row.wrapped)
    return found[0], _derive(found[1], f"liandong file {file_id}")


def shared_key(*parts: UUID) -> bytes:
    """Return the key of something that exactly these tenants share (an envelope), derived from the master key."""
    return _derive(_master_key(), "liandong shared " + " ".join(str(part) for part in parts))


def signing_key_id() -> UUID:
    """Return the id under which the bound tenant's present signing key is published."""
    return _present_key(KeyPurpose.SIGNING)[0]


def sign(message: bytes) -> tuple[UUID, bytes]:
    """Sign ``message`` with the bound tenant's key; returns the published key's id and the 64-byte signature."""
    key_id, secret = _present_key(KeyPurpose.SIGNING)
    return key_id, Ed25519PrivateKey.from_private_bytes(secret).sign(message)


def verify(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether ``signature`` over ``message`` was made with the private half of ``public_key``."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
