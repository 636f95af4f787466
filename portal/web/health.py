"""The health page for the people who run the server: does the database answer, is the outbox moving."""

from flask import Blueprint, jsonify
from sqlalchemy.exc import SQLAlchemyError

from tenants.core import clock, events
from tenants.core.database import platform_scope
from tenants.people.doors import public

blueprint = Blueprint("health", __name__)
SLOW_OUTBOX_SECONDS = 60


@blueprint.get("/health")
@public
def health() -> tuple[object, int]:
    """Answer 200 when the database answers and the outbox's oldest row is younger than a minute, else 503."""
    try:
        with platform_scope("relay"):
            oldest = events.oldest_waiting()
    except SQLAlchemyError:
        return jsonify({"database": "away"}), 503
    age = round((clock.now() - oldest).total_seconds()) if oldest else 0
    well = age <= SLOW_OUTBOX_SECONDS
    return jsonify({"database": "answers", "outbox_oldest_seconds": age}), 200 if well else 503
