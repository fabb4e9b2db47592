"""What people need at a camp: kept apart, read by few, never copied, erased in time."""

import logging
import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from punos_gatherings.access import NEEDS
from punos_gatherings.camp import camp_by_id, cancel_camp
from punos_gatherings.models import Need
from punos_gatherings.needs import PURPOSE, take_back_needs, tell_needs
from sqlalchemy import select, text

from punos import clock
from punos.audit.models import AccessEntry
from punos.core_access import core_access
from punos.errors import Refused
from punos.i18n import format_datetime, use_language
from punos.people.models import Consent
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.tenants import Association, Tenants

from .camps import answer, camp, camp_row, cycle, leave, mails, people, states, take
from .test_own_places import bearer

SECRET = "Hunajakakkuallergia"


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def slug(association: Association) -> str:
    return cycle(association)


def told(
    association: Association, slug: str, *, places: int = 2
) -> tuple[UUID, list[UUID], list[UUID]]:
    """A camp with two people, of whom the first has told what she needs."""
    camp_id = camp(association, slug, places=places)
    who = people(association, slug, 2)
    seats = [take(association, camp_id, one) for one in who]
    tell(association, seats[0])
    return camp_id, who, seats


def tell(association: Association, seat_id: UUID) -> None:
    with association.work() as work:
        tell_needs(work, seat_id, diet=secret(association), health=f"{SECRET}2", other="")


def secret(association: Association) -> str:
    """A word that nobody wrote anywhere else."""
    return f"{SECRET}{association.canary}"


def needs(association: Association) -> list[Need]:
    with association.work() as work:
        return list(work.session.scalars(select(Need)))


def consents(association: Association) -> list[str]:
    """What was decided about needs, the oldest first."""
    with association.work() as work:
        query = select(Consent.decision).where(Consent.purpose == PURPOSE)
        return list(work.session.scalars(query.order_by(Consent.decided_at, Consent.id)))


def rows_with(association: Association, word: str) -> set[str]:
    """The tables, of all that there are, in which a row holds this word."""
    found = set()
    with association.deployment.database("owner").engine.connect() as connection:
        names = connection.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ).all()
        for name in names:
            query = text(f'SELECT count(*) FROM "{name}" AS r WHERE r::text LIKE :w')
            if connection.execute(query, {"w": f"%{word}%"}).scalar_one():
                found.add(name)
    return found


# Telling


def test_needs_told_with_the_registration_are_kept_with_the_place(
    association: Association, app: Flask, slug: str
) -> None:
    camp_id = camp(association, slug)
    page = Client(app, association.host)
    page.post(f"/gatherings/open/camp/{camp_id}", answer(diet=SECRET, agree="yes"))
    (need,) = needs(association)
    assert (need.diet, need.health, need.other) == (SECRET, "", "")
    assert consents(association) == ["given"]


def test_needs_without_the_consent_are_not_taken(
    association: Association, app: Flask, slug: str
) -> None:
    camp_id = camp(association, slug)
    page = Client(app, association.host)
    sent = page.post(f"/gatherings/open/camp/{camp_id}", answer(diet=SECRET))
    assert sent.status_code == 422
    assert "Tick this box" in sent.text
    assert needs(association) == []


def test_needs_of_whoever_waits_are_not_kept(
    association: Association, app: Flask, slug: str
) -> None:
    camp_id = camp(association, slug, places=1)
    page = Client(app, association.host)
    page.get(f"/gatherings/open/camp/{camp_id}")
    take(association, camp_id, people(association, slug, 1)[0])
    typed = answer(diet=secret(association), agree="yes")
    assert page.post(f"/gatherings/open/camp/{camp_id}", typed).status_code == 200
    assert needs(association) == []
    assert rows_with(association, secret(association)) == set()


def test_a_stranger_who_types_somebodys_address_tells_no_needs_of_theirs(
    association: Association, app: Flask, slug: str
) -> None:
    page = Client(app, association.host)
    first, second = camp(association, slug), camp(association, slug)
    page.post(f"/gatherings/open/camp/{first}", answer())
    page.post(f"/gatherings/open/camp/{second}", answer(diet=SECRET, agree="yes"))
    page.post(f"/gatherings/open/camp/{first}", answer(diet=SECRET, agree="yes"))
    assert needs(association) == []
    assert consents(association) == []


def test_needs_are_changed_and_taken_back_by_link(
    association: Association, app: Flask, slug: str
) -> None:
    _camp, who, seats = told(association, slug)
    own = bearer(app, association, who[0])
    page = f"/gatherings/mine/{seats[0]}/needs"
    own.post(page, {"diet": "Toinen", "health": "", "other": "", "agree": "yes"})
    assert [(need.diet, need.health) for need in needs(association)] == [("Toinen", "")]
    refused = own.post(page, {"diet": "Kolmas", "health": "", "other": ""})
    assert refused.status_code == 422
    assert "Kolmas" in refused.text
    assert "Erase what I have told" in refused.text
    shown = own.follow(own.post(f"{page}/take-back")).text
    assert "is erased" in shown
    assert needs(association) == []
    assert consents(association) == ["given", "withdrawn"]
    assert states(association, seats) == ["taken", "taken"]


def test_own_page_says_when_needs_were_told_and_never_what(
    association: Association, app: Flask, slug: str
) -> None:
    _camp, who, seats = told(association, slug)
    word = secret(association)
    (need,) = needs(association)
    own = bearer(app, association, who[0])
    page = f"/gatherings/mine/{seats[0]}/needs"
    shown = own.get(page).text
    with use_language("en"):
        assert f"told us on {format_datetime(need.told_at)}" in shown
    assert "Erase what I have told" in shown
    wrong = own.post(page, {"diet": "x" * 501, "health": "", "other": "", "agree": "yes"})
    assert wrong.status_code == 422
    for text_shown in (shown, wrong.text, own.get("/gatherings/mine").text):
        assert word not in text_shown
        assert f"{SECRET}2" not in text_shown


