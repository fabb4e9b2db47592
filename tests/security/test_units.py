"""A role held for one unit reaches no further than the unit."""

from uuid import UUID

import pytest
from sqlalchemy import select

from punos.accounts.service import find_account, give_role
from punos.enrolments import applying
from punos.enrolments.models import Enrolment
from punos.enrolments.placing import place
from punos.enrolments.service import enrol
from punos.people.models import Person
from punos.people.service import decide_consent
from punos.programmes.service import cycle_by_slug
from tests.imports.ways import bring, look
from tests.security.acts import pair_up
from tests.support.clients import Client
from tests.support.tenants import PASSWORD, Association, Tenants

WHOLE = ("/mails", "/settings", "/plugins", "/audit", "/programmes", "/accounts")


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


def test_administrator_of_one_unit_opens_nothing_that_is_about_all(
    here: Association, client: Client
) -> None:
    here.signed_in(client, "administrator", unit_id=here.unit("Turku"))
    assert {path: client.get(path).status_code for path in WHOLE} == dict.fromkeys(WHOLE, 404)
    whole = here.signed_in(Client(client.app), "administrator")
    assert {path: whole.get(path).status_code for path in WHOLE} == dict.fromkeys(WHOLE, 200)


def test_coordinator_of_one_unit_cannot_close_the_cycle_of_all(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client, "coordinator", unit_id=here.unit("Turku"))
    for act in ("start", "close"):
        answer = client.post(f"/cycles/{slug}/step", {"act": act, "sure": "yes"})
        assert answer.status_code == 404
    with here.work() as work:
        assert cycle_by_slug(work, slug).state == "open"


def test_a_role_for_the_whole_association_gives_what_one_for_a_unit_does_not(
    here: Association, client: Client
) -> None:
    access = here.deployment.access
    role, unit = access.roles["administrator"], here.unit("Turku")
    whole = {one.name for one in access.permissions.values() if one.whole}
    assert whole & role.permissions == access.granted(role, None) - access.granted(role, unit)
    assert whole & role.permissions


def test_list_of_pairs_is_taken_out_for_the_unit_of_which_one_may(
    here: Association, client: Client
) -> None:
    slug, unit = here.cycle(), here.unit("Turku")
    mentee, mentor = (here.enrol(slug, role, name="Muualta") for role in ("mentee", "mentor"))
    pair_up(here, slug, mentee, mentor)
    email = here.account("readonly")
    with here.work() as work:
        give_role(work, find_account(work, email), "coordinator", unit)  # type: ignore[arg-type]
    client.at(here.host).sign_in(email, PASSWORD)
    assert "Muualta" in client.get(f"/cycles/{slug}/groups").text
    file = client.get(f"/cycles/{slug}/groups?format=csv")
    assert (file.status_code, "Muualta" in file.text) == (200, False)


ADDED = {
    "pairwise-occupation": "2512",
    "pairwise-languages--language": ["fi"],
    "pairwise-languages--level": ["B1"],
}


def person_of(here: Association, enrolment_id: UUID) -> Person:
    with here.work() as work:
        person_id = here.enrolment(enrolment_id).person_id
        return work.session.scalars(select(Person).where(Person.id == person_id)).one()


def contact(person: Person) -> dict[str, str | None]:
    """What somebody types who adds them."""
    return {
        "person-given_name": person.given_name,
        "person-family_name": person.family_name,
        "person-email": person.email,
    }


def add(client: Client, slug: str, person: Person) -> str:
    """Add somebody by hand; the page that follows."""
    path = f"/cycles/{slug}/applicants/add/mentee"
    client.get(path)
    page = client.follow(client.post(path, {**ADDED, **contact(person)}))
    assert page.status_code == 200, page.text
    return page.text


def count(here: Association, slug: str, unit: UUID | None) -> int:
    """How many are in the cycle for this unit."""
    with here.work() as work:
        query = select(Enrolment.id).where(
            Enrolment.cycle_id == cycle_by_slug(work, slug).id,
            Enrolment.unit_id.is_not_distinct_from(unit),
        )
        return len(work.session.scalars(query).all())


def given_away(here: Association, ours: UUID, theirs: UUID) -> tuple[str, UUID]:
    """Somebody of ours whose newer application went to them: its cycle, and its id."""
    earlier = here.enrol(here.cycle(), "mentee", name="Meri", unit_id=ours)
    slug = here.cycle()
    with here.work() as work:
        query = select(Person).where(Person.id == here.enrolment(earlier).person_id)
        person = work.session.scalars(query).one()
        cycle = cycle_by_slug(work, slug)
        now = enrol(work, cycle, person, "mentee", answers={}, source="staff", unit_id=ours)
        return slug, place(work, now.id, theirs).id


