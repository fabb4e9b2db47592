"""The network's members: who they are, what they share, and one of them against the network."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy import select

from punos import clock
from punos.errors import Absent
from punos.i18n import _staff, _staff_l
from punos.network.catalogue import Indicator
from punos.network.comparing import Figure, all_sharing, compared, is_shown, sharing
from punos.network.figures import NetworkFigure, all_network_figures
from punos.network.models import NetworkOnboarding
from punos.network.signs import HIDDEN
from punos.network.views.base import deployment, pages
from punos.network.views.desk import READ, all_models, chosen, drawn, legend
from punos.network.views.desk_compare import summary
from punos.tenancy.models import PublicTenant, Tenant
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing, Query, Tag
from punos.web.render import render
from punos.work import Work

STATES = {
    "active": Tag(_staff_l("Active"), "good"),
    "suspended": Tag(_staff_l("Resting"), "wait"),
}
SHARES = Tag(_staff_l("Shares"), "good")
SHARES_NOT = Tag(_staff_l("Has not shared yet"), "wait")
MOST_ON_THEIR_WAY = 20


class Members(Listing):
    """Every association here but those that were closed, with what it shares."""

    def __init__(self, work: Work) -> None:
        self.shared: dict[UUID, tuple[list[str], str]] = {}
        self._labels = dict(all_models(work))
        query: Any = (
            select(PublicTenant, Tenant.state, Tenant.created_at)
            .join(Tenant, Tenant.id == PublicTenant.id)
            .where(Tenant.kind == "association", Tenant.state.in_(STATES))
        )
        super().__init__(
            work,
            request.args,
            query,
            columns=self._columns(work),
            search=[PublicTenant.search_text],
            filters=[_state_filter(), _sharing_filter()],
            default_sort="name",
            name="members",
        )

    def _columns(self, work: Work) -> list[Column]:
        return [
            Column(
                "name",
                _staff_l("Member"),
                sort=PublicTenant.sort_key,
                value=lambda row: pick(row.PublicTenant.names, work.language),
                link=lambda row: url_for("network.member", member_id=row.PublicTenant.id),
            ),
            Column(
                "state", _staff_l("State"), sort=Tenant.state, value=lambda row: STATES[row.state]
            ),
            Column("programmes", _staff_l("Programmes it shares figures of"), value=self._models),
            Column("until", _staff_l("Figures up to"), value=self._until),
            Column("shares", _staff_l("Sharing"), value=self._sharing),
            Column(
                "since",
                _staff_l("Here since"),
                sort=Tenant.created_at,
                value=lambda row: row.created_at.date(),
            ),
        ]

    def _models(self, row: Any) -> str | None:
        models, _last = self.shared.get(row.PublicTenant.id, ((), ""))
        return ", ".join(str(self._labels.get(model, model)) for model in sorted(models)) or None

    def _until(self, row: Any) -> str | None:
        _models, last = self.shared.get(row.PublicTenant.id, ((), ""))
        return last or None

    def _sharing(self, row: Any) -> Tag:
        return SHARES if row.PublicTenant.id in self.shared else SHARES_NOT

    def _read(self, query: Query) -> Sequence[Any]:
        rows = super()._read(query)
        self.shared = sharing(deployment(), [row.PublicTenant.id for row in rows])
        return rows


def _state_filter() -> Filter:
    options = [(state, tag.label) for state, tag in STATES.items()]
    return Filter(
        "state", _staff_l("State"), options, lambda query, value: query.where(Tenant.state == value)
    )


def _sharing_filter() -> Filter:
    def narrowed(query: Query, value: str) -> Query:
        shares = PublicTenant.id.in_(all_sharing(deployment()))
        return query.where(shares if value == "yes" else ~shares)

    options = [("yes", SHARES.label), ("no", SHARES_NOT.label)]
    return Filter("shares", _staff_l("Sharing"), options, narrowed)


@pages.get("/members", allow=READ, kind="network")
def members(work: Work) -> Response | str:
    """All members and their state; who is on the way."""
    listing = Members(work)
    if listing.wants_csv:
        return listing.csv_response()
    on_their_way = (
        select(NetworkOnboarding)
        .where(NetworkOnboarding.state != "live")
        .order_by(NetworkOnboarding.id.desc())
        .limit(MOST_ON_THEIR_WAY)
    )
    asked = [(pick(row.names, work.language), row) for row in work.session.scalars(on_their_way)]
    return render("network/members.html", listing=listing, asked=asked)


@pages.get("/members/<uuid:member_id>", allow=READ, kind="network")
def member(work: Work, member_id: UUID) -> str:
    """One member against the network's median and range."""
    names, state = _found(work, member_id)
    choice, today = chosen(work), clock.today()
    cells = compared(deployment(), choice.model, choice.window, [member_id], today)[member_id]
    network = all_network_figures(deployment(), choice.model, choice.window.name)
    name = pick(names.names, work.language)
    return render(
        "network/member.html",
        name=name,
        member_id=member_id,
        state=STATES[state],
        choice=choice,
        rows=[_row(one, cells[one.code], network.get(one.code)) for one in choice.indicators],
        signs=legend([cells[one.code] for one in choice.indicators]),
        breadcrumbs=[(_staff("Members"), url_for("network.members")), (name, None)],
    )


def _found(work: Work, member_id: UUID) -> tuple[PublicTenant, str]:
    query = (
        select(PublicTenant, Tenant.state)
        .join(Tenant, Tenant.id == PublicTenant.id)
        .where(PublicTenant.id == member_id, Tenant.kind == "association", Tenant.state.in_(STATES))
    )
    found = work.session.execute(query).one_or_none()
    if found is None:
        raise Absent
    return found[0], found[1]


def _row(one: Indicator, cell: Figure, figure: NetworkFigure | None) -> Mapping[str, Any]:
    """A figure of the member beside the network's, in words and lengths (of 100)."""
    row = dict(summary(one, figure))
    most = max(row.get("most", 0.0), cell.value or 0.0) or 1.0
    if row["known"]:
        row["at"] = {name: at * row["most"] / most for name, at in row["at"].items()}
    return row | {
        "own": drawn(cell, one.unit),
        "of": cell.whole if is_shown(cell) else None,
        "see": cell.see,
        "own_at": 100 * cell.value / most if cell.value is not None else None,
        "hidden": cell.state == HIDDEN,
    }
