"""What each programme asks people to accept, and how many have still to."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from punos.access import scope
from punos.agreements.models import AgreementVersion
from punos.agreements.reading import Newest, holds_up, is_newest, open_ones
from punos.agreements.schemas import NAMES, asked_in
from punos.agreements.views.base import MANAGE, SEE, pages
from punos.db import points_at
from punos.groups.models import Group
from punos.i18n import _staff
from punos.programmes.models import Programme, ProgrammeVersion
from punos.texts import pick
from punos.web.render import render
from punos.work import Work


class Line(NamedTuple):
    """One kind at one programme. `holds_up`: how many cannot meet yet; `open`: have not the newest."""

    slug: str
    programme: Any
    kind: str
    name: Any
    version: AgreementVersion | None
    holds_up: int
    open: int


@pages.get("/agreements", allow=SEE)
def overview(work: Work) -> str:
    """Every programme that asks for something, or did."""
    return render(
        "agreements/overview.html",
        lines=list(_lines(work)),
        may_publish=work.actor.may(MANAGE),
        may_set=work.actor.may("programmes.manage"),
        breadcrumbs=[(_staff("Guidelines and agreements"), None)],
    )


def _lines(work: Work) -> Iterator[Line]:
    query = select(AgreementVersion).where(is_newest(AgreementVersion))
    newest = {(one.programme_id, one.kind): one for one in work.session.scalars(query)}
    counts = _counts(work)
    for programme, settings in _programmes(work):
        asked = asked_in(settings).kinds
        for kind, name in NAMES.items():
            version = newest.get((programme.id, kind))
            if version is not None or kind in asked:
                title = pick(programme.names, work.language)
                waiting = counts.get((programme.id, kind), (0, 0))
                yield Line(programme.slug, title, kind, name, version, *waiting)


def _programmes(work: Work) -> list[tuple[Programme, dict[str, Any]]]:
    """Each with its newest settings, the oldest first."""
    version = aliased(ProgrammeVersion)
    last = select(func.max(version.number)).where(version.programme_id == Programme.id)
    query = (
        select(Programme, ProgrammeVersion.settings)
        .join(ProgrammeVersion, points_at(ProgrammeVersion.programme_id, Programme))
        .where(ProgrammeVersion.number == last.correlate(Programme).scalar_subquery())
        .order_by(Programme.id)
    )
    return [(programme, settings) for programme, settings in work.session.execute(query)]


def _counts(work: Work) -> dict[tuple[UUID, str], tuple[int, int]]:
    """By programme and kind: how many cannot meet yet, and how many have not accepted the newest."""
    columns = (
        Newest.programme_id,
        Newest.kind,
        func.count().filter(holds_up()),
        func.count(),
    )
    query = open_ones(work, *columns).group_by(Newest.programme_id, Newest.kind)
    rows = work.session.execute(scope(work.actor, query, Group, SEE))
    return {(programme_id, kind): (held, every) for programme_id, kind, held, every in rows}
