"""Sealing and masking who brought a matter. Clear values leave this file towards the seal, or by a logged reveal."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tenants.casework.intake import rules
from tenants.casework.intake.models import Petitioner
from tenants.core import crypto
from tenants.core.ids import new_id


def sealed_petitioner(case_id: UUID, values: Mapping[str, Any]) -> Petitioner:
    """Return a new row with every identifying value of ``values`` sealed and masked; the caller adds it.

    :param values: is_anonymous, name, phone, id_number, address; absent ones count as empty.
    """
    row = Petitioner(id=new_id(), case_id=case_id, is_anonymous=bool(values.get("is_anonymous")))
    for name in rules.IDENTITY_FIELDS:
        value = _normal(name, str(values.get(name) or ""))
        if value:
            setattr(row, f"{name}_sealed", crypto.seal(row.id, name, value))
            setattr(row, f"{name}_masked", rules.MASKS[name](value))
    phone = rules.digits(str(values.get("phone") or ""))
    if phone:
        row.phone_index = crypto.blind_index("phone", phone)
        row.phone_tail_hash = phone_tail_hash(case_id, phone[-4:])
    return row


def _normal(name: str, value: str) -> str:
    return value.strip().upper() if name == "id_number" else value.strip()


def phone_tail_hash(case_id: UUID, tail: str) -> bytes:
    """Return the keyed hash of a telephone's last four digits; bound to the case, so that equal tails do not match."""
    return crypto.blind_index("phone tail", f"{case_id} {tail}")


def open_field(row: Petitioner, name: str) -> str:
    """Return the clear value of one field.

    Only ``identity.reveal``, ``document.address`` and the making of an envelope may ask: each leaves a record.
    """
    return crypto.open_sealed(row.id, name, getattr(row, f"{name}_sealed"))
