"""The bundled front end: logical file names become hashed ones, so that browsers may keep them for ever."""

import json
from pathlib import Path

from flask import Flask

PREFIX = "/static/dist/"


class AssetsNotBuilt(RuntimeError):
    """The front end has not been bundled, or does not contain the file that was asked for."""


def read_manifest(folder: Path) -> dict[str, str]:
    """Return {logical name: hashed name} as written by build.mjs; empty if nothing was built yet."""
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        return {}
    names: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))
    return names


def init_assets(app: Flask) -> None:
    """Give templates `asset(name)`, the address of a bundled file. The manifest is read once, here.

    A missing build is reported when a page needs it, not before: commands such as the migration
    must run on a machine that has no front end. Raises AssetsNotBuilt from the template then.
    """
    names = read_manifest(Path(app.root_path) / "static" / "dist")
    addresses = {name: PREFIX + hashed for name, hashed in names.items()}

    def asset(name: str) -> str:
        address = addresses.get(name)
        if address is None:
            found = ", ".join(sorted(addresses)) or "nothing"
            raise AssetsNotBuilt(
                f"{name} is not in portal/static/dist (found: {found}). "
                "Run `npm ci --ignore-scripts` and `node build.mjs`, then start again."
            )
        return address

    app.jinja_env.globals["asset"] = asset
