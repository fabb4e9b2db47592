"""The association's logo and colour: tried before they are kept, and refused where nobody could read."""

from typing import Any

from flask import Response, flash, make_response, request, url_for

from punos.colours import DEFAULT_ACCENT, GROUND, PAPER, TEXT, check_look, contrast, darkened
from punos.desk.schemas import Accent, LogoSchema
from punos.desk.service import change_settings
from punos.forms import Form
from punos.i18n import _staff, format_number
from punos.tenants.logo import MAX_BYTES, Logo, keep_logo, logo_name, logo_problem, logo_url
from punos.web.look import colours
from punos.web.pages import Pages
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

pages = Pages("look", "punos.desk")
MANAGE = "settings.manage"


@pages.get("/settings/look", allow=MANAGE)
def look(work: Work) -> str:
    """The logo and the colour as they are."""
    return _page(work)


@pages.post("/settings/look/colour", allow=MANAGE)
def save_colour(work: Work) -> Response:
    """Show how a colour looks, or keep it. One in which nobody could read is never kept."""
    form = Form.from_request(Accent(), request.form)
    data = form.load()
    if data is None:
        return make_response(_page(work, form), 422)
    accent = data["accent"].lower()
    for problem in check_look({"accent": accent}):
        form.add_error("accent", problem)
    if request.form.get("submit") == "try":
        return make_response(_page(work, form, accent))
    if form.errors:
        return make_response(_page(work, form, accent), 422)
    change_settings(work, {"look": {**work.settings.look, "accent": accent}})
    flash(_staff("The colour was changed."), "done")
    return see_other(url_for("look.look"))


@pages.post("/settings/look/logo", allow=MANAGE)
def save_logo(work: Work) -> Response:
    """Keep a logo."""
    form = Form.from_request(LogoSchema(), request.form, request.files)
    data = form.load()
    if data is None:
        return make_response(_page(work, logo_form=form), 422)
    content = data["logo"].stream.read(MAX_BYTES + 1)
    logo = Logo(logo_name(content), content)
    if logo_problem(logo) is not None:
        form.add_error("logo", _no_logo())
        return make_response(_page(work, logo_form=form), 422)
    keep_logo(work, logo)
    changed = {**_without_logo(work), "logo": logo.look}
    change_settings(work, {"look": {**changed, "logo_url": logo_url(changed)}})
    flash(_staff("The logo was changed."), "done")
    return see_other(url_for("look.look"))


def _no_logo() -> str:
    most = format_number(MAX_BYTES // 1000)
    return _staff(
        "Choose an SVG or PNG picture of at most %(most)s kB, without scripts.", most=most
    )


@pages.post("/settings/look/logo/remove", allow=MANAGE)
def remove_logo(work: Work) -> Response:
    """Show the name alone again."""
    change_settings(work, {"look": _without_logo(work)})
    flash(_staff("The logo was taken away."), "done")
    return see_other(url_for("look.look"))


def _without_logo(work: Work) -> dict[str, Any]:
    return {k: v for k, v in work.settings.look.items() if k not in ("logo", "logo_url")}


def _page(
    work: Work, form: Form | None = None, tried: str | None = None, logo_form: Form | None = None
) -> str:
    accent = tried or work.settings.look.get("accent") or DEFAULT_ACCENT
    return render(
        "desk/look.html",
        form=form or Form(Accent(), {"accent": accent}),
        logo_form=logo_form or Form(LogoSchema()),
        tried=tried,
        made=colours({"accent": accent}),
        measured=_measured(accent),
        better=darkened(accent, GROUND, TEXT) if check_look({"accent": accent}) else None,
        breadcrumbs=[
            (_staff("Settings"), url_for("desk.settings")),
            (_staff("Logo and colour"), None),
        ],
    )


def _measured(accent: str) -> list[tuple[str, str]]:
    """How well the colour stands out, in words, from what it stands on."""
    made = colours({"accent": accent})
    pairs = (
        (_staff("Links and text in this colour on white"), accent, PAPER),
        (_staff("The same on the ground of the page"), accent, GROUND),
        (_staff("Words on a button of this colour"), made["--accent-ink"], accent),
    )
    return [(what, _words(contrast(one, other))) for what, one, other in pairs]


def _words(ratio: float) -> str:
    # Cut, not rounded: 4.48 is not enough.
    shown = format_number(int(ratio * 10) / 10)
    if ratio >= TEXT:
        return _staff("%(ratio)s to 1: easy enough to read (4.5 is needed)", ratio=shown)
    return _staff("%(ratio)s to 1: too hard to read (4.5 is needed)", ratio=shown)
