"""The association's own words: every message with what it says now, and the way back."""

from dataclasses import dataclass
from typing import Any

from flask import Response, flash, make_response, request, url_for
from marshmallow import fields

from punos.desk.wording import LONGEST, misfit, own_words, reword
from punos.errors import Absent
from punos.extend import PluginState
from punos.forms import Form, PunosSchema, field_info
from punos.i18n import Message, _staff, _staff_l, own_name
from punos.i18n.messages import Known, known_messages
from punos.i18n.placeholders import placeholders
from punos.texts import fold
from punos.web.pages import Pages
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

pages = Pages("wording", "punos.desk")
MANAGE = "settings.manage"
MOST = 50
KINDS = {"people": _staff_l("Participants and visitors"), "staff": _staff_l("Staff")}
_MISFITS: dict[str, Message] = {
    "values": _staff_l(
        "Keep each part in brackets, like %(example)s, exactly as it is.", example="%(name)s"
    ),
    "percent": _staff_l("Write a percent sign twice: %(sign)s.", sign="%%"),
    "long": _staff_l("The text is too long: at most %(most)s characters.", most=LONGEST),
}


class TextSchema(PunosSchema):
    """What the association says instead."""

    text = fields.String(
        load_default="",
        metadata=field_info(
            label=_staff_l("Your words"),
            help=_staff_l("Leave it empty to say what the system says."),
            widget="textarea",
            rows=4,
        ),
    )


@dataclass(frozen=True)
class Row:
    """A message in one language: what the product says, and what is said here instead."""

    known: Known
    said: str
    own: str | None

    @property
    def now(self) -> str:
        """What is said now."""
        return self.own or self.said


@pages.get("/settings/wording", allow=MANAGE)
def messages(work: Work) -> str:
    """Messages found by words of theirs, in English or as they are said; else those reworded."""
    code = _language(work, request.args.get("in"))
    kind = request.args.get("who", "")
    words = fold(request.args.get("q", "")[:200]).split()[:8]
    rows = [row for row in _rows(work, code) if _wanted(row, kind, words)]
    return render(
        "desk/wording.html",
        rows=rows[:MOST],
        more=max(0, len(rows) - MOST),
        searched=bool(words),
        code=code,
        kind=kind,
        q=request.args.get("q", "")[:200],
        kinds=KINDS,
        languages_here=[(one, own_name(one)) for one in work.settings.languages],
        breadcrumbs=_crumbs(),
    )


@pages.get("/settings/wording/<code>/<message_code>", allow=MANAGE)
def message(work: Work, code: str, message_code: str) -> str:
    """One message, and the form for it."""
    row = _row(work, code, message_code)
    return _page(code, row, Form(TextSchema(), {"text": row.now}))


@pages.post("/settings/wording/<code>/<message_code>", allow=MANAGE)
def save_message(work: Work, code: str, message_code: str) -> Response:
    """Say it so, or as before."""
    row = _row(work, code, message_code)
    form = Form.from_request(TextSchema(), request.form)
    data = form.load()
    text = (data or {}).get("text", "")
    if data is not None and text.strip() and (why := misfit(row.known.message, text)):
        form.add_error("text", _MISFITS[why])
    if data is None or form.errors:
        return make_response(_page(code, row, form), 422)
    reword(work, code, row.known, text)
    flash(_staff("The wording was changed."), "done")
    return see_other(f"{url_for('wording.messages')}?in={code}")


def _language(work: Work, wanted: str | None) -> str:
    return wanted if wanted in work.settings.languages else work.language


def _rows(work: Work, code: str) -> list[Row]:
    on = [
        plugin.package
        for name, plugin in sorted(work.registry.plugins.items())
        if work.plugin_states.get(name) is PluginState.ON
    ]
    return [
        Row(known, known.said(code), own_words(work, code, known)) for known in known_messages(on)
    ]


def _wanted(row: Row, kind: str, words: list[str]) -> bool:
    if kind in KINDS and row.known.kind != kind:
        return False
    if not words:
        return row.own is not None
    text = fold(f"{row.known.message} {row.said} {row.own or ''}")
    return all(word in text for word in words)


def _row(work: Work, code: str, message_code: str) -> Row:
    if code not in work.settings.languages:
        raise Absent
    found = [row for row in _rows(work, code) if row.known.code == message_code]
    if not found:
        raise Absent
    return found[0]


def _page(code: str, row: Row, form: Form) -> str:
    return render(
        "desk/wording_message.html",
        row=row,
        form=form,
        code=code,
        spoken=own_name(code),
        who=KINDS[row.known.kind],
        kept=sorted(placeholders(row.known.message)),
        breadcrumbs=[*_crumbs(linked=True), (_staff("One message"), None)],
    )


def _crumbs(*, linked: bool = False) -> list[tuple[Any, str | None]]:
    here = url_for("wording.messages") if linked else None
    return [(_staff("Settings"), url_for("desk.settings")), (_staff("Your own words"), here)]
