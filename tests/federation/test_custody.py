"""The custody chain: any changed, removed or inserted piece is found, in the database and in the file, offline."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, delete, select, update

from portal.federation.referrals import custody, envelope_files, queries, verify_custody
from portal.federation.referrals.models import CustodyReceipt, Referral, ReferralFile, ReferralItem
from portal.federation.referrals.rules import State
from portal.federation.referrals.verify_custody import Broken
from tenants.core import clock, crypto, files
from tenants.core.crypto import SealBroken
from tenants.core.database import current_session, tenant_scope, write_transaction
from tenants.core.errors import NotAllowedNow
from tests.federation.conftest import ADDRESS, LETTER, NAME, PHONE, PURPOSE, SUMMARY, act
from tests.federation.test_referral_commands import bring_to, take

pytestmark = pytest.mark.usefixtures("in_app")


def checked(organisation, referral_id):
    with tenant_scope(organisation.id):
        return custody.check(queries.chain(queries.referral(referral_id)))


def exported(organisation, referral_id):
    with tenant_scope(organisation.id):
        return custody.export(queries.chain(queries.referral(referral_id)), organisation.id, "甲矿公司")


def published(*organisations):
    found = {}
    for organisation in organisations:
        with tenant_scope(organisation.id):
            for key in queries.published_keys([organisation.id]):
                found[str(key.id)] = (str(key.tenant_id), key.public_key.hex())
    return found


def verdicts(text, keys=None):
    return list(verify_custody.verify(text, keys))


def test_a_whole_chain_holds_for_both_sides_and_offline(matter):
    referral_id = bring_to(matter, State.CONFIRMED)
    for side in (matter.owner, matter.receiver):
        found = checked(side, referral_id)
        assert found.holds
        assert found.receipts == 6
        text = exported(side, referral_id)
        assert len(verdicts(text, published(matter.owner, matter.receiver))) == 10


def test_the_file_tells_nothing_of_what_was_given(matter):
    text = exported(matter.owner, bring_to(matter, State.CONFIRMED))
    for secret in (NAME, PHONE, ADDRESS, SUMMARY, LETTER, "已核定", "缴费明细"):
        assert secret not in text
    assert PURPOSE in text


CHANGES = [
    (Referral, "purpose", "别的事项"),
    (Referral, "kind", "assign"),
    (Referral, "basis", "别的依据"),
    (Referral, "number", "ZB-2026-9999"),
    (Referral, "state", "confirmed"),
    (Referral, "state", "accepted"),
    (Referral, "package_hash", b"\1" * 32),
    (Referral, "answer", "答复被改"),
    (Referral, "outcome", "explained"),
    (ReferralItem, "value_sealed", b"\1" * 60),
    (ReferralItem, "value_hash", b"\1" * 32),
    (ReferralItem, "label", "别的标签"),
    (ReferralItem, "is_personal", True),
    (ReferralItem, "position", 99),
    (ReferralFile, "name", "别的文件.txt"),
    (ReferralFile, "sha256", b"\1" * 32),
    (ReferralFile, "size", 1),
    (CustodyReceipt, "number", 99),
    (CustodyReceipt, "step", "confirm"),
    (CustodyReceipt, "actor_name", "别人"),
    (CustodyReceipt, "note", "别的话"),
    (CustodyReceipt, "content_hash", b"\1" * 32),
    (CustodyReceipt, "package_hash", b"\1" * 32),
    (CustodyReceipt, "previous_hash", b"\1" * 32),
    (CustodyReceipt, "hash", b"\1" * 32),
    (CustodyReceipt, "signature", b"\1" * 64),
]


def test_every_changed_column_is_found_and_stops_the_chain(app, matter):
    referral_id = bring_to(matter, State.ANSWERED)
    for model, column, value in CHANGES:
        before = change(app, model, column, value)
        found = checked(matter.receiver, referral_id)
        assert found.broken is not None, (model.__name__, column)
        assert found.broken.chinese
        assert found.broken.english
        if column != "state":
            with pytest.raises(NotAllowedNow) as refused:
                take(matter.owner, "confirm", referral_id)
            assert refused.value.code == "chain_broken"
        change(app, model, column, before)
    assert checked(matter.owner, referral_id).holds


@contextmanager
def intruder(app):
    """Stand at the database as its owner, behind the product's back and behind both walls."""
    engine = create_engine(app.config["DATABASE_OWNER_URL"])
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def change(app, model, column, value):
    """Change a column of the first row; returns what stood there."""
    table = model.__table__
    with intruder(app) as connection:
        row_id = connection.scalar(select(table.c.id).order_by(table.c.id).limit(1))
        before = connection.scalar(select(table.c[column]).where(table.c.id == row_id))
        connection.execute(update(table).where(table.c.id == row_id).values({column: value}))
    return before


