"""Under which key the address of a request is counted, the same for sign-in, the JSON API and the petitioners' door.

Which address that is, one place has decided before any room is asked: ``portal.proxies``.
"""

from ipaddress import ip_address, ip_network

from flask import request

from tenants.core import crypto

_NETWORK_OF_ONE_HOUSE = 64


def visitor() -> str:
    """Return a keyed hash of where this request comes from; a household's whole IPv6 network counts as one.

    Only the hash is kept, in the process or in Redis: the address itself is nobody's business after the answer.
    """
    return crypto.platform_hash("visitor", _counted(request.remote_addr or "")).hex()


def _counted(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        return "unknown"
    return str(
        ip_network((address, _NETWORK_OF_ONE_HOUSE), strict=False) if address.version == 6 else address
    )