def test_whom_another_unit_knows_is_added_as_anybody_else(
    here: Association, client: Client
) -> None:
    slug, ours, theirs = here.cycle(), here.unit("Ours"), here.unit("Theirs")
    hidden = [here.enrol(slug, "mentee", unit_id=unit) for unit in (theirs, None)]
    here.signed_in(client, "contact", unit_id=ours)
    for enrolment_id in hidden:
        assert "is added." in add(client, slug, person_of(here, enrolment_id))
    assert count(here, slug, ours) == 2


def test_control_without_the_limit_the_other_units_people_would_be_known(
    here: Association, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug, ours, theirs = here.cycle(), here.unit("Ours"), here.unit("Theirs")
    foreign = here.enrol(slug, "mentee", unit_id=theirs)
    here.signed_in(client, "contact", unit_id=ours)
    monkeypatch.setattr(applying, "_reach", lambda *_asked: None)
    client.get(f"/cycles/{slug}/applicants/add/mentee")
    person = person_of(here, foreign)
    answer = client.post(f"/cycles/{slug}/applicants/add/mentee", {**ADDED, **contact(person)})
    assert answer.headers["Location"] == f"/enrolments/{foreign}"


def test_whoever_is_added_twice_by_a_unit_is_there_once_although_another_knows_them(
    here: Association, client: Client
) -> None:
    slug, ours, theirs = here.cycle(), here.unit("Ours"), here.unit("Theirs")
    person = person_of(here, here.enrol(slug, "mentee", unit_id=theirs))
    here.signed_in(client, "contact", unit_id=ours)
    add(client, slug, person)
    assert "was there already" in add(client, slug, person)
    assert count(here, slug, ours) == 1


def test_adding_ones_own_person_does_not_tell_that_they_are_with_another_unit(
    here: Association, client: Client
) -> None:
    ours, theirs = here.unit("Ours"), here.unit("Theirs")
    slug, now = given_away(here, ours, theirs)
    here.signed_in(client, "contact", unit_id=ours)
    assert "Meri" in client.get("/people").text
    for said in ("is added.", "was there already"):
        page = add(client, slug, person_of(here, now))
        assert said in page
        assert str(now) not in page
    assert (count(here, slug, ours), count(here, slug, theirs)) == (1, 1)


def test_file_of_a_unit_says_nothing_of_whom_another_knows(
    here: Association, client: Client
) -> None:
    ours, theirs = here.unit("Ours"), here.unit("Theirs")
    slug, now = given_away(here, ours, theirs)
    foreign = here.enrol(slug, "mentee", unit_id=theirs)
    people = [person_of(here, one) for one in (now, foreign)]
    rows = [f"{one.given_name};{one.family_name};{one.email}" for one in people]
    file = "\r\n".join(["Etunimi;Sukunimi;Sähköposti", *rows])
    here.signed_in(client, "coordinator", unit_id=ours)
    page = bring(client, slug, file).text
    assert "2 people are added." in page
    assert "already" not in page
    assert count(here, slug, ours) == 2
    assert "There is nobody to add." in look(client, slug, file).text


def test_one_of_two_units_cannot_change_what_the_other_wrote_by_adding_anew(
    here: Association, client: Client
) -> None:
    slug, ours, theirs = here.cycle(), here.unit("Ours"), here.unit("Theirs")
    foreign = here.enrol(slug, "mentee", unit_id=theirs)
    before = person_of(here, foreign)
    here.signed_in(client, "contact", unit_id=ours)
    add(client, slug, before)
    after = person_of(here, foreign)
    assert (after.city, after.phone, after.unit_id) == (before.city, before.phone, theirs)


def test_counts_and_target_are_those_of_the_unit(here: Association, client: Client) -> None:
    slug, ours, theirs = here.cycle(), here.unit("Ours"), here.unit("Theirs")
    for unit in (theirs, theirs, None):
        pair_up(
            here,
            slug,
            here.enrol(slug, "mentee", unit_id=unit),
            here.enrol(slug, "mentor", unit_id=unit),
        )
        here.enrol(slug, "mentee", state="applied", unit_id=unit)
    pages = ("/today", "/cycles", f"/cycles/{slug}")
    whole = here.signed_in(Client(client.app), "coordinator")
    assert "3 of 10" in whole.get("/today").text
    assert "target 10" in whole.get(f"/cycles/{slug}").text
    here.signed_in(client, "contact", unit_id=ours)
    for path in pages:
        text = client.get(path).text
        assert "of 10" not in text
        assert "target" not in text
        # A figure's note tells in words how those are counted who wait for one.
        told = text.replace("Who waits for a decision", "")
        assert "wait for a decision" not in told
        assert "waits for a decision" not in told
    assert client.get("/today").text.count("Nothing waits for you.") == 1


def test_search_finds_nothing_of_another_unit(here: Association, client: Client) -> None:
    slug, ours, theirs = here.cycle(), here.unit("Ours"), here.unit("Theirs")
    here.enrol(slug, "mentee", name="Vieras", unit_id=theirs)
    here.enrol(slug, "mentee", name="Koditon")
    whole = here.signed_in(Client(client.app), "coordinator")
    here.signed_in(client, "contact", unit_id=ours)
    for path in ("/people", f"/cycles/{slug}/applicants"):
        for word in ("Vieras", "Koditon"):
            assert f"{word} {here.canary}" not in client.get(f"{path}?q={word}").text
            assert f"{word} {here.canary}" in whole.get(f"{path}?q={word}").text


@pytest.mark.parametrize("unit_of", ["theirs", "nobody's"])
def test_every_act_on_somebody_of_another_unit_is_absent(
    here: Association, client: Client, unit_of: str
) -> None:
    slug, ours, theirs = here.cycle(), here.unit("Ours"), here.unit("Theirs")
    unit = theirs if unit_of == "theirs" else None
    mentee, mentor = (here.enrol(slug, role, unit_id=unit) for role in ("mentee", "mentor"))
    group_id = pair_up(here, slug, mentee, mentor)
    person_id = here.enrolment(mentee).person_id
    here.signed_in(client, "contact", unit_id=ours)
    paths = {
        f"/enrolments/{mentee}/move": {"state": "waiting"},
        f"/enrolments/{mentee}/step/left": {"reason": "other"},
        f"/enrolments/{mentee}/change": {},
        f"/enrolments/{mentee}/place": {"unit": str(ours)},
        f"/cycles/{slug}/applicants/accept": {"chosen": [str(mentee)]},
        f"/people/{person_id}/change": {"given_name": "x"},
        f"/groups/{group_id}/end": {"sure": "yes"},
        f"/groups/{group_id}/meetings": {},
    }
    answers = {path: client.post(path, form).status_code for path, form in paths.items()}
    assert answers == dict.fromkeys(paths, 404)
    client.post(f"/cycles/{slug}/outcomes", {f"outcome-{mentee}": "A1"})
    whole = here.signed_in(Client(client.app), "coordinator")
    assert '<option value="A1" selected>' not in whole.get(f"/cycles/{slug}/outcomes").text


def test_unit_is_chosen_among_those_in_which_one_may_act(here: Association, client: Client) -> None:
    slug, ours, others, theirs = here.cycle(), *map(here.unit, ("Ours", "Also ours", "Theirs"))
    email = here.account("contact", unit_id=ours)
    with here.work() as work:
        give_role(work, find_account(work, email), "contact", others)  # type: ignore[arg-type]
    client.at(here.host).sign_in(email, PASSWORD)
    for path in (f"/cycles/{slug}/applicants/add/mentee", f"/cycles/{slug}/invite"):
        page = client.get(path).text
        assert "Also ours" in page
        assert "Theirs" not in page
    here.enrol(slug, "mentee", name="Meri", unit_id=ours)
    here.enrol(slug, "mentee", name="Suvi", unit_id=others)
    here.enrol(slug, "mentee", name="Vieras", unit_id=theirs)
    page = client.get(f"/cycles/{slug}/applicants?unit={others}").text
    assert "Suvi" in page
    assert "Meri" not in page
    assert "No unit yet" not in page
    hidden = client.get(f"/cycles/{slug}/applicants?unit={theirs}").text
    assert "Vieras" not in hidden
    assert "Theirs" not in hidden


def test_day_of_a_consent_is_not_told_to_a_unit(here: Association, client: Client) -> None:
    """It may be that of an application which another unit has."""
    slug, ours = here.cycle(), here.unit("Ours")
    one = here.enrol(slug, "mentee", unit_id=ours)
    with here.work() as work:
        query = select(Person).where(Person.id == here.enrolment(one).person_id)
        person = work.session.scalars(query).one()
        for given in (True, False):
            decide_consent(
                work, person, "service", given=given, text="x", language="en", how="withdrawal"
            )
    path = f"/people/{person.id}"
    here.signed_in(client, "contact", unit_id=ours)
    assert "Consent was taken back." in client.get(path).text
    assert "Consent is given." not in client.get(path).text
    whole = here.signed_in(Client(client.app), "coordinator")
    assert "took the consent back by withdrawing" in whole.get(path).text