@pytest.mark.parametrize("which", [1, 3, 5])
def test_a_removed_receipt_is_found(app, matter, which):
    referral_id = bring_to(matter, State.ANSWERED)
    with intruder(app) as connection:
        connection.execute(delete(CustodyReceipt).where(CustodyReceipt.number == which))
    assert not checked(matter.owner, referral_id).holds


def test_swapped_values_are_found(matter):
    """A sealed value moved to another item does not open there."""
    referral_id = bring_to(matter, State.SIGNED_FOR)
    with tenant_scope(matter.owner.id), write_transaction() as session:
        rows = {row.name: row for row in session.scalars(select(ReferralItem))}
        rows["name"].value_sealed, rows["phone"].value_sealed = (
            rows["phone"].value_sealed,
            rows["name"].value_sealed,
        )
    assert not checked(matter.owner, referral_id).holds


def test_only_the_two_parties_key_opens_an_item(matter, town, twin):
    referral_id = bring_to(matter, State.SENT)
    with tenant_scope(matter.owner.id):
        row = queries.referral(referral_id)
        item = queries.chain(row).items[0]
        assert custody.open_item(custody.pair_key(row), item) == SUMMARY
        for stranger in (town, twin):
            for pair in ((row.sender_tenant_id, stranger.id), (stranger.id, row.receiver_tenant_id)):
                with pytest.raises(SealBroken):
                    custody.open_item(crypto.shared_key(*pair, row.id), item)


def test_equal_values_have_different_hashes_in_two_envelopes(app, matter, town):
    """Salted: who knows a telephone number cannot find it in a custody file, nor see that two files hold the same."""
    first = bring_to(matter, State.SENT)
    second = act(matter.owner.id, "referral.send", matter.to(town).draft(kind="guidance"), matter.owner.clerk)
    with tenant_scope(matter.owner.id):
        rows = current_session().scalars(select(ReferralItem).where(ReferralItem.name == "phone")).all()
        assert {str(row.referral_id) for row in rows} == {str(first), second["referral_id"]}
        assert len({row.value_hash for row in rows}) == 2


def edited(text, path, value):
    """Return a custody file with one value replaced; a path into a canonical body is written back canonically."""
    found = json.loads(text)
    place = found
    for step in path[:-1]:
        place = place[step]
    body = place[path[-1]] if isinstance(path[-1], str) and path[-1] in ("body", "package") else None
    place[path[-1]] = value(json.loads(body)) if body else value(place[path[-1]])
    if body:
        place[path[-1]] = verify_custody.canonical(place[path[-1]])
    return verify_custody.indented(found)


