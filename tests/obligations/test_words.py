"""Every code has its sentence and every sentence its Chinese."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from tenants.obligations.rules import RULES, Document, Party
from tenants.obligations.words import DOCUMENTS, HOLIDAYS, PARTIES, TEXTS, Reason, say

ROOT = Path(__file__).parents[2]
ROOM = ROOT / "tenants" / "obligations"
PURE = (ROOM / "calendar.py", ROOM / "calendar_years.py", ROOM / "deadlines.py")
VALUES = re.compile(r"%\((\w+)\)s")


def chinese() -> dict[str, str]:
    with (ROOT / "translations" / "zh_CN" / "obligations.po").open("rb") as file:
        catalog = read_po(file, locale="zh_CN")
    return {first(message.id): first(message.string) for message in catalog if message.id}


def first(text: str | list[str] | tuple[str, ...] | None) -> str:
    """The text itself, or of a counted message its first form."""
    return text if isinstance(text, str) else (text or [""])[0]


def english() -> set[str]:
    messages: set[str] = set()
    for name in ("rules.py", "words.py"):
        found = extract_from_file("python", ROOM / name)
        messages |= {first(message) for _line, message, _notes, _where in found}
    return messages


def test_every_message_has_chinese():
    assert english() - set(chinese()) == set()
    assert len(english()) > 80


def test_chinese_holds_the_same_values():
    for message, translation in chinese().items():
        assert translation.strip(), message
        assert set(VALUES.findall(message)) == set(VALUES.findall(translation)), message


def test_buttons_and_names_are_short():
    assert [rule.id for rule in RULES.values() if len(chinese()[rule.name]) > 6] == []


def test_every_code_used_by_the_room_has_a_text():
    source = "".join(path.read_text(encoding="utf-8") for path in PURE)
    used = set(re.findall(r'(?:Reason|DeadlineError|flaws\.add)\(\s*"(\w+)"', source))
    computed = {
        "workday",
        "weekend",
        "provisional_workday",
        "provisional_weekend",
        "due_may_move",
        "reminders_may_move",
        "half",
        "three_working_days",
        "last_working_day",
        "due",
    }
    assert used | computed == set(TEXTS)


@pytest.mark.parametrize("holiday", HOLIDAYS)
def test_a_holiday_is_named_in_the_language_of_the_sentence(holiday):
    words = chinese()
    said = say(Reason("public_holiday", {"holiday": holiday}), lambda text, **values: words[text] % values)
    assert said == f"{words[HOLIDAYS[holiday]]}放假"


def test_parties_and_documents_all_have_names():
    assert set(PARTIES) == set(Party)
    assert set(DOCUMENTS) == set(Document)
