"""`make bench`: what the product's pages cost beside an honest bare Flask on the same rows; what the walls cost.

Prints ratios measured in one run. Worlds are generated: 10,000 cases in 10 tenants, 1,000,000 in 1,000 (the visited
tenant has 1,000 in both). Nothing here is a test; nothing here fails the build.

    python -m tests.scale.bench                                both databases, 10,000 cases
    python -m tests.scale.bench --sizes 10000,1000000          the long one (builds for some minutes)
    python -m tests.scale.bench --database postgresql --rounds 9
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy.engine import make_url

from tests.scale import costs, world
from tests.scale.load import Ask, Client, Figures, Server, measure

MASTER_KEY = "YmVuY2ggbWFzdGVyIGtleSBvZiAzMiBieXRlcyBsbmc="
PASSWORD = "bench bench bench"
SMALL, LARGE = 1_000, 100_000
PAGES = ("desk", "list", "case", "search", "create")


@dataclass(frozen=True)
class Place:
    """A built world: where its database is, who signs in, and the tenants that are looked at."""

    app_url: str
    owner_url: str
    folder: Path
    visited: dict[str, world.Visited]
    accounts: dict[str, UUID]

    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.app_url,
            "SECRET_KEY": "bench",
            "LIANDONG_MASTER_KEY": MASTER_KEY,
            "INSTANCE_DIR": str(self.folder),
            "FILES_DIR": str(self.folder / "files"),
            "RELAY_IN_PROCESS": "no",
        }


@contextmanager
def database(kind: str, name: str) -> Iterator[tuple[str, str, Path]]:
    """Make an empty database; yields the application's URL, the owner's URL and a folder."""
    with tempfile.TemporaryDirectory(prefix="liandong-bench-") as folder:
        if kind == "sqlite":
            url = f"sqlite:///{folder}/bench.db"
            yield url, url, Path(folder)
            return
        from tests.databases import postgres_server

        server = postgres_server()
        server.create(name)
        try:
            yield server.app_url(name), server.owner_url(name), Path(folder)
        finally:
            server.drop(name)


def build(app_url: str, owner_url: str, folder: Path, cases: int) -> Place:
    """Migrate, open the visited tenants, fill them and the others."""
    from portal import config, create_app, preparation
    from tests.conftest import open_organisation

    settings = {
        "SQLALCHEMY_DATABASE_URI": config._database_url(app_url),
        "SQLALCHEMY_ENGINE_OPTIONS": config.engine_options(app_url),
        "SECRET_KEY": "bench",
        "MASTER_KEY": MASTER_KEY,
        "FILES_DIR": str(folder / "files"),
        "INSTANCE_DIR": str(folder),
        "RELAY_IN_PROCESS": False,
    }
    preparation.migrate(make_url(owner_url), role=make_url(app_url).username or "")
    app = create_app(settings)
    maker = world.Maker()
    visited: dict[str, world.Visited] = {}
    accounts: dict[str, UUID] = {}
    sizes = {"small": SMALL, **({"large": LARGE} if cases >= 10 * LARGE else {})}
    with app.app_context():
        from tenants.core.database import db
        from tenants.obligations.ledger import load_shipped_calendars

        list(load_shipped_calendars())
        for slug, size in sizes.items():
            opened = open_organisation(slug, "enterprise", f"{slug} 矿", "BN", password=PASSWORD)
            clerk = opened.clerk
            assert clerk.seat_id is not None
            assert clerk.account_id is not None
            visited[slug] = world.Visited(opened.id, opened.unit_id, clerk.seat_id, size)
            accounts[slug] = clerk.account_id
        db.engine.dispose()
    rest = (cases - sum(sizes.values())) // SMALL
    others = world.open_others(owner_url, rest, SMALL, maker)
    writer = world.Writer(owner_url)
    for tenant in (*visited.values(), *others):
        world.fill(writer, tenant, maker)
    writer.close()
    return Place(app_url, owner_url, folder, visited, accounts)


def product_pages(server: Server, slug: str) -> dict[str, Ask]:
    """Sign in to the product and return how each page is asked for."""
    client = Client(server.port)
    token = _token(client, "/sign-in")
    status, _body, _headers = client.ask(
        "/sign-in", {"login": f"clerk.{slug}", "password": PASSWORD, "csrf_token": token}
    )
    if status != 303:
        raise RuntimeError(f"sign-in answered {status}")
    base = f"/o/{slug}"
    _status, body, _headers = client.ask(f"{base}/cases/")
    found = re.search(rf"{base}/cases/([0-9a-f-]{{36}})".encode(), body)
    assert found, "the list shows no case"
    case = found.group(1).decode()
    token = _token(client, f"{base}/cases/new")

    def create() -> tuple[int, bytes, dict[str, str]]:
        form = {"csrf_token": token, "key": str(time.perf_counter_ns()), **NEW_CASE}
        status, body, headers = client.ask(f"{base}/cases/new", form)
        return (status if status == 303 else 500), body, headers

    return {
        "desk": lambda: client.ask(f"{base}/desk"),
        "list": lambda: client.ask(f"{base}/cases/"),
        "case": lambda: client.ask(f"{base}/cases/{case}"),
        "search": lambda: client.ask(f"{base}/cases/?q=%E4%BE%9B%E6%9A%96"),
        "create": create,
    }


NEW_CASE = {
    "title": "供暖不足，请求维修",
    "text": "家属区 3 号楼供暖不足，测温十五度，请求维修。",
    "channel": "visit",
    "case_class": "appeal",
    "category": "0201",
    "received_on": "2026-11-20",
    "name": "陈某",
    "phone": "19900001234",
}


def _token(client: Client, path: str) -> str:
    _status, body, _headers = client.ask(path)
    found = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', body) or re.search(
        rb'name="csrf-token" content="([^"]+)"', body
    )
    assert found, f"{path} has no token"
    return found.group(1).decode()


def bare_pages(server: Server, place: Place, slug: str) -> dict[str, Ask]:
    """Enter the bare application and return how each page is asked for."""
    client = Client(server.port)
    client.ask(f"/enter/{place.accounts[slug]}/{place.visited[slug].id}")
    _status, body, _headers = client.ask("/list")
    found = re.search(rb"/case/([0-9a-f-]{36})", body)
    assert found, "the bare list shows no case"
    case = found.group(1).decode()
    form = {"title": NEW_CASE["title"], "text": NEW_CASE["text"]}
    return {
        "desk": lambda: client.ask("/desk"),
        "list": lambda: client.ask("/list"),
        "case": lambda: client.ask(f"/case/{case}"),
        "search": lambda: client.ask("/search?q=%E4%BE%9B%E6%9A%96"),
        "create": lambda: client.ask("/create", form),
    }


def compare(place: Place, slug: str, rounds: int, requests: int) -> dict[str, tuple[Figures, Figures]]:
    """Ask both servers for each page in turn; returns product and bare figures by page."""
    product, bare = (
        Server("wsgi:app", place.environment()),
        Server("tests.scale.bare:app", place.environment()),
    )
    found = {page: (Figures(), Figures()) for page in PAGES}
    try:
        asks = product_pages(product, slug), bare_pages(bare, place, slug)
        for page in PAGES:
            for ask in asks:
                for _ in range(5):
                    ask[page]()
            for _ in range(rounds):
                measure(product, asks[0][page], found[page][0], requests)
                measure(bare, asks[1][page], found[page][1], requests)
        print(f"  worker memory {product.memory():.0f} MiB (bare {bare.memory():.0f})")
    finally:
        product.stop()
        bare.stop()
    return found


def show(found: dict[str, tuple[Figures, Figures]]) -> None:
    """Print a line for each page: rates, p50, p95, bytes, and the ratios."""
    print(
        "  page    | product req/s  p50   p95 ms  cpu ms  bytes | bare req/s  p50   p95 | rate ratio  cpu ratio"
    )
    for page, (product, bare) in found.items():
        print(
            f"  {page:7} | {product.rate:9.0f} {product.p50:8.1f} {product.p95:6.1f} {product.cpu_ms:7.2f} "
            f"{product.size:7} | {bare.rate:8.0f} {bare.p50:6.1f} {bare.p95:5.1f} | "
            f"{product.rate / bare.rate:9.2f} {product.cpu_ms / max(bare.cpu_ms, 1e-9):10.2f}"
        )


def run(kind: str, sizes: list[int], rounds: int, requests: int) -> None:
    """Build and measure each size on one kind of database, then the growth between the sizes."""
    taken: dict[int, dict[str, Figures]] = {}
    for size in sizes:
        with database(kind, f"liandong_bench_{size}") as (app_url, owner_url, folder):
            start = time.perf_counter()
            place = build(app_url, owner_url, folder, size)
            print(f"\n{kind}, {size:,} cases, built in {time.perf_counter() - start:.0f} s")
            for slug in place.visited:
                print(f" tenant with {place.visited[slug].cases:,} cases")
                found = compare(place, slug, rounds, requests)
                show(found)
                taken.setdefault(size, {}).update(
                    {f"{slug} {page}": product for page, (product, _bare) in found.items()}
                )
            if kind == "postgresql":
                _show_row_security(place, rounds, requests)
            for line in costs.lines(place.app_url, place.owner_url, place.visited, MASTER_KEY):
                print(f"  {line}")
    _show_growth(taken)


def _show_row_security(place: Place, rounds: int, requests: int) -> None:
    """Print what row-level security costs on two pages: the same product for a login it does not hold."""
    free = {**place.environment(), "DATABASE_URL": place.owner_url}
    servers = Server("wsgi:app", place.environment()), Server("wsgi:app", free)
    try:
        asks = [product_pages(server, "small") for server in servers]
        for page in ("list", "case"):
            held, unheld = Figures(), Figures()
            for _ in range(rounds + 1):
                measure(servers[0], asks[0][page], held, requests)
                measure(servers[1], asks[1][page], unheld, requests)
            print(f"  {page} page, row-level security on / off: {held.p50 / unheld.p50:.2f}")
    finally:
        for server in servers:
            server.stop()


def _show_growth(taken: dict[int, dict[str, Figures]]) -> None:
    if len(taken) < 2:
        return
    first, last = min(taken), max(taken)
    print(f"\n growth {first:,} -> {last:,} cases, p50 ratio by page (tenant of {SMALL:,})")
    for page, figures in taken[first].items():
        print(f"  {page:14} {taken[last][page].p50 / figures.p50:5.2f}")
    if f"large {PAGES[0]}" not in taken[last]:
        return
    print(f" tenant of {LARGE:,} / tenant of {SMALL:,}, p50 and p99 ratio")
    for page in PAGES:
        large, small = taken[last][f"large {page}"], taken[last][f"small {page}"]
        print(f"  {page:14} {large.p50 / small.p50:5.2f} {large.p99 / small.p99:5.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--sizes", default="10000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=60)
    chosen = parser.parse_args()
    kinds = ["sqlite", "postgresql"] if chosen.database == "both" else [chosen.database]
    for kind in kinds:
        run(kind, [int(size) for size in chosen.sizes.split(",")], chosen.rounds, chosen.requests)
    print(json.dumps({"finished": True}))


if __name__ == "__main__":
    main()
