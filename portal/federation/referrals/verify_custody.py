"""Verify a custody file without the portal: the chain of receipts, their signatures, and what they are about.

    python verify_custody.py custody-ZB-2026-0093.json [--keys published-keys.json]

This one file needs Python 3.11 and the package ``cryptography``; it opens no database and no network. It prints one
line for each thing that was checked, in Chinese and English, and stops with exit code 1 at the first that does not
hold. Without ``--keys`` it can only say that the file is consistent with the keys inside it; with the list of
published keys, got by another way, it says that these organisations signed.

The file holds no personal value: items stand in it as salted hashes, files as SHA-256.
"""

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FILE_FORMAT = "liandong-custody-1"
PACKAGE_FORMAT = "liandong-package-1"
RECEIPT_FORMAT = "liandong-receipt-1"
CLOSING_FORMAT = "liandong-closing-1"
KEYS_FORMAT = "liandong-published-keys-1"
FIRST_PREVIOUS = "0" * 64
_BEIJING = timezone(timedelta(hours=8))

ORDER: dict[str, tuple[str, str]] = {
    "send": ("", "sender"),
    "deliver": ("send", "receiver"),
    "sign_for": ("deliver", "receiver"),
    "accept": ("sign_for", "receiver"),
    "answer": ("accept", "receiver"),
    "confirm": ("answer", "sender"),
}
"""Each step: the step it must follow, and the side that takes it."""

STEP_NAMES = {
    "send": "发出信封",
    "deliver": "系统送达",
    "sign_for": "签收",
    "accept": "受理",
    "answer": "答复",
    "confirm": "确认答复",
}

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HASH = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00", re.ASCII)

Shape = Mapping[str, Any]
Found = Mapping[str, Any]
Published = Mapping[str, tuple[str, str]]
"""Published keys: key id to (tenant id, public key in hexadecimal)."""

PARTY: Shape = {"id": _ID, "name": str}
ITEM: Shape = {"position": int, "name": str, "label": str, "personal": bool, "value_hash": _HASH}
FILE: Shape = {"position": int, "media_type": str, "size": int, "name_hash": _HASH, "sha256": _HASH}
PACKAGE: Shape = {
    "format": PACKAGE_FORMAT,
    "referral": _ID,
    "number": str,
    "kind": str,
    "purpose": str,
    "basis": str,
    "answer_due_on": str,
    "sender": PARTY,
    "receiver": PARTY,
    "items": [ITEM],
    "files": [FILE],
}
RECEIPT: Shape = {
    "format": RECEIPT_FORMAT,
    "referral": _ID,
    "number": str,
    "receipt": int,
    "step": str,
    "actor_tenant": _ID,
    "actor_name": str,
    "at": _MOMENT,
    "content_hash": _HASH,
    "package_hash": _HASH,
    "previous_hash": _HASH,
    "key_id": _ID,
}
CLOSING: Shape = {
    "format": CLOSING_FORMAT,
    "referral": _ID,
    "number": str,
    "receipts": int,
    "last_hash": _HASH,
    "package_hash": _HASH,
    "keys_hash": _HASH,
    "exported_at": _MOMENT,
    "exported_by": _ID,
    "exported_by_name": str,
    "key_id": _ID,
}
KEY: Shape = {"key_id": _ID, "tenant_id": _ID, "public_key": _HASH}
SIGNED: Shape = {"body": str, "signature": _SIGNATURE}
CUSTODY_FILE: Shape = {
    "format": FILE_FORMAT,
    "package": str,
    "receipts": [SIGNED],
    "keys": [KEY],
    "closing": SIGNED,
}


class Broken(Exception):
    """The first thing that does not hold, in Chinese and in English."""

    def __init__(self, chinese: str, english: str):
        super().__init__(english)
        self.chinese, self.english = chinese, english


@dataclass(frozen=True)
class Verdict:
    """One thing that was checked and holds."""

    chinese: str
    english: str


@dataclass(frozen=True)
class Keys:
    """The public keys of a file: key id to (tenant id, raw public key)."""

    by_id: dict[str, tuple[str, bytes]]

    def check(self, body: Mapping[str, Any], tenant_id: str, text: str, signature: str, what: str) -> None:
        """Raise ``Broken`` unless ``text`` was signed by ``tenant_id`` with the key that ``body`` names."""
        owner, public_key = self.by_id.get(body["key_id"], ("", b""))
        if owner != tenant_id:
            raise Broken(
                f"{what}用的密钥不属于签名单位", f"{what}: the key is not one of the signing organisation"
            )
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(bytes.fromhex(signature), text.encode())
        except (InvalidSignature, ValueError) as error:
            raise Broken(f"{what}的签名不对", f"{what}: the signature does not fit") from error


@dataclass(frozen=True)
class End:
    """How far a chain was followed: the package, the keys, and the last receipt with its hash."""

    package: dict[str, Any]
    package_hash: str
    keys: Keys
    last: dict[str, Any] | None
    last_hash: str


