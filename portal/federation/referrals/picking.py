"""The rows of the form on which a clerk picks what is given: by group, and of identities by person."""

from collections.abc import Collection
from typing import Any

from portal.federation.referrals import words
from portal.federation.referrals.packing import Package, Person
from portal.federation.referrals.rules import Group, Item
from tenants.casework.intake.rules import FURTHER, of_person
from tenants.core.words import _

_ONE_PERSONS = {
    "consent_how": _("How consent was given"),
    "consent_on": _("Day of consent"),
    "consent_note": _("Where it is recorded"),
}
FIELD_NAMES = {
    "receiver": _("Receiver"),
    "kind": _("Kind of referral"),
    "purpose": _("What the receiver is asked to do"),
    "summary": _("Summary of the demand"),
    **_ONE_PERSONS,
    **{
        of_person(name, person): _("%(item)s (representative %(number)d)", item=label, number=person)
        for person in FURTHER
        for name, label in _ONE_PERSONS.items()
    },
    "answer_due_on": _("Answer wanted by"),
    "items": _("Items"),
    "files": _("Attachments"),
}


def groups(package: Package, ticked: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the picker by group, without identities."""
    rows: dict[str, list[dict[str, Any]]] = {group: [] for group in Group if group != Group.CONSENT}
    for item in package.offered_items:
        if item.name != "demand_summary" and not item.person:
            rows[item.group].append(_row(item, ticked))
    chosen = {row.id for row in package.files}
    rows["files"] = [
        {"name": row.id, "label": row.name, "on": row.id in chosen} for row in package.offered_files
    ]
    return rows


def people(package: Package, ticked: Collection[str]) -> list[dict[str, Any]]:
    """Return whose identity may be given, each with the names of its fields of consent and its rows."""
    return [
        {
            "number": person.number,
            "masked": person.masked,
            **{name: of_person(name, person.number) for name in _ONE_PERSONS},
            "rows": [
                _row(item, ticked, words.ITEMS[item.field])
                for item in package.offered_items
                if item.person == person.number
            ],
        }
        for person in package.people or [Person(1, "")]
    ]


def _row(item: Item, ticked: Collection[str], label: Any = "") -> dict[str, Any]:
    return {"name": item.name, "label": label or words.item_label(item.name), "on": item.name in ticked}
