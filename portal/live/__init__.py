"""Live pages: the relay that tells what was kept, the sockets that carry a name and an id, the bell.

Replaced piece by piece below: ``relay`` leases outbox rows and tells listeners; ``sockets`` is the Socket.IO door;
``notices`` are what a seat finds under the bell.
"""

from flask import Flask

from portal.live import views


def init_live(app: Flask) -> None:
    """Attach the live pages to ``app``."""
    app.register_blueprint(views.blueprint)
