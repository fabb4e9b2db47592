"""Planning a camp and its days, for staff."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.plugin import Cycle, Form, Work, format_date, pick, render, see_other, settings_of
from punos_gatherings.access import MANAGE
from punos_gatherings.camp import camp_by_id, cancel_camp, change_camp, plan_camp
from punos_gatherings.camp_forms import (
    camp_schema,
    period_error,
    session_schema,
    texts,
    typed_texts,
)
from punos_gatherings.models import Camp
from punos_gatherings.needs import promise_error
from punos_gatherings.sessions import (
    Session,
    cancel_session,
    change_session,
    plan_session,
    session_by_id,
)
from punos_gatherings.texts import _staff
from punos_gatherings.views.base import Crumb, crumbs, cycle_of_gatherings, pages

OWN = (
    "place",
    "first_on",
    "last_on",
    "register_from",
    "register_until",
    "places",
    "offer_hours",
    "needs_days",
    "note",
)
"""Columns of a camp that the form asks under the same name."""


@pages.get("/<slug>/camp/new", allow=MANAGE)
def camp_new(work: Work, slug: str) -> str:
    """A new camp, with the programme's usual numbers."""
    cycle = cycle_of_gatherings(work, slug)
    usual = settings_of(work, cycle)
    given = {name: usual[name] for name in ("offer_hours", "needs_days")}
    return _draw(work, cycle, None, Form(camp_schema(work.settings.languages), given))


@pages.post("/<slug>/camp/new", allow=MANAGE)
def camp_new_save(work: Work, slug: str) -> Response:
    """Plan it."""
    cycle = cycle_of_gatherings(work, slug)
    form = Form.from_request(camp_schema(work.settings.languages), request.form)
    data = _checked(cycle, form)
    if data is None:
        return make_response(_draw(work, cycle, None, form), 422)
    camp = plan_camp(work, cycle, **_values(data))
    flash(_staff("The camp is planned. Now plan its days."), "done")
    return see_other(url_for("gatherings.camp", camp_id=camp.id))


@pages.get("/camp/<uuid:camp_id>/change", allow=MANAGE)
def camp_change(work: Work, camp_id: UUID) -> str:
    """The same form, with what was planned."""
    camp = camp_by_id(work, camp_id)
    given = {name: getattr(camp, name) for name in OWN}
    given |= typed_texts(camp.names, "name") | typed_texts(camp.about, "about")
    return _draw(work, camp.group.cycle, camp, Form(camp_schema(work.settings.languages), given))


@pages.post("/camp/<uuid:camp_id>/change", allow=MANAGE)
def camp_change_save(work: Work, camp_id: UUID) -> Response:
    """Keep it; more places are offered to those who wait at once."""
    camp = camp_by_id(work, camp_id)
    form = Form.from_request(camp_schema(work.settings.languages), request.form)
    data = _checked(camp.group.cycle, form)
    broken = data and promise_error(work, camp, data["last_on"], data["needs_days"])
    if broken:
        form.add_error(*broken)
    if data is None or broken:
        return make_response(_draw(work, camp.group.cycle, camp, form), 422)
    change_camp(work, camp, **_values(data))
    flash(_staff("The camp is changed."), "done")
    return see_other(url_for("gatherings.camp", camp_id=camp.id))


@pages.post("/camp/<uuid:camp_id>/cancel", allow=MANAGE)
def camp_cancel(work: Work, camp_id: UUID) -> Response | str:
    """It does not take place. It asks first: everybody who has registered is told."""
    camp = camp_by_id(work, camp_id)
    if request.form.get("sure") != "yes":
        return render(
            "gatherings/camp_cancel.html",
            camp=camp,
            name=pick(camp.names, work.language),
            breadcrumbs=camp_crumbs(work, camp, (_staff("Cancel the camp?"), None)),
        )
    cancel_camp(work, camp)
    flash(_staff("The camp is cancelled. Everybody who has registered is told by mail."), "done")
    return see_other(url_for("gatherings.camp", camp_id=camp.id))


@pages.get("/camp/<uuid:camp_id>/sessions/new", allow=MANAGE)
def session_new(work: Work, camp_id: UUID) -> str:
    """A new session, on the day that the address names."""
    camp = camp_by_id(work, camp_id)
    given = {"day": request.args.get("day", camp.first_on.isoformat())[:10], "minutes": 60}
    return _draw_session(work, camp, None, Form(_session_schema(work, camp), given))


@pages.post("/camp/<uuid:camp_id>/sessions/new", allow=MANAGE)
def session_new_save(work: Work, camp_id: UUID) -> Response:
    """Plan it."""
    camp = camp_by_id(work, camp_id)
    form = Form.from_request(_session_schema(work, camp), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw_session(work, camp, None, form), 422)
    plan_session(work, camp, _session_values(data))
    flash(_staff("The session is planned."), "done")
    return see_other(url_for("gatherings.camp", camp_id=camp.id))


