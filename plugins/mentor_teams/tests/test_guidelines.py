"""The ethical guidelines: published in versions, accepted before the first meeting."""

from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from punos.agreements.api import agreement_text
from punos.agreements.service import versions
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import Tenants

from .field import Field, accept_guidelines, make_field, publish_fields
from .members import accept, accepted, by_link, membership, person, read_here, we_met

PUBLISH_FIRST = "Publish the guidelines and agreements"
KINDER = {"en": "Be kinder.", "fi": "Ole kiltimpi.", "sv": "Var vänligare."}


@pytest.fixture
def field(tenants: Tenants) -> Field:
    return make_field(tenants)


@pytest.fixture
def coordinator(field: Field, client: Client) -> Client:
    return field.coordinator(client)


@pytest.fixture
def team(field: Field, coordinator: Client) -> tuple[UUID, UUID, UUID]:
    """A team: its group, the mentee Aila and the mentor Berit."""
    mentee, mentor = field.enrol("mentee", name="Aila"), field.enrol("mentor", name="Berit")
    field.formed(coordinator)
    return field.team_of(mentee)[0], mentee, mentor


def publish(field: Field, who: Client, **texts: str) -> TestResponse:
    """Publish a version through the form."""
    page = page_of(field)
    who.get(f"{page}/new")
    return who.post(page, {**KINDER, **texts})


def page_of(field: Field) -> str:
    """The address of the programme's guidelines."""
    with field.work() as work:
        return f"/agreements/{cycle_by_slug(work, field.slug).programme.slug}/guidelines"


def numbers(field: Field) -> list[int]:
    with field.work() as work:
        programme = cycle_by_slug(work, field.slug).programme
        return [version.number for version in versions(work, programme, "guidelines")]


def test_first_version_is_prefilled_with_our_own_text_in_every_language(
    tenants: Tenants, client: Client
) -> None:
    field = make_field(tenants, agreed=False)
    coordinator = field.coordinator(client)
    assert "Nothing is published yet" in coordinator.get(page_of(field)).text
    form = coordinator.get(f"{page_of(field)}/new").text
    for code in ("en", "fi", "sv"):
        assert f'name="{code}"' in form
        assert agreement_text("guidelines", code).split("\n\n")[1].split("’")[0] in form
    assert publish(field, coordinator).status_code == 303
    assert numbers(field) == [1]
    page = coordinator.get(page_of(field)).text
    assert all(text in page for text in KINDER.values())


def test_next_version_is_prefilled_with_the_newest_and_must_differ(
    field: Field, coordinator: Client
) -> None:
    assert publish(field, coordinator).status_code == 303
    assert KINDER["fi"] in coordinator.get(f"{page_of(field)}/new").text
    same = publish(field, coordinator)
    assert same.status_code == 409
    assert "published already" in same.text
    assert numbers(field) == [2, 1]


def test_every_language_of_the_association_is_needed_and_nothing_typed_is_lost(
    field: Field, coordinator: Client
) -> None:
    answer = publish(field, coordinator, sv="  ")
    assert answer.status_code == 422
    assert KINDER["en"] in answer.text
    assert numbers(field) == [1]


@pytest.mark.parametrize("role", ["contact", "coordinator"])
def test_whoever_acts_for_one_union_reads_the_guidelines_and_publishes_none(
    field: Field, client: Client, role: str
) -> None:
    limited = field.association.signed_in(Client(client.app), role, unit_id=field.units["doctors"])
    page = limited.get(page_of(field))
    assert "Be kind." in page.text
    assert f"{page_of(field)}/new" not in page.text
    assert limited.get(f"{page_of(field)}/new").status_code == 404
    assert limited.post(page_of(field), KINDER).status_code == 404
    assert numbers(field) == [1]


def test_no_team_is_published_without_guidelines(tenants: Tenants, client: Client) -> None:
    field = make_field(tenants, agreed=False)
    mentee, mentor = field.enrol("mentee"), field.enrol("mentor")
    contact, coordinator = field.contact(client), field.coordinator(client)
    assert PUBLISH_FIRST in coordinator.get("/today").text
    page = field.proposed(contact)
    assert 'href="/agreements"' in page
    refused = contact.post(field.path("publish"), publish_fields(page))
    assert refused.status_code == 409
    assert "Publish the guidelines and the agreement of this programme first" in refused.text
    by_hand = contact.post(field.path(f"mentors/{mentee}"), {"mentor": str(mentor), "had": "0"})
    assert by_hand.status_code == 409
    assert field.teams() == {}
    assert publish(field, coordinator).status_code == 303
    assert PUBLISH_FIRST not in coordinator.get("/today").text
    field.publish(contact, page)
    assert len(field.teams()) == 1


def test_nobody_logs_a_meeting_before_everybody_has_accepted(
    field: Field, client: Client, coordinator: Client, team: tuple[UUID, UUID, UUID]
) -> None:
    group, mentee, mentor = team
    berit, aila = by_link(field, client, mentor), by_link(field, client, mentee)
    refused = we_met(berit, topic="Words of the trade")
    assert refused.status_code == 409
    assert "Aila" in refused.text
    assert "Words of the trade" in refused.text, "nothing typed is lost"
    assert accept(aila).status_code == 303
    refused = we_met(berit)
    assert refused.status_code == 409
    assert f"Still missing: Berit {field.association.canary}." in refused.text
    by_staff = we_met(coordinator, path=f"/groups/{group}/meetings")
    assert by_staff.status_code == 409, "nor does staff for them"
    assert accept(berit).status_code == 303
    assert we_met(berit).status_code == 303
    assert accepted(field) == {mentee: [(1, "en")], mentor: [(1, "en")]}


