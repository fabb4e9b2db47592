"""Who wants to be found, as the others of the cycle see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, select

from punos.db import points_at
from punos.directory.models import DirectoryEntry
from punos.enrolments.models import Enrolment
from punos.forms import language_name
from punos.groups.models import Group, Membership
from punos.i18n import format_list
from punos.occupations.api import label as occupation_label
from punos.people.models import Person
from punos.programmes.models import Cycle


def shown_in(cycle: Cycle) -> Select[Any]:
    """Everybody of a cycle who is in a group that goes on and wants to be found: one row each.

    Whoever is in none no longer comes to the page on which it is taken back.
    """
    grouped = (
        select(Membership.id)
        .join(Group, points_at(Membership.group_id, Group))
        .where(
            points_at(Membership.enrolment_id, Enrolment),
            Membership.left_on.is_(None),
            Group.state == "active",
        )
    )
    shown: tuple[Any, ...] = (
        DirectoryEntry.id,
        DirectoryEntry.shows,
        DirectoryEntry.about,
        Enrolment.role,
        Enrolment.answers[cycle.programme.model]["data"].label("told"),
        Person.given_name,
        Person.family_name,
        Person.city,
        Person.email,
        Person.phone,
    )
    return (
        select(*shown)
        .join(Enrolment, points_at(DirectoryEntry.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(
            Enrolment.cycle_id == cycle.id,
            Enrolment.state == "active",
            Person.erased_at.is_(None),
            grouped.exists(),
        )
    )


def chosen(row: Any, what: str) -> Any:
    """A value of a row where its owner shows it, else None."""
    return getattr(row, what) if what in row.shows else None


def name_of(row: Any) -> str:
    """The first name, and the last where it is shown."""
    return " ".join(filter(None, (row.given_name, chosen(row, "family_name"))))


def profession_of(row: Any, language: str) -> str | None:
    """The profession that they told when they applied, where it is shown."""
    code = _told(row, "profession").get("occupation")
    return occupation_label(str(code), language) if code else None


def languages_of(row: Any) -> str | None:
    """The languages that they told when they applied, where they are shown."""
    spoken = _told(row, "languages").get("languages") or []
    return format_list([language_name(one["language"]) for one in spoken]) if spoken else None


def _told(row: Any, what: str) -> Mapping[str, Any]:
    return row.told or {} if what in row.shows else {}
