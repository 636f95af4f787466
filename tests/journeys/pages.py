"""Every page of the portal that a person can open, with the seat that may: for the checks that hold on all of them."""

from dataclasses import dataclass
from typing import Any

STRANGER, NOBODYS = "", "both.minea"


@dataclass(frozen=True)
class Stop:
    """One page: its name, its address with the world's ids to fill in, and who opens it.

    ``who`` is a login, ``code:<name>`` for a petitioner with a tracking code, or nothing for a stranger.
    """

    name: str
    path: str
    who: str = STRANGER
    status: int = 200

    def address(self, ids: dict[str, str]) -> str:
        """Return the path with the ids filled in."""
        return self.path.format(**ids)

    @property
    def is_for_phones(self) -> bool:
        """Tell whether petitioners, or staff before they sign in, open it on a telephone."""
        return self.who == STRANGER or self.who.startswith("code:")


def _mine(name: str, path: str, part: str = "clerk", status: int = 200) -> Stop:
    return Stop(name, f"/o/minea/{path}", f"{part}.minea", status)


def _county(name: str, path: str) -> Stop:
    return Stop(name, f"/o/county/{path}", "clerk.county")


PUBLIC = [
    Stop("sign in", "/sign-in"),
    Stop("sign in and come back", "/sign-in?next=/o/minea/desk"),
    Stop("enter a code", "/p/"),
    Stop("enter a code again", "/p/?ended=1"),
    *(
        Stop(f"matter, {state}", "/p/matter", f"code:{state}")
        for state in ("new", "waiting", "answered", "closed")
    ),
    Stop("matter on paper", "/p/matter/print", "code:answered"),
    Stop("paper of the petitioner", "/p/papers/{document_id}", "code:closed"),
    Stop("no such paper", "/p/papers/{case_id}", "code:closed", status=404),
    Stop("no such page", "/nosuch", status=404),
    Stop("API", "/api/v1/"),
]

OWN = [
    Stop("choose an organisation", "/choose", NOBODYS),
    Stop("own sessions", "/sessions", "clerk.minea"),
    Stop("own password", "/password", "clerk.minea"),
]

CASEWORK = [
    _mine("desk", "desk"),
    _mine("desk, overdue", "desk?due=over"),
    _mine("desk, nothing of mine", "desk?mine=1"),
    _mine("desk of a leader", "desk", "leader"),
    _mine("desk for printing", "desk/print"),
    _mine("list", "cases/"),
    _mine("list, found by two characters", "cases/?q=养老"),
    _mine("list, nothing found", "cases/?q=查无此事"),
    _mine("list, all filters", "cases/?wide=1&state=accepted&sort=newest"),
    _mine("list of a leader", "cases/", "leader"),
    _mine("list, opened from a saved view", "cases/?saved={view_id}&state=registered&columns=due.state"),
    _mine("list for printing", "cases/print"),
    _mine("view, save", "cases/views/new?state=closed"),
    _mine("view, change", "cases/views/{view_id}?state=closed"),
    _mine("register", "cases/new"),
    _mine("receipt", "cases/{case_id}/receipt"),
    _mine("case, new", "cases/{case_id}"),
    _mine("case, opened from a list", "cases/{case_id}?view=to_accept&sort=newest"),
    _mine("case, referred and answered", "cases/{answered_case_id}"),
    _mine("case, referred and waiting", "cases/{waiting_case_id}"),
    _mine("case, closed", "cases/{closed_case_id}"),
    _mine("case of a leader", "cases/{case_id}", "leader"),
    _mine("case, original", "cases/{case_id}/original"),
    _mine("case, files", "cases/{answered_case_id}/files"),
    _mine("case, readings", "cases/{answered_case_id}/readings"),
    _mine("case, clocks", "cases/{case_id}/clocks"),
    _mine("case, edit", "cases/{case_id}/edit"),
    _mine("assign several", "cases/assign?case={case_id}&case={taken_case_id}"),
    _mine("case, assign", "cases/{case_id}/assign"),
    _mine("case, accept", "cases/{case_id}/accept"),
    _mine("case, cannot be accepted", "cases/{closed_case_id}/accept"),
    _mine("case, note", "cases/{case_id}/note"),
    _mine("case, answer", "cases/{taken_case_id}/answer"),
    _mine("case, close", "cases/{taken_case_id}/close"),
    _mine("paper", "cases/{closed_case_id}/documents/{document_id}"),
    _mine("no such case", "cases/{unit_id}", status=404),
    _mine("list, not for an administrator", "cases/", "admin", status=403),
    _mine("import, start", "imports/"),
    *(
        _mine(f"import, {kind}", f"imports/{{{kind}_import_id}}")
        for kind in ("uploaded", "refused", "ready", "done")
    ),
]

BETWEEN = [
    _mine("refer", "cases/{case_id}/refer"),
    _mine("refer, not any more", "cases/{closed_case_id}/refer"),
    _mine("referrals, received", "referrals/"),
    _mine("referrals, sent", "referrals/?side=out&all=1"),
    _mine("referral, sent and answered", "referrals/{answered_referral_id}"),
    _mine("referral, confirm", "referrals/{answered_referral_id}/confirm"),
    _mine("referral, custody", "referrals/{answered_referral_id}/custody"),
    _mine("mechanisms", "mechanisms/"),
    _mine("mechanism", "mechanisms/{mechanism_id}"),
    _county("desk of the county", "desk"),
    _county("referrals of the county", "referrals/"),
    _county("referral, cover", "referrals/{waiting_referral_id}"),
    _county("referral, sign for", "referrals/{waiting_referral_id}/sign-for"),
    _county("referral, signed", "referrals/{signed_referral_id}"),
    _county("referral, accept", "referrals/{signed_referral_id}/accept"),
    _county("referral, accepted", "referrals/{accepted_referral_id}"),
    _county("referral, answer", "referrals/{accepted_referral_id}/answer"),
    _county("referral, received and answered", "referrals/{answered_referral_id}"),
    _county("messages", "notices/"),
    _mine("messages of the mine", "notices/"),
]

ADMINISTRATION = [
    _mine("tokens", "tokens/"),
    _mine("seats", "seats/", "admin"),
    _mine("seat, open", "seats/new", "admin"),
    _mine("seat", "seats/{seat_id}", "admin"),
    _mine("seat, password", "seats/{seat_id}/password", "admin"),
    _mine("seat, revoke", "seats/{seat_id}/revoke", "admin"),
    _mine("organisation", "organisation/", "admin"),
    _mine("unit, add", "organisation/units/new", "admin"),
    _mine("unit", "organisation/units/{unit_id}", "admin"),
]

STOPS = [*PUBLIC, *OWN, *CASEWORK, *BETWEEN, *ADMINISTRATION]

NOT_PAGES = {
    "api.openapi": "JSON for programs",
    "health.health": "JSON for the server's keepers",
    "imports.errors": "a workbook",
    "imports.progress": "a piece of a page",
    "live.toast": "a piece of a page",
    "live.unread": "a piece of a page",
    "people.front": "leads on",
    "referrals.custody_file": "a file",
    "referrals.published_keys": "a file",
    "referrals.verifier": "a file",
    "static": "scripts, styles and pictures",
}


def all_ids(world: dict[str, Any]) -> dict[str, str]:
    """Return the ids of the world's rows by the names that the addresses use."""
    return dict(world["ids"]["minea"])
