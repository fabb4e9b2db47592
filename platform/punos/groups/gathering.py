"""Which groups gather others, as a circle does with pairs: counted beside those, they would count twice."""

from sqlalchemy import ColumnElement, and_, false, or_, select

from punos.db import points_at
from punos.groups.models import Group
from punos.programmes.models import Cycle, Programme
from punos.programmes.registry import programme_models
from punos.work import Work


def gathers_groups(work: Work) -> ColumnElement[bool]:
    """Whether a group gathers others, as its programme model says of its kind; a part of a statement.

    Models may use one name for kinds of their own: a circle of pairs gathers, a season's does not.
    """
    kinds = [
        (model.name, kind.name)
        for model in programme_models(work.registry).values()
        for kind in model.group_kinds
        if kind.of_groups
    ]
    return or_(false(), *(_is_of(model, kind) for model, kind in sorted(kinds)))


def _is_of(model: str, kind: str) -> ColumnElement[bool]:
    cycles = (
        select(Cycle.id)
        .join(Programme, points_at(Cycle.programme_id, Programme))
        .where(Programme.model == model)
        .correlate(None)
    )
    return and_(Group.kind == kind, Group.cycle_id.in_(cycles))