def canonical(value: Any) -> str:
    """Return the one way to write ``value`` as JSON: keys sorted, no blanks, characters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def indented(value: Any) -> str:
    """Return ``value`` as the text of a custody file: a line for each entry, so that people can read it too."""
    return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def sha256(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_json(text: str, what: str) -> Any:
    """Return the value that ``text`` writes in JSON; a key that stands twice is refused like any other flaw."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a key stands twice")
        return found

    try:
        return json.loads(text, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise Broken(f"{what}不是完整的 JSON", f"{what}: this is not well-formed JSON") from error


def fit(value: Any, shape: Any, what: str) -> None:
    """Raise ``Broken`` unless ``value`` has exactly ``shape``: the same keys, the same kinds of values."""
    if isinstance(shape, dict):
        fits = isinstance(value, dict) and set(value) == set(shape)
        parts = [(value[key], shape[key]) for key in shape] if fits else []
    elif isinstance(shape, list):
        fits = isinstance(value, list)
        parts = [(part, shape[0]) for part in value] if fits else []
    elif isinstance(shape, re.Pattern):
        fits, parts = isinstance(value, str) and bool(shape.fullmatch(value)), []
    elif isinstance(shape, type):
        fits, parts = type(value) is shape, []
    else:
        fits, parts = value == shape, []
    if not fits:
        raise Broken(f"{what}的内容与格式不符", f"{what}: it does not have the right shape")
    for part, of_shape in parts:
        fit(part, of_shape, what)


def read_canonical(text: str, shape: Shape, what: str) -> dict[str, Any]:
    """Return the object that ``text`` writes, if it is written in the one canonical way."""
    value = read_json(text, what)
    fit(value, shape, what)
    if canonical(value) != text:
        raise Broken(f"{what}的写法被改动", f"{what}: it is not written in the canonical way")
    return value  # type: ignore[no-any-return]


def verify(text: str, published: Published | None = None) -> Iterator[Verdict]:
    """Check a custody file step by step; yields what holds, raises ``Broken`` at the first that does not.

    :param text: the file's content.
    :param published: the list of published keys, by ``read_published``.
    """
    found = read_json(text, "文件")
    fit(found, CUSTODY_FILE, "文件")
    yield Verdict("文件完整，格式正确", "the file is complete and well formed")
    end = yield from verify_chain(found, published)
    yield _check_closing(found, end)


def verify_chain(found: Found, published: Published | None = None) -> Generator[Verdict, None, End]:
    """Check the package, the keys and every receipt of a custody file; returns where the chain ends."""
    package = read_canonical(found["package"], PACKAGE, "信封清单")
    package_hash = sha256(found["package"])
    yield Verdict(*_package_words(package, package_hash))
    end = End(package, package_hash, _read_keys(found["keys"], package), None, FIRST_PREVIOUS)
    if published is not None:
        yield _pinned(found["keys"], published)
    for number, signed in enumerate(found["receipts"], start=1):
        what = f"第 {number} 份回执"
        body = read_canonical(signed["body"], RECEIPT, what)
        _check_receipt(body, number, end)
        end.keys.check(body, body["actor_tenant"], signed["body"], signed["signature"], what)
        end = replace(end, last=body, last_hash=sha256(signed["body"]))
        yield Verdict(*_receipt_words(body, end.last_hash, package))
    if end.last:
        return end
    raise Broken("文件里没有回执", "the file holds no receipt")


def _package_words(package: dict[str, Any], package_hash: str) -> tuple[str, str]:
    items, files = len(package["items"]), len(package["files"])
    sender, receiver = package["sender"]["name"], package["receiver"]["name"]
    return (
        f"信封 {package['number']}：{sender} → {receiver}，{items} 项信息、{files} 份附件，"
        f"摘要值 {package_hash[:16]}…",
        f"envelope {package['number']}: {items} items, {files} files, hash {package_hash[:16]}…",
    )


def _read_keys(rows: list[dict[str, str]], package: dict[str, Any]) -> Keys:
    parties = {package["sender"]["id"], package["receiver"]["id"]}
    if len(parties) != 2:
        raise Broken("转出方和接收方是同一单位", "sender and receiver are the same organisation")
    keys = {row["key_id"]: (row["tenant_id"], bytes.fromhex(row["public_key"])) for row in rows}
    if len(keys) != len(rows) or any(owner not in parties for owner, _key in keys.values()):
        raise Broken(
            "公钥清单里有重复的或第三方的密钥", "the list of keys holds a key twice or of a third party"
        )
    return Keys(keys)


def _pinned(rows: list[dict[str, str]], published: Published) -> Verdict:
    for row in rows:
        if published.get(row["key_id"]) != (row["tenant_id"], row["public_key"]):
            raise Broken(
                f"公钥 {row['key_id']} 与公布的不一致",
                f"key {row['key_id']} is not the one that was published",
            )
    return Verdict("公钥与公布的一致", "the keys are those that were published")


def _check_receipt(body: dict[str, Any], number: int, end: End) -> None:
    what, package, previous = f"第 {number} 份回执", end.package, end.last
    after, side = ORDER.get(body["step"], ("?", "sender"))
    checks = (
        (body["receipt"] == number, "编号不连续，有回执缺失或插入", "a receipt is missing or was inserted"),
        (body["previous_hash"] == end.last_hash, "接不上前一份回执", "it does not follow the one before it"),
        (body["package_hash"] == end.package_hash, "说的不是这个信封", "it is not about this package"),
        (
            (body["referral"], body["number"]) == (package["referral"], package["number"]),
            "说的不是这件转办",
            "it is not about this referral",
        ),
        (after == (previous["step"] if previous else ""), "步骤的先后不对", "its step is out of order"),
        (body["actor_tenant"] == package[side]["id"], "不是该办的一方出具的", "the wrong side issued it"),
        (
            previous is None or previous["at"] <= body["at"],
            "早于前一份回执",
            "it is earlier than the one before",
        ),
    )
    for holds, chinese, english in checks:
        if not holds:
            raise Broken(f"{what}：{chinese}", f"receipt {number}: {english}")


def _office_time(text: str, what: str) -> str:
    """Return a moment as it is told in Chinese: 2026-04-20 09:30:00 on the clock of Beijing."""
    try:
        return f"{datetime.fromisoformat(text).astimezone(_BEIJING):%Y-%m-%d %H:%M:%S}"
    except ValueError as error:
        raise Broken(f"{what}的时间不存在", f"{what}: its time does not exist") from error


def _receipt_words(body: dict[str, Any], digest: str, package: dict[str, Any]) -> tuple[str, str]:
    code = f"R{body['receipt']} {digest[:4].upper()}-{digest[4:8].upper()}"
    side, at = ORDER[body["step"]][1], _office_time(body["at"], f"第 {body['receipt']} 份回执")
    who = f"{package[side]['name']}（{body['actor_name']}），{at}"
    return (
        f"{code} {STEP_NAMES[body['step']]}，{who}，签名有效，与前一份相接",
        f"{code} {body['step'].replace('_', ' ')}, {who}: signature valid, linked to the one before",
    )


def _check_closing(found: Found, end: End) -> Verdict:
    signed, last = found["closing"], end.last or {}
    body = read_canonical(signed["body"], CLOSING, "导出声明")
    expected = {
        "referral": end.package["referral"],
        "number": end.package["number"],
        "receipts": last["receipt"],
        "last_hash": end.last_hash,
        "package_hash": end.package_hash,
        "keys_hash": sha256(canonical(found["keys"])),
    }
    if any(body[name] != value for name, value in expected.items()):
        raise Broken(
            "导出声明与回执不符，末尾可能被截去",
            "the closing statement does not fit; the end may have been cut",
        )
    exported_at = _office_time(body["exported_at"], "导出声明")
    if body["exported_at"] < last["at"]:
        raise Broken("导出声明的时间不对", "the time of the closing statement is wrong")
    end.keys.check(body, body["exported_by"], signed["body"], signed["signature"], "导出声明")
    return Verdict(
        f"{last['receipt']} 份回执首尾相接，未被改动；由{body['exported_by_name']}于 {exported_at} 导出",
        f"{last['receipt']} receipts linked from first to last, unchanged; exported {body['exported_at']}",
    )


def read_published(text: str) -> Published:
    """Return the keys of a list of published keys."""
    found = read_json(text, "公钥清单")
    fit(found, {"format": KEYS_FORMAT, "keys": [{**KEY, "tenant_name": str}]}, "公钥清单")
    return {row["key_id"]: (row["tenant_id"], row["public_key"]) for row in found["keys"]}


def _read(path: Path, what: str) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Broken(f"{what}打不开：{path}", f"cannot open {path}") from error
    except UnicodeDecodeError as error:
        raise Broken(f"{what}不是 UTF-8 文本", f"{path} is not UTF-8 text") from error


def main(arguments: list[str] | None = None) -> int:
    """Verify the file named on the command line; returns 0 when everything holds, 1 at the first broken thing."""
    parser = argparse.ArgumentParser(description="核验回执单 / verify a custody file")
    parser.add_argument("file", type=Path, help="回执单 / the custody file (JSON)")
    parser.add_argument("--keys", type=Path, help="公布的公钥清单 / the list of published keys (JSON)")
    options = parser.parse_args(arguments)
    number = 0
    try:
        published = read_published(_read(options.keys, "公钥清单")) if options.keys else None
        for number, verdict in enumerate(verify(_read(options.file, "回执单"), published), start=1):
            _print(f"{number:>2} ✓ {verdict.chinese}\n     {verdict.english}")
    except Broken as broken:
        _print(f"{number + 1:>2} ✗ {broken.chinese}\n     {broken.english}")
        return 1
    if published is None:
        _print(
            "   ! 公钥取自回执单本身。要确认签名单位的身份，请用 --keys 对照公布的公钥。\n"
            "     The keys came from the file itself. Use --keys to compare them with the published ones."
        )
    return 0


def _print(text: str) -> None:
    sys.stdout.buffer.write((text + "\n").encode("utf-8"))


if __name__ == "__main__":
    sys.exit(main())
