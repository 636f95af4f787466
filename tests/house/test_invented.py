"""Nobody real: every identity number in the sources lies in a region that no authority has ever assigned."""

import re

from portal.config import ROOT

FOLDERS = ("docs", "portal", "scripts", "templates", "tenants", "tests", "translations")
KINDS = {".py", ".html", ".js", ".json", ".md", ".po", ".csv", ".txt"}
NUMBER = re.compile(r"(?<![\dA-Fa-f])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{5}[\dXx](?![\dA-Fa-f])")
UNASSIGNED = ("40", "99")


def test_identity_numbers_are_nobodys() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {number}"
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in KINDS and "dist" not in path.parts
        for number in NUMBER.findall(path.read_text(encoding="utf-8"))
        if not number.startswith(UNASSIGNED)
    ]
    assert found == []
