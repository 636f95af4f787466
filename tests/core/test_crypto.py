"""Seals open only where they belong; signatures verify; the master key is checked."""

import base64
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tenants.core import crypto
from tenants.core.database import tenant_scope
from tests.conftest import Organisation


def test_a_seal_opens_for_its_tenant_row_and_field_only(
    app: Flask, mine: Organisation, twin: Organisation
) -> None:
    row = uuid4()
    with app.app_context(), tenant_scope(mine.id):
        sealed = crypto.seal(row, "name", "陈䶮𠮷")
        assert crypto.open_sealed(row, "name", sealed) == "陈䶮𠮷"
        assert "陈".encode() not in sealed
        for wrong_row, field in ((uuid4(), "name"), (row, "phone")):
            with pytest.raises(crypto.SealBroken):
                crypto.open_sealed(wrong_row, field, sealed)
    with app.app_context(), tenant_scope(twin.id), pytest.raises(crypto.SealBroken):
        crypto.open_sealed(row, "name", sealed)


@given(text=st.text(max_size=50), position=st.integers(0, 1000), bit=st.integers(0, 7))
def test_any_flipped_bit_breaks_a_seal(text: str, position: int, bit: int) -> None:
    key, bound = b"k" * 32, b"tenant|row|field"
    sealed = bytearray(crypto.seal_with(key, text, bound))
    place = 1 + position % (len(sealed) - 1)
    sealed[place] ^= 1 << bit
    with pytest.raises(crypto.SealBroken):
        crypto.open_with(key, bytes(sealed), bound)


def test_blind_indexes_find_exact_values_within_one_tenant(
    app: Flask, mine: Organisation, twin: Organisation
) -> None:
    with app.app_context(), tenant_scope(mine.id):
        ours = crypto.blind_index("phone", "19900001234")
        assert ours == crypto.blind_index("phone", " 19900001234 ")
        assert ours != crypto.blind_index("id_number", "19900001234")
    with app.app_context(), tenant_scope(twin.id):
        assert crypto.blind_index("phone", "19900001234") != ours


def test_signatures_verify_with_the_published_key(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id) as session:
        key_id, signature = crypto.sign(b"message")
        public = session.get_one(crypto.PublishedKey, key_id)
        assert public.tenant_id == mine.id
        assert crypto.verify(public.public_key, signature, b"message")
        assert not crypto.verify(public.public_key, signature, b"messagf")
        assert not crypto.verify(public.public_key, signature[:-1] + b"\0", b"message")


def test_the_key_of_an_envelope_is_of_these_parties_only(app: Flask) -> None:
    first, second, referral = uuid4(), uuid4(), uuid4()
    with app.app_context():
        key = crypto.shared_key(first, second, referral)
        assert key == crypto.shared_key(first, second, referral)
        assert (
            len({key, crypto.shared_key(first, uuid4(), referral), crypto.shared_key(first, second, uuid4())})
            == 3
        )


@pytest.mark.parametrize("text", ["", "short", base64.b64encode(b"x" * 31).decode(), "!" * 44])
def test_a_bad_master_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        crypto.parse_master_key(text)
