"""Read one cell of a ledger: dates, telephone and identity numbers, as people type them and Excel stores
them.

Each reader returns the value or raises ``BadValue`` with what is wrong and what to write instead. Nothing
is guessed: a date with two readings is refused.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from openpyxl.utils.datetime import from_excel
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from tenants.casework.imports.tables import Cell
from tenants.core.clock import OFFICE_ZONE, office_date
from tenants.core.words import _

EXCEL_ERRORS = frozenset(
    ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!"]
)
NOTHING_SAID = frozenset(
    [
        "无",
        "没有",
        "不详",
        "未知",
        "暂无",
        "空",
        "不清楚",
        "未提供",
        "未登记",
        "/",
        "\\",
        "-",
        "--",
        "—",
        "——",
        "–",
        ".",
        "n/a",
        "na",
        "none",
        "null",
    ]
)
"""What clerks write into a cell that they leave empty."""

# Control characters but tab and line feed, lone surrogates, and marks that hide or turn the direction of writing.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_YEARS = range(1900, 2200)
_SERIALS = range(20_000, 80_000)  # Excel days from 1954 to 2119
_DATE = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    r"(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
    r"(?:(?:(?<=[日)])|[\sT,]+|(?=[凌早上中下傍晚]))\s*(?P<half>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚)?\s*"
    r"(?P<hour>\d{1,2})\s*(?:[:时点]\s*(?:(?P<minute>\d{1,2})\s*(?:[:分]\s*(?:(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?)?)?)"
    r"\s*(?P<english>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:[\sT]*(?P<hour>\d\d):?(?P<minute>\d\d):?(?P<second>\d\d)?)?"
)
_AFTERNOON = frozenset({"下午", "傍晚", "晚上", "晚", "p"})
_FORENOON = frozenset({"凌晨", "早上", "早晨", "上午", "a"})

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"(?P<area>0(?:10|2\d|[3-9]\d\d))?(?P<number>[2-9]\d{6,7})", re.ASCII)
_SERVICE_LINE = re.compile(r"[48]00\d{7}", re.ASCII)


class BadValue(ValueError):
    """A cell that cannot be taken: why, and what to write instead."""

    def __init__(self, reason: Any, suggestion: Any = ""):
        super().__init__(reason)
        self.reason = reason
        self.suggestion = suggestion


@dataclass(frozen=True)
class Moment:
    """A point in time from a ledger: in UTC, with its office date, and whether the hour was written at all."""

    at: datetime
    has_time: bool

    @property
    def day(self) -> date:
        """The date on the office's calendar."""
        return office_date(self.at)


def cell_text(cell: Cell) -> str:
    """Return a cell as the text a person sees: whole numbers without a fraction, no invisible characters.

    The words themselves are not touched: an original text stays as it was written.
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return (
            cell.isoformat(sep=" ", timespec="minutes")
            if cell.time() != datetime.min.time()
            else str(cell.date())
        )
    return _INVISIBLE.sub("", str(cell).replace("\r\n", "\n").replace("\r", "\n")).strip()


def compared(text: str) -> str:
    """Return a short text as it is compared with known words: half-width, lower case, without spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def says_nothing(cell: Cell) -> bool:
    """Tell whether a cell is empty or only says so (无, 不详, a dash)."""
    text = cell_text(cell)
    return not text or compared(text) in NOTHING_SAID


def read_moment(cell: Cell) -> Moment:
    """Read a date with or without a time; times are the office's unless the cell names a zone."""
    if isinstance(cell, datetime):
        return _office_moment(cell, has_time=cell.time() != datetime.min.time())
    if isinstance(cell, date):
        return _office_moment(datetime(cell.year, cell.month, cell.day), has_time=False)  # noqa: DTZ001
    text = unicodedata.normalize("NFKC", cell_text(cell)).strip("'`")
    if isinstance(cell, bool) or not text:
        raise _not_a_date()
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text) and int(float(text)) in _SERIALS:
        moment = from_excel(float(text))
        return _office_moment(moment, has_time=moment.time() != datetime.min.time())
    match = _COMPACT.fullmatch(text) or _DATE.fullmatch(text)
    if match is None:
        raise _not_a_date(text)
    return _matched_moment(match)


def read_phones(cell: Cell) -> tuple[str, ...]:
    """Read one or more telephone numbers: mobile numbers of 11 digits, landlines with or without area code."""
    text = unicodedata.normalize("NFKC", cell_text(cell)).strip("'")
    whole = _phone(text)
    if whole:
        return (whole,)
    pieces = [piece for piece in re.split(r"[、,;/|\n]+", text) if piece.strip()]
    if len(pieces) == 1:
        pieces = text.split()
    wrong = [piece for piece in pieces if not _phone(piece)]
    if wrong or not pieces:
        raise _bad_phone(wrong[0] if wrong else text)
    return tuple(dict.fromkeys(map(_phone, pieces)))


def read_id_number(cell: Cell) -> str:
    """Read a resident identity number: 18 characters with check digit (GB 11643-1999), or 15 digits of old cards."""
    if isinstance(cell, int | float) and abs(cell) >= 10**15:
        raise BadValue(
            _("Excel has rounded this long number, so its last digits are lost."),
            _("Format the column as text and type the identity number again."),
        )
    number = re.sub(r"[\s'\-]", "", unicodedata.normalize("NFKC", cell_text(cell))).upper()
    if "*" in number:
        raise _masked()
    if not re.fullmatch(r"\d{17}[\dX]|\d{15}", number, re.ASCII):
        raise BadValue(
            _(
                "An identity number has 18 characters, digits with perhaps an X at the end; this has %(count)s.",
                count=len(number),
            ),
            _("Correct the number or leave the cell empty."),
        )
    _check_identity(number)
    return number


