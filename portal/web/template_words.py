"""Filters and globals of all templates: dates and times of the office's zone, ids, slots."""

from datetime import date, datetime
from typing import Any

from flask import Flask, session
from flask_babel import format_date, format_datetime

from tenants.core import clock, slots
from tenants.core.ids import new_id


def day(value: date | datetime | None, style: str = "short") -> str:
    """Show a date on the office's calendar: "short" 04-20, "long" 4月20日 / 20 Apr, "full" with the year."""
    if value is None:
        return ""
    when = clock.office_date(value) if isinstance(value, datetime) else value
    if style == "short":
        return when.strftime("%m-%d")
    chinese = _in_chinese()
    if style == "full":
        return str(format_date(when, "y年M月d日" if chinese else "d MMM y"))
    return str(format_date(when, "M月d日" if chinese else "d MMM"))


def moment(value: datetime | None, style: str = "long") -> str:
    """Show a moment in the office's zone: "long" 4月16日 09:12, "full" with the year, "time" 09:12."""
    if value is None:
        return ""
    chinese = _in_chinese()
    patterns = {
        "long": "M月d日 HH:mm" if chinese else "d MMM HH:mm",
        "full": "y年M月d日 HH:mm" if chinese else "d MMM y HH:mm",
        "time": "HH:mm",
    }
    return str(format_datetime(value, patterns[style]))


def _in_chinese() -> bool:
    from flask_babel import get_locale

    locale = get_locale()
    return locale is None or locale.language == "zh"


def init_template_words(app: Flask) -> None:
    """Register the filters and globals."""
    app.jinja_env.filters.update(day=day, moment=moment)
    app.jinja_env.globals.update(
        slot=slots.render, new_key=lambda: str(new_id()), today=clock.today, now=clock.now
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def _context() -> dict[str, Any]:
        return {"in_chinese": _in_chinese(), "session": session}
