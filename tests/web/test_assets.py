"""The front end's own rules: colours that can be read, classes that do not collide, files that carry no inline code."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask

from portal.web.assets import AssetsNotBuilt, init_assets, read_manifest

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "portal" / "assets"
SHEETS = sorted((ASSETS / "css").glob("*.css"))
ROOMS = ("layouts", "parts", "errors")
TEMPLATES = sorted(path for room in ROOMS for path in (ROOT / "templates" / room).glob("*.html"))

# Components that exist in Bootstrap under the same name and are ours on purpose; Bootstrap's are not bundled.
OVERRIDES = {
    *("btn", "btn-sm", "btn-lg", "btn-primary", "card"),
    *("form-control", "form-select", "form-label", "form-check-input", "visually-hidden"),
    "text-end",
}
TOO_NEW = [
    "color-mix(",
    "oklch(",
    "light-dark(",
    ":has(",
    ":is(",
    ":where(",
    "@layer",
    "@property",
    "@container",
    "accent-color",
]

TEXT, GRAPHIC = 4.5, 3.0
GROUNDS = ("bg", "surface", "surface-2", "surface-3")
WHITE_ON = [
    "red-solid",
    "amb-solid",
    "kraft",
    "kraft-h",
    "ok-solid",
    "ok-solid-h",
    "live",
    "live-h",
    "toast",
    "ink",
]
SEALS = [f"seal-{number}" for number in range(1, 9)]
TONES = ["red", "amb", "grn", "blu", "neu", "v-in", "v-pair", "v-mech", "v-me"]
TINTS = [*(f"{tone}-bg" for tone in TONES), "pri-50", "pri-100"]
PAIRS = [
    *((text, ground, TEXT) for text in ("text", "text-2", "text-3") for ground in GROUNDS),
    *((text, ground, TEXT) for text in ("text", "text-2") for ground in TINTS),
    *(("link", ground, TEXT) for ground in (*GROUNDS, "pri-50", "pri-100", "blu-bg", "v-pair-bg")),
    *((name, f"{name}-bg", TEXT) for name in TONES),
    *((name, "surface", TEXT) for name in ("red", "amb", "grn", "blu", "v-pair", "v-me")),
    *((name, "bg", TEXT) for name in ("red", "grn")),
    ("text-3", "pri-50", TEXT),
    ("red", "v-pair-bg", TEXT),
    ("on-pri", "pri", TEXT),
    ("on-pri", "pri-h", TEXT),
    ("on-ink", "ink-2", TEXT),
    ("on-ink-2", "ink-2", TEXT),
    ("toast-link", "toast", TEXT),
    *(("#ffffff", ground, TEXT) for ground in (*WHITE_ON, *SEALS)),
    *(("field", ground, GRAPHIC) for ground in ("surface", "surface-2")),
    *(("focus", ground, GRAPHIC) for ground in (*GROUNDS, "red-bg", "v-pair-bg")),
    *(("focus-ink", ground, GRAPHIC) for ground in ("ink", "ink-2", "toast")),
    *((line, "surface", GRAPHIC) for line in ("pri", "amb-solid", "red-solid", "grn")),
]


def without_comments(text: str) -> str:
    """Return CSS without its comments."""
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def tokens_of(selector: str) -> dict[str, str]:
    """Return the custom properties that tokens.css sets in the rule with exactly this selector."""
    text = without_comments((ASSETS / "css" / "tokens.css").read_text(encoding="utf-8"))
    block = next(body for head, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text) if head.strip() == selector)
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


LIGHT = tokens_of(":root")
MODES = {
    "light": LIGHT,
    "dark": {**LIGHT, **tokens_of('html[data-bs-theme="dark"]')},
    "high contrast": {**LIGHT, **tokens_of('html[data-contrast="high"]')},
}


def luminance(colour: str) -> float:
    """Return the relative luminance of #rgb or #rrggbb (WCAG 2.2)."""
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def own_classes(text: str) -> set[str]:
    """Return the class names that a style sheet's selectors use."""
    selectors = re.findall(r"([^{}]+)\{", re.sub(r'"[^"]*"', '""', without_comments(text)))
    return {name for selector in selectors for name in re.findall(r"\.(-?[A-Za-z_][\w-]*)", selector)}


