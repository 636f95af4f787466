"""What may be registered, how identity is masked, how tracking codes are written. Pure functions."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

OLDEST_YEARS = 10
MOST_PEOPLE = 9999
ADDRESS_SHOWN = 6
ANONYMOUS = "匿名"

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so nothing is mistaken when a code is read aloud or copied by hand."""
CODE_LENGTH_WITH_PHONE = 8
CODE_LENGTH_ALONE = 12
_LOOK_ALIKES = str.maketrans("OIL", "011")

IDENTITY_FIELDS = ("name", "phone", "id_number", "address")
MOST_REPRESENTATIVES = 5
"""A group chooses at most so many to speak for it (Regulations on Petition Work 2022, article 20)."""
FURTHER = range(2, MOST_REPRESENTATIVES + 1)
_BEYOND = re.compile(rf"({'|'.join(IDENTITY_FIELDS)})_([{MOST_REPRESENTATIVES + 1}-9]|[1-9]\d+)", re.ASCII)

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


def oldest_day(today: date) -> date:
    """Return the earliest day a submission may have been received on."""
    try:
        return today.replace(year=today.year - OLDEST_YEARS)
    except ValueError:
        return today.replace(year=today.year - OLDEST_YEARS, day=28)


def digits(phone: str) -> str:
    """Return a telephone number without blanks, hyphens, brackets and the country's code."""
    return re.sub(r"^(\+|00)86", "", re.sub(r"[\s()（）\-—]", "", phone))


def is_phone(phone: str) -> bool:
    """Tell whether ``phone`` is a mobile number of 11 digits or a fixed line with its area code."""
    number = digits(phone)
    return bool(re.fullmatch(r"1[3-9]\d{9}|0\d{2,3}[2-9]\d{6,7}", number, re.ASCII))


def is_id_number(text: str) -> bool:
    """Tell whether ``text`` is a citizen's number with a fitting check digit (GB 11643)."""
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", text, re.ASCII):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _ID_WEIGHTS, strict=False))
    return _ID_CHECKS[total % 11] == text[-1]


def of_person(name: str, person: int) -> str:
    """Return what a field of the ``person``-th representative is called: name, of the second name_2."""
    return name if person <= 1 else f"{name}_{person}"


def is_beyond(name: str) -> bool:
    """Tell whether an input's name is one of a sixth or later representative."""
    return bool(_BEYOND.fullmatch(name))


def people_of(data: Mapping[str, Any]) -> dict[int, dict[str, str]]:
    """Return by place what identifies the first person, and each further one of whom something is given."""
    people = {
        number: {name: str(data.get(of_person(name, number)) or "") for name in IDENTITY_FIELDS}
        for number in (1, *FURTHER)
    }
    return {number: person for number, person in people.items() if number == 1 or any(person.values())}


def same_person(one: Mapping[str, str], other: Mapping[str, str]) -> str:
    """Return the field that shows two entries to be one person, or an empty text.

    One identity number, or one name with one telephone. Of one name alone there may be two people, unless nothing else
    that was written tells them apart.
    """
    numbers = [each["id_number"].upper() for each in (one, other) if each["id_number"]]
    if len(numbers) > 1:
        return "id_number" if numbers[0] == numbers[1] else ""
    phones = {digits(one["phone"]), digits(other["phone"])}
    told_apart = len(phones) > 1 or (phones == {""} and one["address"] != other["address"])
    return "name" if one["name"] and one["name"] == other["name"] and not told_apart else ""


def mask_name(name: str) -> str:
    """Return the first character and two stars, whatever the length: 陈建国 and 陈实 both become 陈**."""
    return f"{name[0]}**" if name else ""


def mask_phone(phone: str) -> str:
    """Return 138****5620; of a fixed line its area code and last two digits."""
    number = digits(phone)
    if not number:
        return ""
    return f"{number[:3]}****{number[-4:]}" if number.startswith("1") else f"{number[:4]}****{number[-2:]}"


def mask_id_number(number: str) -> str:
    """Return the first and the last two characters: 4***…2X."""
    return f"{number[0]}***…{number[-2:]}" if number else ""


def mask_address(address: str) -> str:
    """Return the first six characters, which name the place but not the door."""
    return address if len(address) <= ADDRESS_SHOWN else f"{address[:ADDRESS_SHOWN]}***"


MASKS = {"name": mask_name, "phone": mask_phone, "id_number": mask_id_number, "address": mask_address}


def petitioner_label(name: str, person_count: int) -> str:
    """Return how lists call who brought a matter: 陈**, 匿名, 陈** 等 5 人. ``name`` is empty for an anonymous one."""
    label = mask_name(name) or ANONYMOUS
    return f"{label} 等 {person_count} 人" if person_count > 1 else label


def code_length(*, has_phone: bool) -> int:
    """Return how long a tracking code is: short when the telephone's last four digits are asked for too."""
    return CODE_LENGTH_WITH_PHONE if has_phone else CODE_LENGTH_ALONE


def write_code(random: bytes, length: int) -> str:
    """Return ``length`` characters of the alphabet out of the first bits of ``random``."""
    number = int.from_bytes(random)
    letters = []
    for _position in range(length):
        number, rest = divmod(number, len(CODE_ALPHABET))
        letters.append(CODE_ALPHABET[rest])
    return "".join(letters)


def read_code(text: str) -> str:
    """Return a code as people type it (small letters, blanks, hyphens, O for 0) in the form in which it was written."""
    return re.sub(r"[\s\-—]", "", text).upper().translate(_LOOK_ALIKES)


def spaced_code(code: str) -> str:
    """Return a code in groups of four, as it is printed: 7K3M-9QXA."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
