"""Where the visits of those in pairs stand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, case, false, func, or_, select

from punos.db import points_at
from punos.employers.api import SETTING
from punos.employers.models import EmployerVisit
from punos.enrolments.models import Enrolment
from punos.groups.models import Group, Membership
from punos.programmes.model import GroupKind
from punos.programmes.models import Cycle, Programme, ProgrammeVersion
from punos.programmes.registry import programme_models
from punos.work import Work

_RANK = {"wished": 1, "planned": 2, "held": 3}


def requirement() -> Any:
    """What a cycle's settings say of visits; the statement has `ProgrammeVersion`."""
    return func.coalesce(ProgrammeVersion.settings[SETTING].as_string(), "off")


def in_pairs(work: Work, *what: Any) -> Select[Any]:
    """Those who visit, in groups that stand in running cycles to which visits belong."""
    return (
        select(*what)
        .select_from(Enrolment)
        .join(Membership, points_at(Membership.enrolment_id, Enrolment))
        .join(Group, points_at(Membership.group_id, Group))
        .join(Cycle, points_at(Group.cycle_id, Cycle))
        .join(ProgrammeVersion, points_at(Cycle.version_id, ProgrammeVersion))
        .join(Programme, points_at(Cycle.programme_id, Programme))
        .where(
            Membership.left_on.is_(None),
            Group.state == "active",
            Cycle.state == "running",
            requirement().in_(("recommended", "required")),
            _visits(work),
        )
    )


def stage() -> Any:
    """How far somebody has come: held, planned, wished, or NULL."""
    rank = case(_RANK, value=EmployerVisit.state)
    furthest = (
        select(func.max(rank))
        .where(points_at(EmployerVisit.enrolment_id, Enrolment), EmployerVisit.state != "cancelled")
        .correlate(Enrolment)
        .scalar_subquery()
    )
    return case({number: name for name, number in _RANK.items()}, value=furthest)


def _visits(work: Work) -> Any:
    """In which roles, and in which kinds of groups, people visit: as each programme model says."""
    return or_(
        false(),
        *(
            and_(
                Programme.model == model.name,
                Group.kind.in_([one.name for one in model.group_kinds if _led(one)]),
                Membership.role.in_(model.outcome_roles),
            )
            for model in programme_models(work.registry).values()
        ),
    )


def _led(kind: GroupKind) -> bool:
    return kind.self_led and not kind.of_groups