def masked(text: str, kind: str) -> str:
    """Return a value of a personal field so that the row can be found again but the person cannot be read from it."""
    if kind == "petitioner_name":
        return text[:1] + "*" * min(len(text) - 1, 3)
    if kind == "address":
        return text[:6] + "…" if len(text) > 6 else text
    return text[:3] + "*" * max(len(text) - 5, 1) + text[-2:] if len(text) > 5 else "*" * len(text)


def _office_moment(local: datetime, *, has_time: bool) -> Moment:
    """Take a clock reading of the office (no zone) as a moment; Excel's fractions are rounded to seconds."""
    if local.year not in _YEARS:
        raise _no_such_date()
    rounded = (local + timedelta(microseconds=500_000)).replace(microsecond=0)
    return Moment(rounded.replace(tzinfo=OFFICE_ZONE).astimezone(UTC), has_time)


def _matched_moment(match: re.Match[str]) -> Moment:
    parts = match.groupdict()
    hour = _hour(parts) if parts.get("hour") else 0
    try:
        local = datetime(  # noqa: DTZ001 - the zone is added below
            int(parts["year"]), int(parts["month"]), int(parts["day"]), hour,
            int(parts.get("minute") or 0), int(parts.get("second") or 0),
        )  # fmt: skip
    except ValueError:
        raise _no_such_date() from None
    zone = parts.get("zone")
    if not zone:
        return _office_moment(local, has_time=bool(parts.get("hour")))
    return Moment(local.replace(tzinfo=_zone(zone)).astimezone(UTC), has_time=True)


def _no_such_date() -> BadValue:
    return BadValue(
        _("This date or time does not exist."), _("Write it like 2026-03-01 or 2026-03-01 14:30.")
    )


def _hour(parts: dict[str, str | None]) -> int:
    """Return the hour of 24: 下午 2 时 is 14, 上午 12 时 is 0, 中午 12 时 is 12, 中午 1 时 is 13."""
    hour = int(parts["hour"] or 0)
    half = parts.get("half") or (parts.get("english") or "").lower()[:1]
    if half in _AFTERNOON or (half == "中午" and hour < 3):
        return hour + 12 if hour < 12 else hour
    return 0 if half in _FORENOON and hour == 12 else hour


def _zone(text: str) -> timezone:
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "")
    if int(digits[:2]) > 14 or int(digits[2:]) > 59:  # the farthest zone is UTC+14
        raise _no_such_date()
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _not_a_date(text: str = "") -> BadValue:
    if re.fullmatch(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*月?", text):
        return BadValue(_("The day is missing from this date."), _("Write the full date, like 2026-03-01."))
    if re.fullmatch(
        r"\d{1,2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,4}.*|\d{1,2}\s*月\s*\d{1,2}\s*日?.*", text
    ):
        return BadValue(
            _("This date can be read in more than one way."),
            _("Write it with a year of four digits, like 2026-03-01."),
        )
    return BadValue(_("This is not a date."), _("Write it like 2026-03-01 or 2026-03-01 14:30."))


def _phone(text: str) -> str:
    """Return one telephone number as it is kept (landlines as area-number-extension), or an empty text."""
    number, _mark, extension = re.sub(r"转|ext\.?|#", "x", text.lower()).partition("x")
    digits = _dialled(number)
    if _MOBILE.fullmatch(digits) or _SERVICE_LINE.fullmatch(digits):
        return "" if extension else digits
    tail = re.fullmatch(r"(.*\d{7,8})-(\d{1,5})", number.strip())
    if tail and not extension:
        digits, extension = _dialled(tail[1]), tail[2]
    landline = _LANDLINE.fullmatch(digits)
    if landline is None:
        return ""
    parts = (landline["area"], landline["number"], re.sub(r"\D", "", extension))
    return "-".join(part for part in parts if part)


def _dialled(number: str) -> str:
    """Return the digits to dial inside China."""
    digits = re.sub(r"[\s()\-.]", "", number)
    return re.sub(r"^(?:\+|00)?86(?=1\d{10}$|0\d{9,11}$)", "", digits)


def _bad_phone(text: str) -> BadValue:
    if "*" in text:
        return _masked()
    digits = re.sub(r"\D", "", text)
    if re.fullmatch(r"\d(?:\.\d+)?[Ee]\+?\d+", text):
        return BadValue(
            _("Excel has turned this number into a power of ten, so digits are lost."),
            _("Format the column as text and type the number again."),
        )
    if digits.startswith("1") and len(digits) in (9, 10, 12, 13):
        return BadValue(
            _("A mobile number has 11 digits; this has %(count)s.", count=len(digits)),
            _("Correct the number or leave the cell empty."),
        )
    return BadValue(
        _("This is neither a mobile number of 11 digits nor a landline with area code."),
        _("Write it like 13800138000 or 0951-6012345, or leave the cell empty."),
    )


def _masked() -> BadValue:
    return BadValue(
        _("Part of this number is hidden by asterisks."), _("Write the full number or leave the cell empty.")
    )


def _check_identity(number: str) -> None:
    birth = number[6:14] if len(number) == 18 else "19" + number[6:12]
    try:
        date(int(birth[:4]), int(birth[4:6]), int(birth[6:]))
    except ValueError:
        raise BadValue(
            _("The date of birth inside this identity number does not exist."),
            _("Correct the number or leave the cell empty."),
        ) from None
    if len(number) == 18 and not _check_digit_agrees(number):
        raise BadValue(
            _("The check digit of this identity number does not agree: at least one character is mistyped."),
            _("Compare it with the card, or leave the cell empty."),
        )


def _check_digit_agrees(number: str) -> bool:
    try:
        return bool(ric.calc_check_digit(number) == number[-1])
    except ValidationError:
        return False
