"""Who takes part in a cycle without being here, and who brought whom."""

from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.forms import Form, PunosSchema
from punos.i18n import _staff, format_date
from punos.partners.brought import brought
from punos.partners.models import CyclePartner
from punos.partners.roles import role_in_words
from punos.partners.schemas import PartForm
from punos.partners.service import end_part, partner_by_id, partners, partners_of, take_part
from punos.partners.views.base import MANAGE, crumbs, pages
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/cycles/<slug>/partners", allow="cycles.read", kind="association")
def of_cycle(work: Work, slug: str) -> str:
    """Partners with their dated roles, and the figures of each unit that the reader may see."""
    cycle = cycle_by_slug(work, slug)
    return _draw(work, cycle, Form(_schema(work)) if _may(work) else None)


@pages.post("/cycles/<slug>/partners", allow=MANAGE, kind="association")
def take_part_save(work: Work, slug: str) -> Response:
    """Let a partner take part in a role; the same role once more only changes its dates."""
    cycle = cycle_by_slug(work, slug)
    form = Form.from_request(_schema(work), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, cycle, form), 422)
    partner = partner_by_id(work, UUID(data["partner"]))
    dates = {"from_date": data["from_date"], "until_date": data["until_date"]}
    take_part(work, cycle, partner, data["role"], **dates)
    flash(_staff("Saved. The public page of this cycle names the partner."), "done")
    return see_other(url_for("partners.of_cycle", slug=slug))


@pages.post("/cycles/<slug>/partners/<uuid:part_id>/remove", allow=MANAGE, kind="association")
def remove(work: Work, slug: str, part_id: UUID) -> Response:
    """Take a role back that was given by mistake."""
    end_part(work, cycle_by_slug(work, slug), part_id)
    flash(_staff("The partner no longer has this part in the cycle."), "done")
    return see_other(url_for("partners.of_cycle", slug=slug))


def _may(work: Work) -> bool:
    return bool(work.actor.may(MANAGE))


def _schema(work: Work) -> PunosSchema:
    return PartForm().offer(partner=[(str(one.id), one.name) for one in partners(work)])


def _dates(part: CyclePartner) -> str:
    first, last = (format_date(day) if day else "" for day in (part.from_date, part.until_date))
    return f"{first} – {last}" if first or last else ""


def _draw(work: Work, cycle: Cycle, form: Form | None) -> str:
    return render(
        "partners/of_cycle.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        rows=[
            (partner, part, role_in_words(part.role), _dates(part))
            for partner, part in partners_of(work, cycle)
        ],
        brought=brought(work, cycle),
        form=form,
        may=_may(work),
        breadcrumbs=crumbs(work, cycle),
    )
