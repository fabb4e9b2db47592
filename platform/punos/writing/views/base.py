"""The section that all pages about messages to people belong to, and what they share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import url_for
from sqlalchemy import Select

from punos.errors import Absent
from punos.extend import MenuItem
from punos.i18n import _staff, _staff_l, own_name
from punos.web.lists import Tag
from punos.web.pages import Pages
from punos.work import Work
from punos.writing.audiences import Arguments, Audience, by_name
from punos.writing.merging import language_for
from punos.writing.models import Message
from punos.writing.reading import WRITE, Share, recipients, shares
from punos.writing.views.lists import AUDIENCES

pages = Pages("writing", "punos.writing")
MENU = (MenuItem(_staff_l("Messages"), "writing.messages", WRITE, order=45, kind="association"),)
ASSOCIATION = "association"

STATES = {
    "draft": Tag(_staff_l("Draft")),
    "sending": Tag(_staff_l("Is being sent"), "wait"),
    "sent": Tag(_staff_l("Sent"), "good"),
    "stopped": Tag(_staff_l("Stopped"), "bad"),
}
COPY_STATES = {
    "waiting": Tag(_staff_l("Waits"), "wait"),
    "queued": Tag(_staff_l("On its way"), "wait"),
    "sent": Tag(_staff_l("Sent"), "good"),
    "failed": Tag(_staff_l("Could not be sent"), "bad"),
    "no_address": Tag(_staff_l("No e-mail address"), "bad"),
    "opted_out": Tag(_staff_l("Wants no mails")),
}
"""Of copies and, where they have one, of their mails."""


@dataclass(frozen=True)
class Whom:
    """The people of a list, as it is narrowed, and what there is to know before they are written to."""

    work: Work
    audience: Audience
    arguments: Arguments

    @cached_property
    def query(self) -> Select:
        """Each of them once: (Person, enrolment_id)."""
        return recipients(self.work, self.audience, self.arguments)

    @cached_property
    def shares(self) -> list[Share]:
        """By the language they read."""
        return shares(self.work, self.query)

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(share.people for share in self.shares)

    @property
    def without_address(self) -> int:
        """How many cannot get a mail."""
        return sum(share.without_address for share in self.shares)

    @property
    def opted_out(self) -> int:
        """How many of them want no mail but what they need."""
        return sum(share.opted_out for share in self.shares)

    def languages(self, message: Message | None = None) -> list[tuple[str, int, str]]:
        """(language, how many read it, the language they get where it is another one)."""
        offered, written = self.work.settings.languages, message.bodies if message else {}
        found = []
        for share in self.shares:
            code = language_for(written, share.language, offered)
            other = own_name(code) if written and code != share.language else ""
            found.append((own_name(share.language), share.people, other))
        return found

    @property
    def about(self) -> Any:
        """Of what it is the list."""
        return self.audience.about(self.work, self.arguments) if self.audience.about else ""


def audiences(work: Work) -> dict[str, Audience]:
    """Every list of this deployment, by name."""
    return by_name(AUDIENCES, work.registry)


def whom(work: Work, name: str, arguments: Arguments) -> Whom:
    """The list of this name. Raises Absent where it is not offered any more, or not to this actor."""
    audience = audiences(work).get(name)
    if audience is None:
        raise Absent
    return Whom(work, audience, arguments)


def crumbs(*more: tuple[Any, str | None]) -> list[tuple[Any, str | None]]:
    """Where a page about messages stands."""
    return [(_staff("Messages"), url_for("writing.messages")), *more]
