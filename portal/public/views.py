"""The petitioner's pages: enter a code; the matter; the matter for printing; one served paper; leave."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, Flask, make_response, redirect, render_template, request, url_for
from flask_limiter import RateLimitExceeded
from markupsafe import Markup

from portal.public import doors, limits, queries, schemas, words
from portal.public.queries import Matter
from tenants.casework.intake.rules import spaced_code
from tenants.casework.progress.rules import Step, standing
from tenants.casework.progress.words import steps_of
from tenants.core import clock, schema
from tenants.core.errors import NotFound, Problem
from tenants.core.words import _
from tenants.people.doors import public

blueprint = Blueprint("public", __name__, url_prefix=doors.PATH)
blueprint.record(lambda state: limits.init_limits(cast(Flask, state.app), blueprint))

_FIELDS = ("code", "phone_tail")
_PAPER_OF_STEP = {Step.ACCEPTED: ("acceptance_notice",), Step.ANSWERED: ("handling_opinion", "path_notice")}


@blueprint.get("/")
@public
def enter() -> Any:
    """Show the form for a code; ``ended`` says that the half hour is over."""
    return _form({}, {}, ended="ended" in request.args)


@blueprint.post("/")
@public
def open_matter() -> Any:
    """Open the matter of a code. What does not fit is answered alike: a wrong code, an unknown one, a wrong tail."""
    limits.slow_down()
    typed = {name: request.form.get(name, "") for name in _FIELDS}
    try:
        meant = schema.load(schemas.EnterCode, typed)
    except Problem as problem:
        return _form(typed, problem.fields), problem.status
    visit = doors.knock(meant["code"], meant["phone_tail"])
    if visit is None:
        sentence = _(
            "The code and the last digits of the telephone do not fit together. Check both against your receipt; "
            "if you lost it, call the organisation you turned to."
        )
        return _form(typed, {"_form": [sentence]}), 422
    return doors.let_in(make_response(redirect(url_for("public.matter"), 303)), visit)


@blueprint.errorhandler(RateLimitExceeded)
def _too_many(_error: RateLimitExceeded) -> Any:
    seconds = limits.seconds_to_wait()
    if seconds <= 90:
        sentence = _("Too many attempts. Try again in %(number)d seconds.", number=seconds)
    else:
        sentence = _("Too many attempts. Try again in %(number)d minutes.", number=-(-seconds // 60))
    return _form(request.form, {"_form": [sentence]}), 429, {"Retry-After": str(seconds)}


def _form(typed: Mapping[str, str], errors: Any, *, ended: bool = False) -> str:
    form = {"data": {"code": typed.get("code", "")}, "errors": errors}
    return render_template("public/enter.html", form=form, ended=ended, offices=queries.published_phones())


@blueprint.get("/matter")
@doors.visit_required
def matter() -> str:
    """Show the matter."""
    return _matter_page("public/matter.html")


@blueprint.get("/matter/print")
@doors.visit_required
def print_matter() -> str:
    """Show the matter as a page for paper."""
    return _matter_page("public/print.html")


def _matter_page(template: str) -> str:
    visit = doors.current_visit()
    code = spaced_code(visit.code)
    return render_template(
        template, code=code, printed_at=clock.now(), **_words_of(queries.matter(visit.kept))
    )


def _words_of(found: Matter) -> dict[str, Any]:
    return {
        "matter": found,
        "words": words,
        "phone": _phone(found),
        "standing": standing(found.course),
        "stages": [_stage(each, found) for each in steps_of(found.told)],
    }


def _phone(found: Matter) -> dict[str, Any] | None:
    number = found.holder.phone or found.office.phone
    name = words.name_of(found.holder if found.holder.phone else found.office)
    return {"number": number, "label": _("Call %(name)s", name=name)} if number else None


def _stage(step: dict[str, Any], found: Matter) -> dict[str, Any]:
    said, is_done = step["lines"], step["state"] == "done"
    lines = [Markup.escape(line) for line in said]
    paper = next((each for each in found.papers if each.kind in _PAPER_OF_STEP.get(step["step"], ())), None)
    if paper and is_done:
        text = _("Read the notice") if step["step"] == Step.ACCEPTED else _("Read the answer")
        link = Markup('<a class="read" href="{}">{}</a>').format(
            url_for("public.paper", paper_id=paper.id), text
        )
        lines = [*lines[:-1], Markup(" ").join([*lines[-1:], link])]
    return {
        "text": step["text"],
        "detail": Markup("<br>").join(lines),
        "plain": "；".join(map(str, said)),
        "state": step["state"],
    }


@blueprint.get("/papers/<uuid:paper_id>")
@doors.visit_required
def paper(paper_id: UUID) -> Any:
    """Show one paper that was served."""
    kept = doors.current_visit().kept
    found = queries.matter(kept)
    page = {"paper": queries.paper(kept, paper_id), "matter": found, "words": words, "phone": _phone(found)}
    return render_template("public/paper.html", **page)


@blueprint.errorhandler(NotFound)
def _missing(problem: NotFound) -> Any:
    return render_template("public/missing.html"), problem.status


@blueprint.post("/leave")
@public
def leave() -> Any:
    """Forget the matter on this device."""
    return doors.let_out(make_response(redirect(url_for("public.enter"), 303)))
