"""Writing what a cycle's public page says, one language at a time."""

from flask import Response, flash, make_response, request, url_for

from punos.errors import Absent
from punos.face.schemas import CyclePageSchema
from punos.face.service import write_page
from punos.face.views.base import is_on, pages
from punos.face.views.poster import crumbs
from punos.forms import Form
from punos.i18n import _staff, own_name
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

MANAGE = "programmes.manage"


@pages.get("/cycles/<slug>/page/<code>", allow=MANAGE)
def texts(work: Work, slug: str, code: str) -> str:
    """The texts in one language, also before the cycle is open."""
    cycle = _cycle(work, slug, code)
    known = {key: written.get(code, "") for key, written in cycle.page.items()}
    return _page(work, cycle, code, Form(CyclePageSchema(), known))


@pages.post("/cycles/<slug>/page/<code>", allow=MANAGE)
def save_texts(work: Work, slug: str, code: str) -> Response:
    """Keep them."""
    cycle = _cycle(work, slug, code)
    form = Form.from_request(CyclePageSchema(), request.form)
    data = form.load()
    if data is None:
        return make_response(_page(work, cycle, code, form), 422)
    write_page(work, cycle, code, data)
    flash(_staff("The public page was changed."), "done")
    return see_other(url_for("face.texts", slug=slug, code=code))


def _cycle(work: Work, slug: str, code: str) -> Cycle:
    cycle = cycle_by_slug(work, slug)
    if code not in work.settings.languages or not is_on(work, cycle):
        raise Absent
    return cycle


def _page(work: Work, cycle: Cycle, code: str, form: Form) -> str:
    return render(
        "face/texts.html",
        cycle=cycle,
        form=form,
        code=code,
        languages_here=[(one, own_name(one)) for one in work.settings.languages],
        breadcrumbs=crumbs(work, cycle, _staff("Texts of the public page")),
    )