def other(value):
    """Return a value of the same kind that differs."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return ("1" if value[:1] != "1" else "2") + value[1:]
    return [*value, *value] if value else [{}]


def test_every_field_of_the_file_counts(matter):
    text = exported(matter.owner, bring_to(matter, State.ANSWERED))
    found = json.loads(text)
    bodies = [("package",), ("closing", "body"), *[("receipts", number, "body") for number in range(5)]]
    for path in bodies:
        place = found
        for step in path:
            place = place[step]
        for name, value in json.loads(place).items():
            changed = edited(text, path, lambda body, name=name, value=value: {**body, name: other(value)})
            with pytest.raises(Broken):
                verdicts(changed)
    plain = [
        ("format",),
        ("closing", "signature"),
        *[("receipts", number, "signature") for number in range(5)],
    ]
    plain += [("keys", 0, name) for name in found["keys"][0]]
    for path in plain:
        with pytest.raises(Broken):
            verdicts(edited(text, path, other))


def test_missing_inserted_and_reordered_pieces(matter):
    text = exported(matter.owner, bring_to(matter, State.ANSWERED))
    found = json.loads(text)
    receipts = found["receipts"]
    wrong = [
        {**found, "receipts": receipts[:-1]},
        {**found, "receipts": receipts[1:]},
        {**found, "receipts": [receipts[0], receipts[2], receipts[1], *receipts[3:]]},
        {**found, "receipts": [*receipts, receipts[-1]]},
        {**found, "receipts": []},
        {**found, "keys": found["keys"][:1]},
        {**found, "keys": []},
        {**found, "extra": 1},
        {name: value for name, value in found.items() if name != "closing"},
    ]
    for changed in wrong:
        with pytest.raises(Broken):
            verdicts(verify_custody.indented(changed))
    for text in (
        "",
        "{",
        "[]",
        "null",
        '{"format":"a","format":"a"}',
        "\ud800".encode("utf-8", "replace").decode(),
    ):
        with pytest.raises(Broken):
            verdicts(text)


def test_a_body_may_not_be_written_another_way(matter):
    """The signature covers the exact bytes; a body with blanks added is refused even before its signature is."""
    text = exported(matter.owner, bring_to(matter, State.SENT))
    found = json.loads(text)
    found["package"] = found["package"].replace(":", ": ", 1)
    with pytest.raises(Broken) as broken:
        verdicts(verify_custody.indented(found))
    assert "canonical" in broken.value.english


def test_blanks_between_the_fields_of_the_file_do_not_matter(matter):
    text = exported(matter.owner, bring_to(matter, State.SENT))
    assert verdicts(json.dumps(json.loads(text))) == verdicts(text)


_FILE: dict[str, str] = {}


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_any_flipped_bit_is_found(matter, place, bit):
    """Over the whole file: either it no longer reads, or it says the same (a blank between fields), or it is found."""
    if str(matter.case_id) not in _FILE:
        _FILE.clear()
        _FILE[str(matter.case_id)] = exported(matter.owner, bring_to(matter, State.ANSWERED))
    text = _FILE[str(matter.case_id)]
    raw = bytearray(text.encode())
    raw[int(place * len(raw))] ^= 1 << bit
    try:
        changed = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    try:
        same = json.loads(changed) == json.loads(text)
    except ValueError:
        same = False
    if same:
        verdicts(changed)
    else:
        with pytest.raises(Broken):
            verdicts(changed)


def test_forged_with_other_keys_it_is_consistent_but_not_the_published(matter, twin):
    """Whoever signs everything anew with own keys makes a consistent file; the published keys unmask it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    found = json.loads(exported(matter.owner, bring_to(matter, State.ANSWERED)))
    forged = {row["key_id"]: Ed25519PrivateKey.generate() for row in found["keys"]}
    for row in found["keys"]:
        row["public_key"] = forged[row["key_id"]].public_key().public_bytes_raw().hex()
    for signed in found["receipts"]:
        key = forged[json.loads(signed["body"])["key_id"]]
        signed["signature"] = key.sign(signed["body"].encode()).hex()
    closing = json.loads(found["closing"]["body"])
    closing["keys_hash"] = verify_custody.sha256(verify_custody.canonical(found["keys"]))
    body = verify_custody.canonical(closing)
    found["closing"] = {"body": body, "signature": forged[closing["key_id"]].sign(body.encode()).hex()}
    text = verify_custody.indented(found)
    assert verdicts(text)
    with pytest.raises(Broken) as broken:
        verdicts(text, published(matter.owner, matter.receiver))
    assert "published" in broken.value.english


