"""Partners that are no tenants: kept, named in a cycle, invited to its meetings; all by the pages."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.mail.models import Mail
from punos.meetings.planning import plan_meeting
from punos.partners.models import CyclePartner, MeetingPartner, Partner
from punos.partners.service import add_partner, take_part
from punos.programmes.service import cycle_by_slug
from punos.units.models import Unit
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

CITY = {"name": "Testikaupunki", "contact_name": "Kaija", "contact_email": "kaija@city.example.org"}


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


@pytest.fixture
def slug(here: Association) -> str:
    """A cycle."""
    return here.cycle()


@pytest.fixture
def staff(here: Association, client: Client) -> Client:
    """The coordinator's browser."""
    return here.signed_in(client)


def partner_in(here: Association, slug: str, role: str = "organiser", **known: str) -> UUID:
    """A partner that takes part in the cycle."""
    with here.work() as work:
        values = {**CITY, **known}
        partner = add_partner(work, values.pop("name"), **values)
        take_part(work, cycle_by_slug(work, slug), partner, role)
        return partner.id


def meeting(here: Association, slug: str, *, days: int) -> str:
    """The address of a kick-off so many days from today."""
    with here.work() as work:
        start = datetime.combine(clock.today() + timedelta(days=days), datetime.min.time())
        planned = plan_meeting(
            work,
            cycle_by_slug(work, slug),
            kind="kick_off",
            local_start=start.replace(hour=17),
            minutes=90,
            place="Kirjasto",
        )
        return f"/cycles/{slug}/meetings/{planned.id}"


def mails(here: Association, kind: str = "meeting.partner") -> list[Mail]:
    with here.work() as work:
        return list(work.session.scalars(select(Mail).where(Mail.kind == kind).order_by(Mail.id)))


def came(here: Association) -> dict[UUID, bool | None]:
    with here.work() as work:
        rows = work.session.scalars(select(MeetingPartner))
        return {row.partner_id: row.came for row in rows}


def test_partner_is_added_changed_and_listed(here: Association, staff: Client) -> None:
    assert "No partners yet" in staff.get("/partners").text
    page = staff.follow(staff.post("/partners/add", CITY)).text
    assert "Testikaupunki" in page
    assert "kaija@city.example.org" in page
    with here.work() as work:
        partner = work.session.scalars(select(Partner)).one()
    answer = staff.post(f"/partners/{partner.id}", {**CITY, "contact_name": "Pekka"})
    assert "Pekka" in staff.follow(answer).text
    assert staff.post("/partners/add", CITY).status_code == 409
    assert staff.post("/partners/add", {**CITY, "contact_email": "nobody"}).status_code == 422


def test_partner_has_dated_roles_in_a_cycle_and_its_public_page_names_them(
    here: Association, staff: Client, slug: str, app: Flask
) -> None:
    staff.post("/partners/add", CITY)
    with here.work() as work:
        partner = work.session.scalars(select(Partner)).one()
    part = {"partner": str(partner.id), "role": "coaching", "from_date": "2026-03-01"}
    first = staff.post(f"/cycles/{slug}/partners", {**part, "until_date": "2026-02-01"})
    assert first.status_code == 422
    assert "This day is before the first one." in first.text
    for _twice in range(2):
        page = staff.follow(staff.post(f"/cycles/{slug}/partners", part)).text
    assert page.count('<td data-label="What they do"><span>Coaching</span></td>') == 1
    assert f'href="/cycles/{slug}/partners"' in staff.get(f"/cycles/{slug}").text
    public = Client(app, here.host).get(f"/p/{slug}").text
    assert "Together with" in public
    assert "Testikaupunki: Coaching" in public
    assert "kaija" not in public
    with here.work() as work:
        row = work.session.scalars(select(CyclePartner)).one()
    staff.post(f"/cycles/{slug}/partners/{row.id}/remove")
    assert "Testikaupunki" not in Client(app, here.host).get(f"/p/{slug}").text


def test_partner_is_invited_once_with_an_entry_for_the_calendar(
    here: Association, staff: Client, slug: str
) -> None:
    city = partner_in(here, slug)
    silent = partner_in(here, slug, name="Hiljainen ry", contact_email="")
    address = meeting(here, slug, days=3)
    assert f'href="{address}/partners"' in staff.get(address).text
    page = staff.follow(
        staff.post(f"{address}/partners", {"partners": [str(city), str(silent)]})
    ).text
    assert "1 invitation is on its way." in page
    assert "no e-mail address: tell them otherwise" in page
    staff.post(f"{address}/partners", {"partners": [str(city)]})
    sent = mails(here)
    assert [mail.to_address for mail in sent] == [CITY["contact_email"]]
    assert "Kirjasto" in sent[0].body
    entry = sent[0].calendar or ""
    assert "METHOD:REQUEST" in entry
    assert re.search(r"DTSTART;TZID=Europe/Helsinki:\d{8}T170000", entry)
    assert "Hiljainen ry" in staff.get(address).text


