"""Kinds of mechanisms, the parts their members have, and the terms a charter must name."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

ANSWER_WORKING_DAYS = 10
"""Days in which a referral that asks for an answer is answered, where the charter names no other number."""


class MechanismKind(StrEnum):
    """A plant-locality linkage (厂地联动) or a mining-area conference (矿区联席会议)."""

    PLANT_LOCALITY = "plant_locality"
    MINING_AREA = "mining_area"


class Part(StrEnum):
    """What a member does in the mechanism; the convener may change from meeting to meeting."""

    CONVENER = "convener"
    SECRETARIAT = "secretariat"
    MEMBER = "member"


def answer_working_days(charter: Mapping[str, Any]) -> int:
    """Return in how many working days the charter wants a referral answered."""
    return int(charter.get("answer_working_days") or ANSWER_WORKING_DAYS)


def rules_name(charter: Mapping[str, Any], mechanism_name: str) -> str:
    """Return what the mechanism's own rules are called, as referrals cite them."""
    return str(charter.get("rules_name") or f"{mechanism_name}规则")


def referral_clause(charter: Mapping[str, Any]) -> str:
    """Return the clause of the mechanism's rules on referrals among members, e.g. 第八条; "" where none is named."""
    return str(charter.get("referral_clause") or "")
