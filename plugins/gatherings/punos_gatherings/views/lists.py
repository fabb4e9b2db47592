"""Lists of people of this plugin to whom staff may write."""

from typing import Any

from sqlalchemy import Select, select

from punos.plugin import (
    Absent,
    Arguments,
    Audience,
    Enrolment,
    Group,
    Membership,
    Work,
    pick,
    points_at,
    scope,
)
from punos_gatherings.access import MANAGE
from punos_gatherings.camp import camp_by_id
from punos_gatherings.model import CIRCLE
from punos_gatherings.season import season_of
from punos_gatherings.texts import _staff_l
from punos_gatherings.views.base import cycle_of_gatherings, id_of
from punos_gatherings.views.camp_people import listed_seats


def _camp(work: Work, arguments: Arguments) -> Select:
    """Who comes to a camp and who waits, as their list shows them."""
    camp = camp_by_id(work, id_of(arguments.get("camp", "")))
    columns = Enrolment.person_id, Enrolment.id
    return listed_seats(work, camp, arguments).with_only_columns(
        *columns, maintain_column_froms=True
    )


def _camp_name(work: Work, arguments: Arguments) -> Any:
    return pick(camp_by_id(work, id_of(arguments.get("camp", ""))).names, work.language)


def _season(work: Work, arguments: Arguments) -> Select:
    """Who is in the circle of a cycle's season now."""
    season = season_of(work, cycle_of_gatherings(work, arguments.get("cycle", "")))
    if season is None:
        raise Absent
    query = (
        select(Enrolment.person_id, Enrolment.id)
        .join(Membership, points_at(Membership.enrolment_id, Enrolment))
        .join(Group, points_at(Membership.group_id, Group))
        .where(Group.id == season.group_id, Group.kind == CIRCLE, Membership.left_on.is_(None))
    )
    return scope(work.actor, query, Enrolment, MANAGE)


def _season_name(work: Work, arguments: Arguments) -> Any:
    return pick(cycle_of_gatherings(work, arguments.get("cycle", "")).names, work.language)


AUDIENCES = (
    Audience(
        "gatherings.camp", _staff_l("Who comes to a camp and who waits"), MANAGE, _camp, _camp_name
    ),
    Audience(
        "gatherings.season", _staff_l("Who comes to the season"), MANAGE, _season, _season_name
    ),
)
