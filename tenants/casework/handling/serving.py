"""The way to a paper that an act has just made, for the sentence that says the act is done."""

from typing import Any
from uuid import UUID

from flask import url_for
from markupsafe import Markup

from tenants.casework.intake.queries import has_name
from tenants.core.commands import Actor
from tenants.core.permissions import Permission
from tenants.core.words import _


def with_way_to_paper(done: Any, actor: Actor, case_id: UUID, document_id: UUID | str, number: str) -> Markup:
    """Return the sentence ``done`` with a link to the paper that is to be served."""
    named = actor.may(Permission.IDENTITY_REVEAL) and has_name(case_id)
    text = (
        _("Open %(number)s, show the full name and serve it", number=number)
        if named
        else _("Open %(number)s and serve it", number=number)
    )
    address = url_for("handling.document", case_id=case_id, document_id=document_id)
    return Markup('{} <a href="{}">{}</a>').format(done, address, text)
