"""Language and display: chosen by the reader, before and after sign-in, kept in cookies, working without a script."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from flask import Blueprint, Flask, g, has_request_context, redirect, request
from flask_babel import Babel, get_locale
from markupsafe import Markup

from tenants.core.words import catalogue, translated
from tenants.people.doors import public

blueprint = Blueprint("web", __name__)
LOCALES = {name: Locale.parse(name) for name in ("zh_CN", "en")}
THEMES, CONTRASTS, SIZES = ("light", "dark"), ("normal", "high"), ("md", "lg", "xl")
_YEAR = 31536000


def chosen_locale() -> Locale:
    """Return the locale of this request: the cookie's, else what the browser prefers, else Chinese (jobs, mail)."""
    if not has_request_context():
        return LOCALES["zh_CN"]
    cookie = request.cookies.get("locale", "")
    if cookie in LOCALES:
        return LOCALES[cookie]
    best = request.accept_languages.best_match(["zh-CN", "zh", "en"], default="zh")
    return LOCALES["en" if best == "en" else "zh_CN"]


def chosen_display() -> dict[str, str]:
    """Return theme, contrast and text size as the cookie ``display`` ("dark.normal.lg") has them."""
    parts = (request.cookies.get("display", "") + "..").split(".")
    values = zip(("theme", "contrast", "size"), parts[:3], (THEMES, CONTRASTS, SIZES), strict=True)
    return {name: part if part in choices else choices[0] for name, part, choices in values}


def safe_next(target: str) -> str:
    """Return ``target`` when it stays on this site, else the front door."""
    parts = urlsplit(target)
    stays = (
        not parts.scheme
        and not parts.netloc
        and target.startswith("/")
        and not target.startswith(("//", "/\\"))
    )
    return target if stays else "/"


@blueprint.post("/language")
@public
def language() -> Any:
    """Remember the language."""
    answer = redirect(safe_next(request.form.get("next", "/")), 303)
    if request.form.get("locale") in LOCALES:
        answer.set_cookie("locale", request.form["locale"], max_age=_YEAR, samesite="Lax", httponly=True)
    return answer


@blueprint.post("/display")
@public
def display() -> Any:
    """Remember theme, contrast and text size; what is not sent stays as it is."""
    chosen = {
        **chosen_display(),
        **{k: v for k, v in request.form.items() if k in ("theme", "contrast", "size")},
    }
    answer = redirect(safe_next(request.form.get("next", "/")), 303)
    value = ".".join(chosen[name] for name in ("theme", "contrast", "size"))
    answer.set_cookie("display", value, max_age=_YEAR, samesite="Lax")
    return answer


def page_text(message: str, /, **values: Any) -> Markup:
    """Return a message for a page: its own marks stay, the values are escaped. What ``_`` means in templates.

    Jinja's own ``_`` does the same through four more calls, a hundred times on each page.
    """
    text = Markup(translated(message))  # noqa: S704 - messages are ours; what people wrote comes in as values
    return text % values if values else text


def _several(singular: str, plural: str, number: int) -> str:
    return catalogue().ngettext(singular, plural, number)


def _same_for_all(app: Flask) -> Callable[[str], Markup]:
    drawn: dict[tuple[str, Locale | None], Markup] = {}

    def same_for_all(name: str) -> Markup:
        """Return a part of a page that every reader of a language sees alike; drawn once for each language."""
        key = (name, get_locale())
        if key not in drawn:
            drawn[key] = Markup(app.jinja_env.get_template(name).render())  # noqa: S704 - a template, escaped
        return drawn[key]

    return same_for_all


def init_language(app: Flask) -> None:
    """Attach Babel and give templates the locale, the display and what only the language decides."""
    Babel(app, locale_selector=chosen_locale)
    app.jinja_env.install_gettext_callables(translated, _several, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(_=page_text, same_for_all=_same_for_all(app))

    @app.context_processor
    def _context() -> dict[str, Any]:
        g.setdefault("display", chosen_display())
        return {"locale": str(get_locale()), "display": g.display}