def test_control_without_that_no_the_meeting_would_be_logged(
    field: Field,
    client: Client,
    team: tuple[UUID, UUID, UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("punos.agreements.before.missing", lambda *_a: [])
    assert we_met(by_link(field, client, team[2])).status_code == 303


def test_acceptance_keeps_the_language_in_which_it_was_read(
    field: Field, client: Client, coordinator: Client, team: tuple[UUID, UUID, UUID]
) -> None:
    _group, mentee, _mentor = team
    publish(field, coordinator)
    aila = by_link(field, client, mentee)
    finnish: Any = {"headers": {"Accept-Language": "fi"}}
    page = aila.get("/my/group", **finnish).text
    assert KINDER["fi"] in page
    place = membership(field, mentee)
    aila.post(f"/my/agreements/{place}", read_here(page), **finnish)
    assert accepted(field) == {mentee: [(2, "fi")]}
    assert KINDER["fi"] in aila.get("/my/group").text, "as she read it, whatever the page speaks"


def test_new_version_asks_again_and_stops_no_team_that_has_met(
    field: Field, client: Client, coordinator: Client, team: tuple[UUID, UUID, UUID]
) -> None:
    _group, mentee, mentor = team
    with field.work() as work:
        accept_guidelines(work, (mentee, mentor))
    aila = by_link(field, client, mentee)
    assert we_met(aila, days_ago=3).status_code == 303
    publish(field, coordinator)
    page = aila.get("/my/group").text
    assert "Our ethical guidelines have changed" in page
    assert "You can go on meeting." in page
    assert we_met(aila, days_ago=2, theme="2").status_code == 303
    assert "agreement yet" not in coordinator.get("/today").text
    accept(aila)
    assert accepted(field)[mentee] == [(1, "en"), (2, "en")]
    assert "have changed" not in aila.get("/my/group").text


def test_new_version_is_needed_from_a_team_that_has_not_met(
    field: Field, client: Client, coordinator: Client, team: tuple[UUID, UUID, UUID]
) -> None:
    _group, mentee, mentor = team
    with field.work() as work:
        accept_guidelines(work, (mentee, mentor))
    publish(field, coordinator)
    aila = by_link(field, client, mentee)
    assert "once more before you meet" in aila.get("/my/group").text
    assert we_met(aila).status_code == 409


def test_mentor_who_joins_later_accepts_before_the_next_meeting(
    field: Field, client: Client, coordinator: Client, team: tuple[UUID, UUID, UUID]
) -> None:
    _group, mentee, mentor = team
    with field.work() as work:
        accept_guidelines(work, (mentee, mentor))
    aila = by_link(field, client, mentee)
    assert we_met(aila, days_ago=3).status_code == 303
    second = field.enrol("mentor", name="Cecilia")
    field.formed(coordinator)
    refused = we_met(aila, days_ago=2)
    assert refused.status_code == 409
    assert f"Still missing: Cecilia {field.association.canary}." in refused.text
    accept(by_link(field, client, second))
    assert we_met(aila, days_ago=2).status_code == 303


def test_version_that_changed_while_it_was_read_is_not_accepted(
    field: Field, client: Client, coordinator: Client, team: tuple[UUID, UUID, UUID]
) -> None:
    _group, mentee, _mentor = team
    aila = by_link(field, client, mentee)
    read = read_here(aila.get("/my/group").text)
    publish(field, coordinator)
    answer = aila.post(f"/my/agreements/{membership(field, mentee)}", read)
    assert "has just changed" in aila.follow(answer).text
    assert accepted(field) == {}


def test_accepting_twice_is_accepting_once_and_another_cannot_do_it(
    field: Field, client: Client, team: tuple[UUID, UUID, UUID]
) -> None:
    _group, mentee, mentor = team
    aila, berit = by_link(field, client, mentee), by_link(field, client, mentor)
    hers, page = f"/my/agreements/{membership(field, mentee)}", aila.get("/my/group").text
    berit.get("/my/group")
    assert berit.post(hers, read_here(page)).status_code == 404
    signed_in = field.association.signed_in(
        Client(client.app), "mentor", person_id=person(field, mentor)
    )
    signed_in.get("/my")
    assert signed_in.post(hers, read_here(page)).status_code == 404
    assert aila.post(hers, {**read_here(page), "language": "xx"}).status_code == 404
    assert accepted(field) == {}
    assert [aila.post(hers, read_here(page)).status_code for _ in range(2)] == [303, 303]
    assert accepted(field) == {mentee: [(1, "en")]}


def test_staff_see_who_has_accepted_what_and_a_union_only_its_own(
    field: Field, client: Client, coordinator: Client, team: tuple[UUID, UUID, UUID]
) -> None:
    group, mentee, mentor = team
    accept(by_link(field, client, mentor))
    page = coordinator.get(f"/groups/{group}").text
    assert "accepted version 1 on" in page
    assert page.count("Not accepted yet") == 1
    assert (
        "1 person has not accepted the guidelines or the agreement yet"
        in coordinator.get("/today").text
    )
    listed = coordinator.get(page_of(field)).text
    assert "Aila" in listed
    assert "Berit" not in listed
    assert f"/groups/{group}" in listed
    engineers, doctors = field.contact(client), field.contact(client, "doctors")
    assert "has not accepted" in engineers.get("/today").text
    assert "has not accepted" not in doctors.get("/today").text
    assert "Aila" in engineers.get(page_of(field)).text
    assert "Aila" not in doctors.get(page_of(field)).text
    accept(by_link(field, client, mentee))
    assert "has not accepted" not in engineers.get("/today").text