def test_cancelled_meeting_is_taken_out_of_the_partners_calendar(
    here: Association, staff: Client, slug: str
) -> None:
    city = partner_in(here, slug)
    address = meeting(here, slug, days=3)
    staff.post(f"{address}/partners", {"partners": [str(city)]})
    page = staff.follow(staff.post(f"{address}/cancel", {"sure": "yes"})).text
    assert "1 partner is told." in page
    asked, taken_back = mails(here)[0].calendar or "", mails(here, "meeting.cancelled")
    assert len(taken_back) == 1
    entry = taken_back[0].calendar or ""
    uid = re.compile(r"UID:(\S+)")
    assert uid.findall(entry) == uid.findall(asked)
    assert "METHOD:CANCEL" in entry
    assert "SEQUENCE:1" in entry
    assert staff.get(f"{address}/partners").status_code == 404


def test_who_came_is_said_once_the_meeting_was_held(
    here: Association, staff: Client, slug: str
) -> None:
    city, other = partner_in(here, slug), partner_in(here, slug, name="Toinen ry")
    address = meeting(here, slug, days=-1)
    chosen = {"partners": [str(city)]}
    assert "Once you have said who was there" in staff.get(f"{address}/partners").text
    assert staff.post(f"{address}/partners", chosen).status_code == 404
    staff.post(address, {})
    page = staff.follow(staff.post(f"{address}/partners", chosen)).text
    assert "Which partners came?" in page
    assert came(here) == {city: True}
    staff.post(f"{address}/partners", {"partners": [str(other)]})
    assert came(here) == {city: False, other: True}
    assert mails(here) == []


def test_partner_of_another_cycle_cannot_be_invited(
    here: Association, staff: Client, slug: str
) -> None:
    elsewhere = partner_in(here, here.cycle())
    address = meeting(here, slug, days=3)
    answer = staff.post(f"{address}/partners", {"partners": [str(elsewhere)]})
    assert answer.status_code == 422
    assert mails(here) == []


def test_cycle_tells_who_brought_whom_and_a_unit_its_own_alone(
    here: Association, staff: Client, slug: str, app: Flask
) -> None:
    ours, theirs = here.unit("Omat"), here.unit("Setlementti")
    with here.work() as work:
        partner = add_partner(work, "Setlementti Esimerkki ry")
        work.session.scalars(select(Unit).where(Unit.id == theirs)).one().partner_id = partner.id
    here.enrol(slug, "mentee", unit_id=theirs)
    here.enrol(slug, "mentee", unit_id=theirs, state="applied")
    here.enrol(slug, "mentor", unit_id=ours, state="withdrawn")
    page = staff.get(f"/cycles/{slug}/partners").text
    assert rows(page) == [
        ("Omat", "Mentor", "1", "0", "0"),
        ("Setlementti Setlementti Esimerkki ry", "Mentee", "2", "1", "0"),
    ]
    volunteer = here.signed_in(Client(app), "contact", unit_id=theirs)
    seen = volunteer.get(f"/cycles/{slug}/partners").text
    assert [row[0] for row in rows(seen)] == ["Setlementti Setlementti Esimerkki ry"]
    assert "A partner takes part" not in seen
    assert volunteer.post(f"/cycles/{slug}/partners", {}).status_code == 404
    assert volunteer.get("/partners").status_code == 404


def rows(page: str) -> list[tuple[str, ...]]:
    """The table of who brought whom, as text."""
    table = page.partition('id="brought"')[2]
    found = re.findall(r"<tr>(.*?)</tr>", table.partition("<tbody>")[2], re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in found]
    return [tuple(re.sub(r"<[^>]+>", "", cell) for cell in row) for row in cells]


def test_address_to_which_no_mail_goes_is_said_where_it_is_typed(
    here: Association, staff: Client
) -> None:
    typed = {**CITY, "contact_email": '"kaija,matti"@city.example.org'}
    answer = staff.post("/partners/add", typed)
    assert answer.status_code == 422
    with here.work() as work:
        assert not work.session.scalars(select(Partner)).all()
