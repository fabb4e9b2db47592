"""The administrator's pages."""

from typing import Any
from uuid import UUID

from flask import Response, current_app, flash, request, url_for
from sqlalchemy import func, select

from punos.audit.models import AuditEvent
from punos.desk.schemas import Names
from punos.desk.service import change_settings, switch_plugin
from punos.errors import Absent
from punos.extend import MenuItem, PluginState
from punos.forms import Form
from punos.i18n import LANGUAGES, _staff, _staff_l, format_datetime
from punos.mail.models import Mail
from punos.mail.service import concealed
from punos.web.lists import Column, Filter, Listing, Tag
from punos.web.pages import Pages
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

pages = Pages("desk", __name__)
CONTACT = ("email", "phone", "address")
MENU = (
    MenuItem(_staff_l("Mails"), "desk.mails", "mails.read", order=80),
    MenuItem(_staff_l("Settings"), "desk.settings", "settings.manage", order=90),
)
PLUGIN_STATES = {
    PluginState.ON: Tag(_staff_l("On"), "good"),
    PluginState.SUSPENDED: Tag(_staff_l("Suspended"), "wait"),
    PluginState.OFF: Tag(_staff_l("Off")),
    PluginState.AVAILABLE: Tag(_staff_l("Not taken into use")),
}
ACTORS = {
    "account": _staff_l("Account"),
    "link": _staff_l("Somebody with a link"),
    "nobody": _staff_l("Somebody not signed in"),
    "system": _staff_l("The system"),
}
MAIL_STATES = {
    "queued": Tag(_staff_l("Waiting"), "wait"),
    "sent": Tag(_staff_l("Sent"), "good"),
    "failed": Tag(_staff_l("Could not be sent"), "bad"),
}


@pages.get("/settings", allow="settings.manage")
def settings(work: Work) -> str:
    """Names, contact and the first words of the public page."""
    return _settings_page(Form(Names(), _known(work)))


@pages.post("/settings", allow="settings.manage")
def save_settings(work: Work) -> Response | tuple[str, int]:
    """Save them."""
    form = Form.from_request(Names(), request.form)
    data = form.load()
    if data is None:
        return _settings_page(form), 422
    change_settings(work, _document(work, data))
    flash(_staff("The settings were saved."), "done")
    return see_other(url_for("desk.settings"))


def _settings_page(form: Form) -> str:
    return render("desk/settings.html", form=form)


def _known(work: Work) -> dict[str, Any]:
    known, intro = work.settings, work.settings.get("intro", {})
    return {
        **{f"name_{code}": known.names.get(code, "") for code in LANGUAGES},
        **{f"intro_{code}": intro.get(code, "") for code in LANGUAGES},
        "short_name": known.short_name,
        **{key: known.contact.get(key) for key in CONTACT},
    }


def _document(work: Work, data: dict[str, Any]) -> dict[str, Any]:
    contact = {**work.settings.contact, **{key: data[key] for key in CONTACT}}
    return {
        "names": _by_language(data, "name") or work.settings.names,
        "intro": _by_language(data, "intro"),
        "short_name": data["short_name"],
        "contact": {key: value for key, value in contact.items() if value},
    }


def _by_language(data: dict[str, Any], what: str) -> dict[str, str]:
    texts = {code: data[f"{what}_{code}"].strip() for code in LANGUAGES}
    return {code: text for code, text in texts.items() if text}


@pages.get("/plugins", allow="plugins.manage")
def plugins(work: Work) -> str:
    """Which parts are installed, and which of them this association uses."""
    installed = [
        {
            "plugin": plugin,
            "state": work.plugin_states.get(name, PluginState.AVAILABLE),
            "failures": sum(n for (who, _), n in work.registry.failures.items() if who == name),
        }
        for name, plugin in sorted(work.registry.plugins.items())
    ]
    return render(
        "desk/plugins.html",
        installed=installed,
        refused=sorted(work.registry.refused.items()),
        states=PLUGIN_STATES,
        breadcrumbs=_below_settings(_staff("Parts of the system")),
    )


def _below_settings(title: str) -> list[tuple[str, str | None]]:
    return [(_staff("Settings"), url_for("desk.settings")), (title, None)]


@pages.post("/plugins/<name>", allow="plugins.manage")
def switch(work: Work, name: str) -> Response:
    """Switch one part."""
    try:
        state = PluginState(request.form.get("state", ""))
    except ValueError:
        raise Absent from None
    switch_plugin(work, name, state)
    flash(_staff("Saved."), "done")
    return see_other(url_for("desk.plugins"))


@pages.get("/mails", allow="mails.read")
def mails(work: Work) -> str:
    """The mails that were sent or wait; without a mail server they can be read here."""
    listing = Listing(
        work,
        request.args,
        select(Mail),
        columns=[
            Column("subject", _staff_l("Subject"), value="subject", link=_mail_link),
            Column("to", _staff_l("To"), sort=Mail.to_address, value="to_address"),
            Column(
                "state", _staff_l("State"), sort=Mail.state, value=lambda m: MAIL_STATES[m.state]
            ),
            Column(
                "at", _staff_l("When"), sort=Mail.created_at, value=lambda m: _when(m.created_at)
            ),
        ],
        search=[func.lower(Mail.to_address), func.lower(Mail.subject)],
        filters=[
            Filter(
                "state",
                _staff_l("State"),
                [(key, tag.label) for key, tag in MAIL_STATES.items()],
                lambda query, value: query.where(Mail.state == value),
            )
        ],
        default_sort="-at",
        name="mails",
    )
    return render("desk/mails.html", listing=listing)


def _mail_link(row: Any) -> str:
    return url_for("desk.mail", mail_id=row.id)


def _when(moment: Any) -> str:
    return format_datetime(moment)


@pages.get("/mails/<uuid:mail_id>", allow="mails.read")
def mail(work: Work, mail_id: UUID) -> str:
    """One mail as it was written, but for the links by which one would act as its reader."""
    found = work.session.scalars(select(Mail).where(Mail.id == mail_id)).one_or_none()
    if found is None:
        raise Absent
    crumbs = [(_staff("Mails"), url_for("desk.mails")), (found.subject, None)]
    whole = current_app.extensions["punos"].config.mails_read_here
    body = found.body if whole else concealed(found.body)
    return render("desk/mail.html", mail=found, body=body, states=MAIL_STATES, breadcrumbs=crumbs)


def _who(event: AuditEvent) -> str:
    return f"{ACTORS.get(event.actor_kind, event.actor_kind)} {event.actor_id or ''}".strip()


@pages.get("/audit", allow="audit.read")
def audit(work: Work) -> Response | str:
    """Who did what: ids, field names and codes, never a personal value."""
    listing = Listing(
        work,
        request.args,
        select(AuditEvent),
        columns=[
            Column("at", _staff_l("When"), sort=AuditEvent.at, value=lambda e: _when(e.at)),
            Column("action", _staff_l("What"), sort=AuditEvent.action, value="action"),
            Column("actor", _staff_l("Who"), value=_who),
            Column(
                "subject",
                _staff_l("Of what"),
                value=lambda e: f"{e.subject_kind} {e.subject_id or ''}",
            ),
            Column("fields", _staff_l("Fields"), value=lambda e: ", ".join(e.fields)),
        ],
        search=[AuditEvent.action],
        filters=[],
        default_sort="-at",
        name="audit",
    )
    if listing.wants_csv:
        return listing.csv_response()
    crumbs = _below_settings(_staff("Who did what"))
    return render("desk/audit.html", listing=listing, breadcrumbs=crumbs)
