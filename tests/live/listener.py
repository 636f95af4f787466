"""A Socket.IO client that speaks the protocol by hand, so that it can also say what no honest client would."""

import contextlib
import json
import threading
import time
from typing import Any

from simple_websocket import Client, ConnectionClosed, ConnectionError  # type: ignore[import-untyped]


class Refused(Exception):
    """The server did not let the socket in."""


class Listener:
    """One websocket to a running server: keeps what it is told, answers pings, notes when it is closed."""

    def __init__(self, address: str, cookie: str = "", origin: str = ""):
        headers = {name: value for name, value in (("Cookie", cookie), ("Origin", origin)) if value}
        url = f"ws://{address}/socket.io/?EIO=4&transport=websocket"
        try:
            self._socket = Client(url, headers=headers)
        except (ConnectionError, OSError) as error:
            raise Refused(str(error)) from error
        self.told: list[dict[str, Any]] = []
        self.others: list[Any] = []
        self.answers: dict[int, Any] = {}
        self.closed_at: float | None = None
        self._asked = 0
        self._connected = threading.Event()
        self._refused = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.send_raw("40")
        if not self._connected.wait(5) or self._refused:
            self.close()
            raise Refused

    def send_raw(self, text: str) -> None:
        """Send a frame as it is."""
        self._socket.send(text)

    def ask(self, event: str, *values: Any) -> Any:
        """Send an event and return the server's answer, or None when it gives none within a second."""
        self._asked += 1
        self.send_raw(f"42{self._asked}{json.dumps([event, *values])}")
        wait_until(lambda: self._asked in self.answers, 1)
        return self.answers.get(self._asked)

    def enter(self, slug: str) -> bool:
        """Enter a tenant."""
        answer = self.ask("enter", {"tenant": slug})
        return bool(answer and answer[0]["entered"])

    def close(self) -> None:
        """Go away."""
        with contextlib.suppress(ConnectionClosed):
            self._socket.close()

    def _read(self) -> None:
        try:
            while True:
                self._take(str(self._socket.receive()))
        except (ConnectionClosed, OSError):
            self.closed_at = time.monotonic()
            self._connected.set()

    def _take(self, frame: str) -> None:
        if frame == "2":
            self.send_raw("3")
        elif frame.startswith("40"):
            self._connected.set()
        elif frame.startswith("44"):
            self._refused = True
            self._connected.set()
        elif frame.startswith("42"):
            name, *values = json.loads(frame[2:])
            if name == "told":
                self.told.append(values[0])
            else:
                self.others.append((name, *values))
        elif frame.startswith("43"):
            number, _bracket, rest = frame[2:].partition("[")
            self.answers[int(number)] = json.loads("[" + rest)


def wait_until(happened: Any, seconds: float) -> bool:
    """Wait until ``happened()`` is true, at most so long; tells whether it became true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happened():
            return True
        time.sleep(0.01)
    return bool(happened())
