"""Certificates: who may get one, what stands in it, in which language, and what erasure leaves."""

from datetime import datetime, time, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from punos import clock
from punos.certificates.making import certificate_data
from punos.certificates.models import Certificate
from punos.certificates.reading import parts_of
from punos.deployment import Deployment
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.files.models import StoredFile
from punos.groups.service import activate_group, end_group
from punos.i18n import use_language
from punos.mail.models import Mail
from punos.meetings.service import log_meeting
from punos.people.models import Person
from punos.privacy.erasing import erase
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make(languages=["en", "fi", "sv"])


@pytest.fixture
def slug(here: Association) -> str:
    """A cycle of pairs."""
    return here.cycle()


@pytest.fixture
def staff(here: Association, client: Client) -> Client:
    """The coordinator's browser."""
    return here.signed_in(client)


def met(here: Association, slug: str, meetings: int = 2) -> tuple[UUID, UUID, UUID]:
    """A mentee, her mentor, and their pair that has met so often, 45 minutes each."""
    mentee = here.enrol(slug, "mentee", name="Aino")
    mentor = here.enrol(slug, "mentor", name="Bertta")
    with here.work() as work:
        query = select(Enrolment).where(Enrolment.id.in_((mentee, mentor)))
        both = list(work.session.scalars(query))
        pair = activate_group(work, cycle_by_slug(work, slug), "pair", both)
        for number in range(meetings):
            day = clock.today() - timedelta(days=1 + number)
            log_meeting(
                work,
                pair,
                local_start=datetime.combine(day, time(12)),
                minutes=45,
                attendance={mentee: "present", mentor: "present"},
            )
        return mentee, mentor, pair.id


def in_finnish(here: Association, enrolment_id: UUID) -> None:
    """Let somebody's language be Finnish."""
    with here.work() as work:
        person_of(work, enrolment_id).language = "fi"


def person_of(work: object, enrolment_id: UUID) -> Person:
    """Whose enrolment it is."""
    query = select(Person).join(Enrolment, Enrolment.person_id == Person.id)
    found: Person = work.session.scalars(query.where(Enrolment.id == enrolment_id)).one()  # type: ignore[attr-defined]
    return found


def make(staff: Client, slug: str, deployment: Deployment, **form: object) -> None:
    """Ask for certificates by the page, and let the worker make them."""
    path = f"/cycles/{slug}/certificates"
    assert staff.get(path).status_code == 200
    assert staff.post(path, form or {"all": "yes"}).status_code == 303
    drain(deployment)


def test_everybody_who_met_gets_one_in_their_own_language_and_a_mail(
    here: Association, staff: Client, slug: str, deployment: Deployment, app: Flask
) -> None:
    mentee, mentor, _pair = met(here, slug)
    never_came = here.enrol(slug, "mentee")
    assert "Nobody has taken part" not in staff.get(f"/cycles/{slug}/certificates").text
    in_finnish(here, mentor)
    make(staff, slug, deployment)
    with here.work() as work:
        made = {one.enrolment_id: one for one in work.session.scalars(select(Certificate))}
        files = {one.id: one.name for one in work.session.scalars(select(StoredFile))}
        mails = list(work.session.scalars(select(Mail).where(Mail.kind == "certificate.ready")))
    assert {key: one.language for key, one in made.items()} == {mentee: "en", mentor: "fi"}
    assert never_came not in made
    assert all(files[one.file_id].endswith(f"-{one.language}.pdf") for one in made.values())
    assert {one.language for one in mails} == {"en", "fi"}
    link = next(
        line
        for one in mails
        if one.language == "en"
        for line in one.body.splitlines()
        if "/l/" in line
    )
    own = Client(app, here.host)
    page = own.follow(own.get(link)).text
    address = f"/my/certificate/{made[mentee].id}/file"
    assert address in page
    assert own.get(address).data.startswith(b"%PDF")
    assert own.get(f"/my/certificate/{made[mentor].id}/file").status_code == 404


def test_certificate_tells_what_was_so(here: Association, slug: str) -> None:
    mentee, _mentor, _pair = met(here, slug, meetings=4)
    with here.work() as work, use_language("en"):
        told = certificate_data(work, parts_of(work, [mentee])[mentee], "en")
    facts = dict(told["facts"])
    assert told["name"].startswith("Aino")
    assert facts["Role"] == "Mentee"
    assert facts["Meetings"] == "4 meetings, 3 hours in all"
    assert told["trainings"] == []


def test_one_that_is_made_anew_replaces_the_old_file_and_is_told_once_more(
    here: Association, staff: Client, slug: str, deployment: Deployment
) -> None:
    mentee, _mentor, _pair = met(here, slug)
    for _twice in range(2):
        make(staff, slug, deployment, chosen=[str(mentee)])
    with here.work() as work:
        assert work.session.scalar(select(func.count(Certificate.id))) == 1
        kept = select(func.count(StoredFile.id)).where(StoredFile.purpose == "certificate")
        assert work.session.scalar(kept) == 1
        told = select(func.count(Mail.id)).where(Mail.kind == "certificate.ready")
        assert work.session.scalar(told) == 2


def test_language_may_be_chosen_for_all(
    here: Association, staff: Client, slug: str, deployment: Deployment
) -> None:
    mentee, _mentor, _pair = met(here, slug)
    make(staff, slug, deployment, chosen=[str(mentee)], language="sv")
    with here.work() as work:
        assert work.session.scalars(select(Certificate.language)).all() == ["sv"]


def test_somebody_of_another_cycle_or_who_never_came_gets_none(
    here: Association, staff: Client, slug: str
) -> None:
    never = here.enrol(slug, "mentee")
    elsewhere, _mentor, _pair = met(here, here.cycle())
    path = f"/cycles/{slug}/certificates"
    staff.get(path)
    for one in (never, elsewhere):
        assert staff.post(path, {"chosen": [str(one)]}).status_code == 404
    with here.work() as work:
        assert work.session.scalar(select(func.count(Certificate.id))) == 0


def test_erasure_takes_certificate_and_file(
    here: Association, staff: Client, slug: str, deployment: Deployment
) -> None:
    mentee, _mentor, pair = met(here, slug)
    make(staff, slug, deployment, chosen=[str(mentee)])
    with here.work() as work:
        end_group(work, pair, "coordinator")
        move(work, mentee, "withdrawn")
        erase(work, person_of(work, mentee))
    with here.work() as work:
        assert work.session.scalar(select(func.count(Certificate.id))) == 0
        kept = select(func.count(StoredFile.id)).where(StoredFile.purpose == "certificate")
        assert work.session.scalar(kept) == 0
