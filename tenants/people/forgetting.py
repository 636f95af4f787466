"""Sign-ins and tokens that are over are kept for a while, then forgotten."""

from datetime import datetime

from sqlalchemy import or_

from tenants.core.forgetting import forget
from tenants.people import rules
from tenants.people.models import ApiToken, LoginSession


def forget_sessions(before: datetime) -> int:
    """Delete the login sessions that were over before a moment: signed out, idle or too old; returns how many."""
    return forget(
        LoginSession,
        or_(
            LoginSession.ended_at < before,
            LoginSession.seen_at < before - rules.SESSION_IDLE,
            LoginSession.created_at < before - rules.SESSION_LONGEST,
        ),
    )


def forget_tokens(before: datetime) -> int:
    """Delete the API tokens that were revoked or ran out before a moment; returns how many."""
    return forget(ApiToken, or_(ApiToken.revoked_at < before, ApiToken.expires_at < before))