@pages.get("/camp/<uuid:camp_id>/sessions/<uuid:camp_session_id>", allow=MANAGE)
def session_change(work: Work, camp_id: UUID, camp_session_id: UUID) -> str:
    """The same form, with what was planned."""
    camp = camp_by_id(work, camp_id)
    session = session_by_id(work, camp, camp_session_id)
    meeting = session.meeting
    given = {
        "kind": meeting.kind,
        "day": meeting.local_start.date().isoformat(),
        "starts": meeting.local_start.time(),
        "minutes": meeting.minutes,
        "place": meeting.place,
        "who": ", ".join(session.who),
        **typed_texts(session.occasion.names, "name"),
    }
    return _draw_session(work, camp, session, Form(_session_schema(work, camp), given))


@pages.post("/camp/<uuid:camp_id>/sessions/<uuid:camp_session_id>", allow=MANAGE)
def session_change_save(work: Work, camp_id: UUID, camp_session_id: UUID) -> Response:
    """Keep it."""
    camp = camp_by_id(work, camp_id)
    session = session_by_id(work, camp, camp_session_id)
    form = Form.from_request(_session_schema(work, camp), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw_session(work, camp, session, form), 422)
    change_session(work, camp, session, _session_values(data))
    flash(_staff("The session is changed."), "done")
    return see_other(url_for("gatherings.camp", camp_id=camp.id))


@pages.post("/camp/<uuid:camp_id>/sessions/<uuid:camp_session_id>/cancel", allow=MANAGE)
def session_cancel(work: Work, camp_id: UUID, camp_session_id: UUID) -> Response:
    """It does not take place."""
    camp = camp_by_id(work, camp_id)
    cancel_session(work, session_by_id(work, camp, camp_session_id))
    flash(_staff("The session is cancelled."), "done")
    return see_other(url_for("gatherings.camp", camp_id=camp.id))


def camp_crumbs(work: Work, camp: Camp, *more: Crumb) -> list[Crumb]:
    """Where a page about this camp stands."""
    there = url_for("gatherings.camp", camp_id=camp.id) if more else None
    return crumbs(work, camp.group.cycle, (pick(camp.names, work.language), there), *more)


def _checked(cycle: Cycle, form: Form) -> dict[str, Any] | None:
    """The answers; None when something is wrong, as days outside of the period without a note."""
    data = form.load()
    if data is None:
        return None
    error = period_error(cycle, data["first_on"], data["last_on"], data["note"])
    if error:
        form.add_error("note", error)
    return None if error else data


def _values(data: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: data[name] for name in OWN}
    return own | {"names": texts(data, "name"), "about": texts(data, "about")}


def _session_schema(work: Work, camp: Camp) -> Any:
    return session_schema(camp, work.settings.languages)


def _session_values(data: Mapping[str, Any]) -> dict[str, Any]:
    begins = datetime.combine(date.fromisoformat(data["day"]), data["starts"])
    kept = {name: data[name] for name in ("kind", "minutes", "place", "who")}
    return kept | {"local_start": begins, "names": texts(data, "name")}


def _draw(work: Work, cycle: Cycle, camp: Camp | None, form: Form) -> str:
    title = _staff("Change the camp") if camp else _staff("Plan a camp")
    here: Crumb = (title, None)
    if camp:
        action = url_for("gatherings.camp_change_save", camp_id=camp.id)
        back = url_for("gatherings.camp", camp_id=camp.id)
        trail = camp_crumbs(work, camp, here)
    else:
        action = url_for("gatherings.camp_new_save", slug=cycle.slug)
        back = url_for("programmes.cycle", slug=cycle.slug)
        trail = crumbs(work, cycle, here)
    return render(
        "gatherings/camp_form.html",
        title=title,
        name=pick(cycle.names, work.language),
        lead=_staff(
            "The programme’s period is %(first)s – %(last)s.",
            first=format_date(cycle.starts_on),
            last=format_date(cycle.ends_on),
        ),
        form=form,
        action=action,
        back=back,
        cancel="",
        breadcrumbs=trail,
    )


def _draw_session(work: Work, camp: Camp, session: Session | None, form: Form) -> str:
    title = _staff("Change the session") if session else _staff("Plan a session")
    ids: dict[str, Any] = {"camp_id": camp.id} | (
        {"camp_session_id": session.meeting.id} if session else {}
    )
    act = "gatherings.session_change_save" if session else "gatherings.session_new_save"
    return render(
        "gatherings/camp_form.html",
        title=title,
        name=pick(camp.names, work.language),
        lead="",
        form=form,
        action=url_for(act, **ids),
        back=url_for("gatherings.camp", camp_id=camp.id),
        cancel=url_for("gatherings.session_cancel", **ids)
        if session and session.meeting.state == "planned"
        else "",
        breadcrumbs=camp_crumbs(work, camp, (title, None)),
    )
