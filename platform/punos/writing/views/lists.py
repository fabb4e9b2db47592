"""The core's own lists of people who may be written to, each as its page shows it."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, literal, select
from werkzeug.datastructures import MultiDict

from punos.access import scope
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.enrolments.views.listing import listed_applicants
from punos.errors import Absent
from punos.groups.models import Group, Membership
from punos.groups.reading import members_of, title_of, visible_group
from punos.groups.views.staff import listed_groups
from punos.i18n import _staff_l
from punos.people.models import Person
from punos.programmes.service import cycle_by_slug, model_of
from punos.texts import pick
from punos.web.lists import Listing
from punos.work import Work
from punos.writing.audiences import Arguments, Audience

PEOPLE, APPLICANTS, GROUPS = "people.read", "enrolments.read", "groups.read"


def _people(work: Work, arguments: Arguments) -> Select:
    """Everybody, as the list of people shows them."""
    return _by_person(_listed_people(work, arguments).found)


def _listed_people(work: Work, arguments: Arguments) -> Listing:
    query = scope(work.actor, select(Person), Person, PEOPLE)
    searched = (Person.search_text,)
    return Listing(work, MultiDict(arguments), query, columns=(), search=searched)


def _applicants(work: Work, arguments: Arguments) -> Select:
    """The applicants of a cycle, as their list shows them."""
    return _by_enrolment(listed_applicants(work, arguments.get("cycle", ""), arguments).found)


def _cycle(work: Work, arguments: Arguments) -> Select:
    """Everybody who takes part in a cycle now, or those of one role."""
    cycle = cycle_by_slug(work, arguments.get("cycle", ""))
    query = select(Enrolment).where(Enrolment.cycle_id == cycle.id, Enrolment.state == "active")
    if role := arguments.get("role"):
        query = query.where(Enrolment.role == role)
    return _by_enrolment(scope(work.actor, query, Enrolment, APPLICANTS))


def _groups(work: Work, arguments: Arguments) -> Select:
    """The members of a cycle's pairs or groups, of those that their list shows."""
    groups = listed_groups(work, arguments.get("cycle", ""), arguments).found.subquery()
    return _members().where(Membership.group_id.in_(select(groups.c.id)))


def _group(work: Work, arguments: Arguments) -> Select:
    """The members of one pair or group. Raises Absent."""
    group = visible_group(work, _group_id(arguments), GROUPS)
    return _members().where(Membership.group_id == group.id)


def _members() -> Select:
    """Who is in a group now; of one that has ended, who was in it then."""
    return (
        select(Enrolment.person_id, Enrolment.id)
        .join(Membership, points_at(Membership.enrolment_id, Enrolment))
        .join(Group, points_at(Membership.group_id, Group))
        .where((Group.state == "ended") | Membership.left_on.is_(None))
    )


def _by_person(query: Select) -> Select:
    return query.with_only_columns(Person.id, literal(None, Uuid()))


def _by_enrolment(query: Select) -> Select:
    columns = Enrolment.person_id, Enrolment.id
    return query.with_only_columns(*columns, maintain_column_froms=True)


def _group_id(arguments: Arguments) -> UUID:
    try:
        return UUID(arguments.get("group", ""))
    except ValueError:
        raise Absent from None


def _cycle_name(work: Work, arguments: Arguments) -> Any:
    return pick(cycle_by_slug(work, arguments.get("cycle", "")).names, work.language)


def _about_people(work: Work, arguments: Arguments) -> Any:
    return _in_words(_listed_people(work, arguments))


def _about_applicants(work: Work, arguments: Arguments) -> Any:
    there = _cycle_name(work, arguments)
    if not arguments.keys() - {"cycle"}:
        return there
    return _in_words(listed_applicants(work, arguments.get("cycle", ""), arguments), there)


def _about_groups(work: Work, arguments: Arguments) -> Any:
    there = _cycle_name(work, arguments)
    if not arguments.keys() - {"cycle"}:
        return there
    return _in_words(listed_groups(work, arguments.get("cycle", ""), arguments), there)


def _in_words(listing: Listing, *there: Any) -> str:
    """Of what it is the list, and to whom it is narrowed: nobody writes to others than they mean."""
    return " · ".join([*map(str, there), *listing.choices_in_words])


def _role_name(work: Work, arguments: Arguments) -> Any:
    cycle = cycle_by_slug(work, arguments.get("cycle", ""))
    role = arguments.get("role", "")
    name = pick(cycle.names, work.language)
    return f"{name} · {model_of(work, cycle).roles.get(role, role)}" if role else name


def _group_name(work: Work, arguments: Arguments) -> Any:
    group = visible_group(work, _group_id(arguments), GROUPS)
    return title_of(group, members_of(work, group))


AUDIENCES = (
    Audience("people", _staff_l("People on the list of people"), PEOPLE, _people, _about_people),
    Audience("applicants", _staff_l("Applicants"), APPLICANTS, _applicants, _about_applicants),
    Audience("cycle", _staff_l("Everybody who takes part"), APPLICANTS, _cycle, _role_name),
    Audience("groups", _staff_l("Members of pairs and groups"), GROUPS, _groups, _about_groups),
    Audience("group", _staff_l("Members of a pair or group"), GROUPS, _group, _group_name),
)
