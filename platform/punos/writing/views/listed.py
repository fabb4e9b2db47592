"""All messages that were written."""

from typing import Any

from flask import request, url_for
from sqlalchemy import select

from punos.i18n import _staff_l, format_datetime
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing
from punos.web.render import render
from punos.work import Work
from punos.writing.models import Message
from punos.writing.reading import WRITE, visible
from punos.writing.views.base import ASSOCIATION, STATES, audiences, pages


@pages.get("/messages", allow=WRITE, kind=ASSOCIATION)
def messages(work: Work) -> str:
    """The messages that the actor may see, the newest first."""
    named = {name: audience.label for name, audience in audiences(work).items()}
    listing = Listing(
        work,
        request.args,
        visible(work, select(Message)),
        columns=_columns(work, named),
        filters=[
            Filter(
                "state",
                _staff_l("State"),
                [(key, tag.label) for key, tag in STATES.items()],
                lambda query, value: query.where(Message.state == value),
            )
        ],
        default_sort="-at",
        name="messages",
    )
    return render(
        "writing/messages.html",
        listing=listing,
        can_keep_templates=work.actor.may("messages.templates"),
    )


def _columns(work: Work, named: dict[str, Any]) -> list[Column]:
    return [
        Column(
            "subject",
            _staff_l("Subject"),
            value=lambda row: pick(row.subjects, work.language),
            link=lambda row: url_for("writing.message", message_id=row.id),
        ),
        Column("to", _staff_l("To"), value=lambda row: named.get(row.audience, row.audience)),
        Column(
            "people",
            _staff_l("People"),
            sort=Message.total,
            value=lambda row: row.total or None,
            kind="number",
        ),
        Column("state", _staff_l("State"), sort=Message.state, value=lambda row: STATES[row.state]),
        Column(
            "at",
            _staff_l("Written"),
            sort=Message.created_at,
            value=lambda row: format_datetime(row.created_at),
        ),
    ]