def test_the_verifier_works_as_one_file_elsewhere(matter, tmp_path):
    referral_id = bring_to(matter, State.ANSWERED)
    copied = shutil.copy(verify_custody.__file__, tmp_path / "verify_custody.py")
    file, keys = tmp_path / "custody-ZB-2026-0001.json", tmp_path / "published-keys.json"
    file.write_text(exported(matter.receiver, referral_id), encoding="utf-8")
    rows = [
        {"key_id": key_id, "tenant_id": owner, "tenant_name": "单位", "public_key": public}
        for key_id, (owner, public) in published(matter.owner, matter.receiver).items()
    ]
    keys.write_text(json.dumps({"format": verify_custody.KEYS_FORMAT, "keys": rows}), encoding="utf-8")

    def run(*arguments):
        command = [sys.executable, "-I", str(copied), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, cwd=tmp_path, check=False, timeout=60)

    good = run(file, "--keys", keys)
    assert good.returncode == 0, good.stdout
    assert "5 份回执首尾相接，未被改动" in good.stdout.decode()
    assert "5 receipts linked" in good.stdout.decode()
    assert b"!" not in good.stdout
    assert b"!" in run(file).stdout
    raw = bytearray(file.read_bytes())
    raw[raw.index("乙矿".encode()[:1])] ^= 1
    file.write_bytes(raw)
    bad = run(file, "--keys", keys)
    assert bad.returncode == 1
    assert "✗" in bad.stdout.decode()
    assert run(tmp_path / "absent.json").returncode == 1


def test_as_a_module(matter, tmp_path, capfdbinary):
    file = tmp_path / "custody.json"
    file.write_text(exported(matter.owner, bring_to(matter, State.SENT)), encoding="utf-8")
    assert verify_custody.main([str(file)]) == 0
    file.write_bytes(b"\xff\xfe")
    assert verify_custody.main([str(file)]) == 1
    assert "UTF-8" in capfdbinary.readouterr().out.decode()


def broken_on_disk(app, folder):
    """Flip one bit in the last byte of every file of a folder."""
    found = [path for path in (Path(app.config["FILES_DIR"]) / folder).iterdir() if path.is_file()]
    for path in found:
        raw = bytearray(path.read_bytes())
        raw[-1] ^= 1
        path.write_bytes(raw)
    return found


def test_a_file_changed_on_disk_is_neither_copied_nor_handed_out(app, matter, town):
    """The envelope's copy, then the sender's own file: each refusal leaves no row and no half file behind."""
    referral_id = bring_to(matter, State.SIGNED_FOR)
    copies = broken_on_disk(app, f"shared-{matter.owner.id}")
    assert copies
    with pytest.raises(NotAllowedNow) as refused:
        take(matter.receiver, "accept", referral_id)
    assert refused.value.code == "file_broken"
    with tenant_scope(matter.receiver.id):
        assert queries.referral(referral_id).state == State.SIGNED_FOR
        assert queries.link(referral_id) is None
    assert broken_on_disk(app, str(matter.owner.id))
    with pytest.raises(NotAllowedNow) as refused:
        act(matter.owner.id, "referral.send", matter.to(town).draft(kind="guidance"), matter.owner.clerk)
    assert refused.value.code == "file_broken"
    with tenant_scope(matter.owner.id):
        assert len(queries.sent_for_case(matter.case_id)) == 1
        assert {path.name for path in copies[0].parent.iterdir()} == {path.name for path in copies}


def test_a_copy_that_no_row_names_is_swept(app, matter):
    bring_to(matter, State.SENT)
    with tenant_scope(matter.owner.id):
        folder = files.folder_of(f"shared-{matter.owner.id}")
        stray = folder / "019da882-39c0-722c-8bd1-d7948401a8c1"
        stray.write_bytes(b"left behind")
        old = clock.now().timestamp() - 7200
        os.utime(stray, (old, old))
        kept = {path.name for path in folder.iterdir()} - {stray.name}
        assert envelope_files.sweep() == [stray.name]
        assert {path.name for path in folder.iterdir()} == kept