def bootstrap() -> str:
    """Return Bootstrap's whole style sheet; `npm ci` puts it there."""
    sheet = ROOT / "node_modules/bootstrap/dist/css/bootstrap.css"
    assert sheet.is_file(), "run `npm ci --ignore-scripts` first"
    return sheet.read_text(encoding="utf-8")


@pytest.mark.parametrize("mode", MODES)
def test_every_pair_of_colours_can_be_read(mode: str) -> None:
    tokens = MODES[mode]
    weak = [
        f"{front} on {ground}: {found:.2f} < {least}"
        for front, ground, least in PAIRS
        if (found := contrast(tokens.get(front, front), tokens[ground])) < least
    ]
    assert weak == []


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_dark_and_high_contrast_name_only_known_tokens() -> None:
    for mode, tokens in MODES.items():
        assert set(tokens) == set(LIGHT), mode


def test_own_classes_do_not_collide_with_bootstrap() -> None:
    own = {name for sheet in SHEETS for name in own_classes(sheet.read_text(encoding="utf-8"))}
    assert (own & own_classes(bootstrap())) - OVERRIDES == set()


def test_the_list_of_overrides_has_no_dead_entry() -> None:
    own = {name for sheet in SHEETS for name in own_classes(sheet.read_text(encoding="utf-8"))}
    assert OVERRIDES - own == set()


def test_every_seal_has_its_class() -> None:
    classes = own_classes((ASSETS / "css" / "badges.css").read_text(encoding="utf-8"))
    assert set(SEALS) <= classes


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_style_sheets_stay_within_old_browsers_and_known_tokens(sheet: Path) -> None:
    text = without_comments(sheet.read_text(encoding="utf-8"))
    assert [word for word in TOO_NEW if word in text] == []
    used = set(re.findall(r"var\(--([\w-]+)", text))
    assert {name for name in used if name not in LIGHT and not name.startswith("bs-")} == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_templates_carry_no_inline_style_or_script(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert re.findall(r"\sstyle=|<style|\son[a-z]+=|javascript:", text) == []
    assert [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag] == []


def test_templates_use_only_classes_that_exist() -> None:
    known = own_classes(bootstrap()) | {
        name for sheet in SHEETS for name in own_classes(sheet.read_text(encoding="utf-8"))
    }
    unknown = set()
    for template in TEMPLATES:
        for value in re.findall(r'\bclass="([^"]*)"', template.read_text(encoding="utf-8")):
            words = re.sub(r"[\w-]*\{[{%].*?[}%]\}[\w-]*", " ", value).split()
            unknown |= {f"{template.name}: {word}" for word in words if word not in known}
    assert unknown == set()


def test_packages_are_pinned_and_the_lock_names_no_address() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert [name for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in lock
    assert '"resolved"' not in lock


def application(folder: Path, manifest: dict[str, str] | None) -> Flask:
    """Return an application whose root is ``folder``, with that manifest or none."""
    if manifest is not None:
        (folder / "static" / "dist").mkdir(parents=True)
        (folder / "static" / "dist" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    app = Flask("portal", root_path=str(folder), static_folder=None)
    init_assets(app)
    return app


def test_a_name_becomes_its_hashed_address(tmp_path: Path) -> None:
    app = application(tmp_path, {"portal.css": "portal-ABC.css"})
    assert app.jinja_env.from_string("{{ asset('portal.css') }}").render() == "/static/dist/portal-ABC.css"


def test_the_manifest_is_read_once(tmp_path: Path) -> None:
    app = application(tmp_path, {"portal.css": "portal-ABC.css"})
    (tmp_path / "static" / "dist" / "manifest.json").unlink()
    assert read_manifest(tmp_path / "static" / "dist") == {}
    assert app.jinja_env.from_string("{{ asset('portal.css') }}").render() == "/static/dist/portal-ABC.css"


def test_a_missing_build_says_what_to_run(tmp_path: Path) -> None:
    app = application(tmp_path, None)
    with pytest.raises(AssetsNotBuilt, match=r"portal\.css.*nothing.*npm ci.*node build\.mjs"):
        app.jinja_env.from_string("{{ asset('portal.css') }}").render()
