"""The socket door: who is connected hears that something happened, by a name and an id; the words come by HTTP.

A socket may ask one thing, ``enter``; it may not name a room. Each question reads the sign-in and the seat anew. What
is told: ``told`` {name, id of a notice or null} and ``cut_off`` {reason}, after which the socket is closed.
"""

import hashlib
import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask, current_app, request
from flask_login import current_user
from flask_socketio import SocketIO, join_room, leave_room

from portal.live.connections import Connections
from tenants.core.errors import NotFound
from tenants.people.doors import FirstPassword, take_seat

logger = logging.getLogger(__name__)
EVENTS = ("connect", "enter", "disconnect")
SWEEP_EVERY = timedelta(seconds=1)
HANG_UP_AFTER = timedelta(seconds=1)
LARGEST_MESSAGE = 4096
_NAME = "live.connections"


def init_sockets(app: Flask) -> SocketIO:
    """Attach the socket door to ``app``: websocket only, from our own pages only, small messages only."""
    app.extensions[_NAME] = Connections()
    queue: dict[str, Any] = {}
    if app.config["REDIS_URL"]:
        # Two installations may share one Redis; each has a channel of its own.
        mark = hashlib.sha256(app.config["SQLALCHEMY_DATABASE_URI"].encode()).hexdigest()[:12]
        queue = {"message_queue": app.config["REDIS_URL"], "channel": f"liandong-{mark}"}
    sockets = SocketIO(
        app,
        async_mode=_async_mode(),
        transports=["websocket"],
        manage_session=False,
        max_http_buffer_size=LARGEST_MESSAGE,
        http_compression=False,
        **queue,
    )
    sockets.on_event("connect", _on_connect)
    sockets.on_event("enter", _on_enter)
    sockets.on_event("disconnect", _on_disconnect)
    return sockets


def _async_mode() -> str:
    from gevent.monkey import is_module_patched

    return "gevent" if is_module_patched("socket") else "threading"


def _sockets() -> SocketIO:
    return current_app.extensions["socketio"]


def connections() -> Connections:
    """Return the sockets that this process holds."""
    found: Connections = current_app.extensions[_NAME]
    return found


def tenant_room(tenant_id: UUID) -> str:
    """Return the room of all sockets whose seat is in this tenant. Clients never see or name it."""
    return f"tenant:{tenant_id}"


def _sid() -> str:
    return request.sid  # type: ignore[attr-defined,no-any-return]


def _on_connect(_auth: Any = None) -> bool:
    """Let in whoever is signed in; everybody else is refused, and the line is closed soon after."""
    signed_in = current_user.is_authenticated
    if signed_in and connections().add(_sid(), current_user.session_id, current_user.account_id):
        return True
    server = _sockets().server
    server.start_background_task(_hang_up, server, server.manager.eio_sid_from_sid(_sid(), "/"))
    return False


def _hang_up(server: Any, eio_sid: str) -> None:
    """Close the line under a refused socket, once the refusal is sent: it would stay open for nothing."""
    server.sleep(HANG_UP_AFTER.total_seconds())
    server.eio.disconnect(eio_sid)


def _on_enter(message: Any = None, *_more: Any) -> dict[str, bool]:
    """Seat the socket in the tenant of its page. No seat there and no such tenant give the same answer."""
    held = connections().get(_sid())
    if held is None or held.asks_too_often() or not current_user.is_authenticated:
        cut_off(_sid(), "session")
        return {"entered": False}
    for room in held.rooms:
        leave_room(room)
    held.tenant_id, held.rooms = None, ()
    slug = message.get("tenant") if isinstance(message, dict) else None
    try:
        actor = take_seat(current_user.account, slug if isinstance(slug, str) else "")
    except (NotFound, FirstPassword):
        return {"entered": False}
    if connections().get(_sid()) is None:
        # The page was left while its seat was looked up.
        return {"entered": False}
    held.tenant_id, held.rooms = actor.tenant_id, (tenant_room(actor.tenant_id),)
    for room in held.rooms:
        join_room(room)
    return {"entered": True}


def _on_disconnect(_reason: Any = None) -> None:
    connections().remove(_sid())


def tell_pages(tenant_id: UUID, name: str, notice_id: UUID | None) -> None:
    """Tell all open pages of a tenant, in every process, that something happened; ``notice_id`` when it has words."""
    news = {"name": name, "id": str(notice_id) if notice_id else None}
    _sockets().emit("told", news, to=tenant_room(tenant_id))


def cut_off(sid: str, reason: str) -> None:
    """Tell one socket of this process that it is over, and close it whether it likes or not."""
    server = _sockets().server
    eio_sid = server.manager.eio_sid_from_sid(sid, "/")
    connections().remove(sid)
    server.emit("cut_off", {"reason": reason}, to=sid)
    server.disconnect(sid, ignore_queue=True)
    if eio_sid is not None:
        # Closing waits until everything is sent, which a stalled client could delay for ever: not in this thread.
        server.start_background_task(server.eio.disconnect, eio_sid)


def close_all() -> None:
    """Close every socket of this process, which is about to stop; the pages connect again by themselves."""
    server = _sockets().server
    for eio_sid in list(server.eio.sockets):
        server.start_background_task(server.eio.disconnect, eio_sid)


def sweep() -> int:
    """Cut off the sockets of this process whose sign-in or seat has ended, wherever it was ended; returns how many."""
    found = connections().to_cut_off()
    for sid, reason in found:
        cut_off(sid, reason)
    return len(found)