def test_receipt_of_a_mistyped_address_opens_no_needs(
    association: Association, app: Flask, slug: str
) -> None:
    camp_id, word = camp(association, slug), secret(association)
    page = Client(app, association.host)
    typed = answer(diet=word, health=word, other=word, agree="yes")
    page.post(f"/gatherings/open/camp/{camp_id}", typed)
    assert len(needs(association)) == 1
    (mail,) = mails(association, "gatherings.camp_receipt")
    link = re.search(r"http://\S+/l/\S+", mail.body).group()  # type: ignore[union-attr]
    stranger = Client(app, association.host)
    own = stranger.follow(stranger.get(link)).text
    (form,) = re.findall(r'href="(/gatherings/mine/[^"]+/needs)"', own)
    for text_shown in (mail.body, own, stranger.get(form).text):
        assert word not in text_shown


def test_needs_sent_empty_change_nothing(association: Association, app: Flask, slug: str) -> None:
    _camp, who, seats = told(association, slug)
    own = bearer(app, association, who[0])
    page = f"/gatherings/mine/{seats[0]}/needs"
    empty = {"diet": "", "health": "", "other": ""}
    for typed in (empty, {**empty, "agree": "yes"}):
        assert "nothing has changed" in own.follow(own.post(page, typed)).text
    assert [need.diet for need in needs(association)] == [secret(association)]
    assert consents(association) == ["given"]


def test_taking_back_twice_is_once(association: Association, slug: str) -> None:
    _camp, _who, seats = told(association, slug)
    for _ in range(2):
        with association.work() as work:
            take_back_needs(work, seats[0])
    assert consents(association) == ["given", "withdrawn"]


def test_needs_are_told_with_a_place_only(association: Association, slug: str) -> None:
    camp_id = camp(association, slug, places=1)
    who = people(association, slug, 2)
    seats = [take(association, camp_id, one) for one in who]
    with pytest.raises(Refused):
        tell(association, seats[1])
    with clock.at(clock.now() + timedelta(days=33)), pytest.raises(Refused):
        tell(association, seats[0])
    assert needs(association) == []


# Reading


def test_reading_needs_is_written_down_person_by_person(
    association: Association, client: Client, slug: str
) -> None:
    camp_id, who, _seats = told(association, slug)
    coordinator = association.signed_in(client)
    page = coordinator.get(f"/gatherings/camp/{camp_id}/needs").text
    assert f"{SECRET}2" in page
    with association.work() as work:
        read = work.session.scalars(
            select(AccessEntry).where(AccessEntry.page == "gatherings.needs")
        ).all()
        enrolled = association.enrolment(who[0]).person_id
    assert [(entry.person_id, entry.actor_kind) for entry in read] == [(enrolled, "account")]


def test_needs_are_read_under_their_own_permission_alone(
    association: Association, app: Flask, slug: str
) -> None:
    camp_id, _who, _seats = told(association, slug)
    access = core_access(association.deployment.registry)
    assert {name for name, role in access.roles.items() if NEEDS in role.permissions} == {
        "administrator",
        "coordinator",
    }
    for name in access.roles.keys() - {"administrator", "coordinator"}:
        reader = association.signed_in(Client(app), name)
        assert reader.get(f"/gatherings/camp/{camp_id}/needs").status_code == 404, name


# Nowhere else


def test_needs_stand_on_no_other_page_in_no_other_row_no_mail_and_no_log(
    association: Association, app: Flask, slug: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    camp_id, who, seats = told(association, slug)
    readers = [
        association.signed_in(Client(app), role) for role in ("administrator", "coordinator")
    ]
    word = secret(association)
    values = {
        "slug": slug,
        "camp_id": camp_id,
        "seat_id": seats[0],
        "enrolment_id": who[0],
        "person_id": association.enrolment(who[0]).person_id,
        "group_id": camp_row(association, camp_id).group_id,
    }
    own = f"/gatherings/camp/{camp_id}/needs"
    seen = 0
    for path in addresses(app, values):
        for reader in readers:
            answered = reader.get(path)
            seen += answered.status_code == 200
            # Besides on the page of everything held, for who answers people's requests.
            held = path.partition("?")[0].endswith(("/held", "/held/file"))
            shows = path.partition("?")[0] == own or (held and answered.status_code == 200)
            assert (word in answered.text) == shows, path
    assert seen > 40
    bearer(app, association, who[0])
    stranger = bearer(app, association, who[1])
    assert word not in stranger.get("/gatherings/mine").text
    leave(association, seats[1])
    drain(association.deployment)
    assert rows_with(association, word) == {"gatherings_need"}
    assert word not in caplog.text
    leave(association, seats[0])
    assert rows_with(association, word) == set()


def test_nobody_tells_needs_at_a_camp_that_is_cancelled(
    association: Association, slug: str
) -> None:
    camp_id, _who, seats = told(association, slug)
    with association.work() as work:
        cancel_camp(work, camp_by_id(work, camp_id))
    with pytest.raises(Refused):
        tell(association, seats[0])


def addresses(app: Flask, values: dict[str, object]) -> list[str]:
    """Every page whose address can be filled in, and each once more as a file."""
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            known = {name: values[name] for name in rule.arguments if name in values}
            if "GET" in (rule.methods or ()) and known.keys() == rule.arguments:
                path = app.url_for(rule.endpoint, _external=False, **known)
                found += [path, f"{path}?format=csv"] if known else [path]
    return [path for path in found if "sign-out" not in path]
