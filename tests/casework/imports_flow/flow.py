"""An import step by step, for tests: upload a ledger, check it, confirm it. Every matter in it is invented."""

import io
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tenants.casework.imports import jobs, queries, storing
from tenants.casework.imports.models import Import
from tenants.core.commands import Actor, execute
from tests.casework.imports.ledgers import xlsx

HEADERS = ("编号", "来访日期", "姓名", "联系电话", "来访形式", "反映问题", "处理意见", "答复时间")


def row(place: int, **values: Any) -> tuple[Any, ...]:
    """Return one line of a ledger under ``HEADERS``; every second one has a reply."""
    answered = place % 2
    usual = {
        "number": f"访-{place:03d}",
        "received": f"2025-0{1 + place % 9}-10",
        "name": "周某某",
        "phone": "13800138000",
        "channel": "来访",
        "text": f"反映第{place}处路灯不亮，要求修复。",
        "reply": "已通知物业修复。" if answered else "",
        "replied": f"2025-0{1 + place % 9}-20" if answered else "",
    }
    return tuple({**usual, **values}.values())


def ledger(*rows: Sequence[Any], count: int = 0) -> io.BytesIO:
    """Return a workbook with these rows, or with ``count`` usual ones."""
    stream = xlsx([HEADERS, *(rows or [row(number) for number in range(count)])])
    stream.seek(0)
    return stream


def uploaded(actor: Actor, stream: io.BytesIO, name: str = "台账.xlsx") -> Import:
    """Upload a ledger in the present scope."""
    return queries.find(storing.add_file(actor, stream, name))


def checked(actor: Actor, stream: io.BytesIO, name: str = "台账.xlsx", **mapping: Any) -> Import:
    """Upload a ledger and have all rows checked."""
    found = uploaded(actor, stream, name)
    payload = {"import_id": str(found.id), "version": found.version, **found.mapping, **mapping}
    execute("import.check", payload, actor)
    jobs.run(actor.tenant_id, found.id)
    return queries.find(found.id)


def confirm(actor: Actor, found: Import) -> None:
    """Confirm a checked import; its job is still to do."""
    execute("import.confirm", {"import_id": str(found.id), "version": found.version}, actor)


def imported(actor: Actor, stream: io.BytesIO, name: str = "台账.xlsx") -> Import:
    """Bring a good ledger in."""
    found = checked(actor, stream, name)
    assert found.state == "ready", found.report
    confirm(actor, found)
    jobs.run(actor.tenant_id, found.id)
    return queries.find(found.id)


def file_of(app: Any, tenant_id: UUID, import_id: UUID) -> Any:
    """Return where the sealed file of an import lies, whether it is there or not."""
    from pathlib import Path

    return Path(app.config["FILES_DIR"]) / str(tenant_id) / str(import_id)
