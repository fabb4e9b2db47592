"""A cycle that is played: its people's browsers and mails, clock, worker, and the figures on its page."""

import html
import re
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from punos import clock
from punos.enrolments.models import Enrolment
from punos.groups.models import Group, Membership
from punos.jobs.tick import tick
from punos.mail.models import Mail
from punos.people.models import Person
from punos.programmes.service import create_programme, cycle_by_slug
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.tenants import PASSWORD, Association

PROGRAMME = "womento"
TILE = re.compile(r"<div><dt>([^<]*)</dt><dd>(.*?)</dd></div>", re.DOTALL)
COUNTS = re.compile(r"<small>([^<]*)</small>")
LINK = re.compile(r"http\S+/l/[\w-]+")


class Pair(NamedTuple):
    """A pair, by the first names of the two."""

    group: UUID
    mentee: str
    mentor: str


class Played:
    """An association with a coordinator, and everybody's newest links."""

    def __init__(self, here: Association, app: Flask, settings: dict[str, Any]) -> None:
        self.here, self.app, self.slug = here, app, ""
        self.staff = Client(app).at(here.host)
        self.links: dict[tuple[str, str], str] = {}
        self._seen: set[UUID] = set()
        self._email = here.account("administrator")
        self._names: dict[UUID, str] = {}
        self._open: dict[str, Client] = {}
        here.switch_on("pairwise")
        with here.work() as work:
            create_programme(
                work, slug=PROGRAMME, names={"en": "Womento"}, model="pairwise", settings=settings
            )

    # --- time -----------------------------------------------------------------------------------

    def to(self, year: int, month: int, day: int, hour: int = 12) -> list[Mail]:
        """Go to this hour, let the worker do what is due by then, and sign in anew; the new mails."""
        moment = datetime(year, month, day, hour, tzinfo=ZoneInfo(clock.DEFAULT_ZONE))
        clock.set_offset(clock.offset() + (moment - clock.now()))
        self.run()
        self._open = {}
        self.staff = Client(self.app).at(self.here.host)
        self.staff.follow(self.staff.sign_in(self._email, PASSWORD))
        return self.news()

    def run(self) -> None:
        """What is due, and what that asks for."""
        tick(self.here.deployment)
        drain(self.here.deployment, hasten=True)

    def news(self) -> list[Mail]:
        """The mails since this was last asked, the oldest first; their links are the newest."""
        with self.here.work() as work:
            query = select(Mail).order_by(Mail.created_at, Mail.id)
            mails = [one for one in work.session.scalars(query) if one.id not in self._seen]
            rows = work.session.execute(select(Person.email, Person.given_name))
            names = {email: name for email, name in rows}  # noqa: C416 - rows are no pairs to mypy
        for mail in mails:
            self._seen.add(mail.id)
            if found := LINK.search(mail.body):
                self.links[mail.kind, names.get(mail.to_address, "")] = found[0]
        return mails

    # --- people ---------------------------------------------------------------------------------

    def enrolments(self) -> dict[str, Enrolment]:
        """Everybody of the cycle, by first name."""
        with self.here.work() as work:
            query = (
                select(Person.given_name, Enrolment)
                .join(Person, Person.id == Enrolment.person_id)
                .where(Enrolment.cycle_id == cycle_by_slug(work, self.slug).id)
            )
            found = {row.given_name: row.Enrolment for row in work.session.execute(query)}
            self._names |= {one.id: name for name, one in found.items()}
            return found

    def pairs(self) -> dict[str, Pair]:
        """The pairs that stand now, by the mentee's first name."""
        self.enrolments()
        with self.here.work() as work:
            query = (
                select(Membership)
                .join(Group, Group.id == Membership.group_id)
                .where(Group.kind == "pair", Group.state == "active")
                .where(Group.cycle_id == cycle_by_slug(work, self.slug).id)
            )
            rows = [
                (one.group_id, one.role, one.enrolment_id) for one in work.session.scalars(query)
            ]
        two: dict[UUID, dict[str, str]] = {}
        for group_id, role, enrolment_id in rows:
            two.setdefault(group_id, {})[role] = self._names[enrolment_id]
        return {one["mentee"]: Pair(key, one["mentee"], one["mentor"]) for key, one in two.items()}

    def browser(self, name: str, kind: str = "group.link") -> Client:
        """Somebody's, who has opened the link in their newest mail of this kind today."""
        link = self.links[kind, name]
        if link not in self._open:
            client = Client(self.app).at(self.here.host)
            answer = client.follow(client.get(link))
            assert answer.status_code == 200, answer.text
            self._open[link] = client
        return self._open[link]

    # --- pages ----------------------------------------------------------------------------------

    def send(self, path: str, form: dict[str, Any] | None = None) -> TestResponse:
        """A form of the staff, from the page of the same address."""
        assert self.staff.get(path).status_code in (200, 404, 405), path
        answer = self.staff.post(path, form or {})
        assert answer.status_code == 303, answer.text
        return answer

    def made(self, path: str, form: dict[str, Any]) -> UUID:
        """The id of what this form makes."""
        return UUID(self.send(path, form).headers["Location"].rpartition("/")[2])

    def page(self, path: str) -> str:
        """A page of the staff."""
        answer = self.staff.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def figures(self) -> dict[str, str]:
        """What the tiles of the cycle's page say: of shares the part and the whole, else the value."""
        page = self.page(f"/cycles/{self.slug}")
        tiles = "".join(re.findall(r'<dl class="tiles">.*?</dl>', page, re.DOTALL))
        return {html.unescape(label): _said(told) for label, told in TILE.findall(tiles)}


def _said(told: str) -> str:
    counts = COUNTS.search(told)
    value = html.unescape(re.sub(r"<[^>]*>", "", told.replace(counts[0] if counts else "", "")))
    if counts and ("%" in value or value.strip().startswith("–")):
        return html.unescape(counts[1])
    return value.strip()


def sheets(content: bytes) -> dict[str, tuple[Any, Any, Any]]:
    """Value, part and whole of each figure of a report's spreadsheet, by code."""
    book = load_workbook(BytesIO(content), read_only=True)
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    return {str(row[0]): (row[2], row[3], row[4]) for row in rows if len(row) > 4 and row[0]}
