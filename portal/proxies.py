"""Whose address a request comes from: the one place that decides it, before anything else reads the request.

A reverse proxy of our own (``FORWARDED_ALLOW_IPS``, addresses or networks) is believed about whom it spoke to; what
anybody else claims in ``X-Forwarded-For`` is not. From here on ``request.remote_addr`` is the visitor's address.
"""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from flask import Flask

Address = IPv4Address | IPv6Address
Networks = Sequence[IPv4Network | IPv6Network]


def parse_proxies(texts: Iterable[str]) -> Networks:
    """Return the networks that ``texts`` name, single addresses among them.

    :raises ValueError: one is neither; ``*`` neither: it would believe whatever a visitor claims.
    """
    return [ip_network(text.strip()) for text in texts if text.strip()]


def client_address(peer: str, forwarded: str, proxies: Networks) -> str:
    """Return whose request it is, given who sent it and its ``X-Forwarded-For``.

    Each proxy adds at the right whom it spoke to. Read from there, the first address that is no proxy of ours is the
    visitor; what stands further left the visitor may have written. Unreadable hops end the search.
    """
    found = peer
    for hop in reversed(forwarded.split(",")):
        if not _is_ours(found, proxies):
            break
        address = _address(hop.strip())
        if address is None:
            break
        found = str(address)
    return found


def _is_ours(text: str, proxies: Networks) -> bool:
    address = _address(text)
    return address is not None and any(address in network for network in proxies)


def _address(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.version == 6 and address.ipv4_mapped) or address


class BehindProxies:
    """Puts the visitor's address where WSGI applications look for it."""

    def __init__(self, application: Any, proxies: Networks):
        self._application, self._proxies = application, proxies

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Pass the request on as coming from its visitor."""
        peer = environ.get("REMOTE_ADDR", "")
        environ["REMOTE_ADDR"] = client_address(peer, environ.get("HTTP_X_FORWARDED_FOR", ""), self._proxies)
        return self._application(environ, start_response)


def init_proxies(app: Flask) -> None:
    """Let ``app`` see its visitors' addresses. Call it last: what is wrapped later sees the proxy's."""
    proxies = parse_proxies(app.config["TRUSTED_PROXIES"])
    app.wsgi_app = BehindProxies(app.wsgi_app, proxies)  # type: ignore[method-assign]
