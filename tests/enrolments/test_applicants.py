"""Staff's list of applicants, one application, and the steps they take."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from punos.audit.models import AccessEntry
from punos.enrolments.models import Enrolment
from punos.ids import new_id
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    return tenants.make()


def state(here: Association, enrolment_id: UUID) -> str:
    return here.enrolment(enrolment_id).model_state


def test_empty_list_says_what_it_is_for(here: Association, client: Client) -> None:
    slug = here.cycle()
    page = here.signed_in(client).get(f"/cycles/{slug}/applicants")
    assert "No applicants yet" in page.text
    assert "Add by hand:" in page.text


def test_list_is_searched_without_accents_and_filtered(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.enrol(slug, "mentee", state="applied", name="Äijä")
    here.enrol(slug, "mentor", state="accepted", name="Bertta")
    here.signed_in(client)
    path = f"/cycles/{slug}/applicants"
    assert "Äijä" in client.get(path).text
    found = client.get(f"{path}?q=aija").text
    assert "Äijä" in found
    assert "Bertta" not in found
    by_role = client.get(f"{path}?role=mentor").text
    assert "Bertta" in by_role
    assert "Äijä" not in by_role
    by_state = client.get(f"{path}?state=applied").text
    assert "Äijä" in by_state
    assert "Bertta" not in by_state


def test_chosen_are_accepted_together_and_others_named(here: Association, client: Client) -> None:
    slug = here.cycle()
    new = [here.enrol(slug, "mentee", state="applied") for _ in range(2)]
    gone = here.enrol(slug, "mentor", state="withdrawn")
    here.signed_in(client).get(f"/cycles/{slug}/applicants")
    chosen = [str(one) for one in (*new, gone)]
    answer = client.post(
        f"/cycles/{slug}/applicants/accept",
        {"chosen": chosen, "next": f"/cycles/{slug}/applicants?role=mentee"},
    )
    assert answer.headers["Location"].endswith("?role=mentee")
    page = client.follow(answer).text
    assert "2 people are accepted." in page
    assert "1 person was left as they are" in page
    assert [state(here, one) for one in new] == ["accepted", "accepted"]
    assert state(here, gone) == "withdrawn"


def test_nobody_is_accepted_when_one_of_the_chosen_is_absent(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    mine = here.enrol(slug, "mentee", state="applied")
    here.signed_in(client).get(f"/cycles/{slug}/applicants")
    for stranger in (str(new_id()), "nonsense"):
        answer = client.post(f"/cycles/{slug}/applicants/accept", {"chosen": [str(mine), stranger]})
        assert answer.status_code == 404
    assert state(here, mine) == "applied"


def test_application_shows_answers_and_leaves_a_trace(here: Association, client: Client) -> None:
    slug = here.cycle()
    one = here.enrol(slug, "mentee", state="applied", name="Lumi")
    page = here.signed_in(client).get(f"/enrolments/{one}")
    assert "Lumi" in page.text
    assert "Finnish: B2" in page.text
    with here.work() as work:
        traces = work.session.scalar(select(func.count()).select_from(AccessEntry))
    assert traces == 1


def test_steps_are_those_of_the_model_and_can_be_undone(here: Association, client: Client) -> None:
    slug = here.cycle()
    one = here.enrol(slug, "mentee", state="applied")
    page = here.signed_in(client).get(f"/enrolments/{one}")
    assert ">Accept<" in page.text
    client.post(f"/enrolments/{one}/move", {"state": "accepted"})
    assert state(here, one) == "accepted"
    assert "Back to “Applied”" in client.get(f"/enrolments/{one}").text
    client.post(f"/enrolments/{one}/move", {"state": "applied"})
    assert state(here, one) == "applied"


def test_step_that_asks_a_reason_waits_for_it(here: Association, client: Client) -> None:
    slug = here.cycle()
    one = here.enrol(slug, "mentee", state="applied")
    here.signed_in(client).get(f"/enrolments/{one}")
    asked = client.follow(client.post(f"/enrolments/{one}/move", {"state": "refused"}))
    assert "Reason" in asked.text
    assert state(here, one) == "applied"
    assert client.post(f"/enrolments/{one}/step/refused", {}).status_code == 422
    client.post(f"/enrolments/{one}/step/refused", {"reason": "full"})
    assert here.enrolment(one).end_reason == "full"
    assert "There is no place left" in client.get(f"/enrolments/{one}").text


def test_step_that_somebody_else_made_impossible_is_refused(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    one = here.enrol(slug, "mentee", state="withdrawn")
    here.signed_in(client).get(f"/enrolments/{one}")
    answer = client.post(f"/enrolments/{one}/move", {"state": "accepted"})
    assert answer.status_code == 409
    assert "Withdrawn" in answer.text
    assert client.post(f"/enrolments/{one}/move", {"state": "knighted"}).status_code == 404


def test_contact_sees_only_their_unit_everywhere(here: Association, client: Client) -> None:
    slug = here.cycle()
    ours, theirs = here.unit("Ours"), here.unit("Theirs")
    mine = here.enrol(slug, "mentee", state="applied", name="Omena", unit_id=ours)
    other = here.enrol(slug, "mentee", state="applied", name="Vieras", unit_id=theirs)
    none = here.enrol(slug, "mentee", state="applied", name="Yksi")
    here.signed_in(client, "contact", unit_id=ours)
    page = client.get(f"/cycles/{slug}/applicants").text
    assert "Omena" in page
    assert "Vieras" not in page
    assert "Yksi" not in page
    assert client.get(f"/enrolments/{mine}").status_code == 200
    for hidden in (other, none):
        assert client.get(f"/enrolments/{hidden}").status_code == 404
        assert client.get(f"/enrolments/{hidden}/change").status_code == 404
        assert client.get(f"/enrolments/{hidden}/step/refused").status_code == 404
        moved = client.post(f"/enrolments/{hidden}/move", {"state": "accepted"})
        assert moved.status_code == 404
        many = client.post(f"/cycles/{slug}/applicants/accept", {"chosen": [str(hidden)]})
        assert many.status_code == 404
        assert state(here, hidden) == "applied"


def test_another_associations_application_is_absent(
    here: Association, tenants: Tenants, client: Client
) -> None:
    other = tenants.make()
    foreign = other.enrol(other.cycle(), "mentee", state="applied")
    here.signed_in(client)
    missing = client.get(f"/enrolments/{new_id()}")
    found = client.get(f"/enrolments/{foreign}")
    assert (found.status_code, found.data) == (missing.status_code, missing.data)


def test_staff_add_somebody_with_a_first_name_only(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    path = f"/cycles/{slug}/applicants/add/mentee"
    assert client.get(path).status_code == 200
    answers = {
        "person-given_name": "Meri",
        "pairwise-occupation": "2512",
        "pairwise-languages--language": ["fi"],
        "pairwise-languages--level": ["B1"],
    }
    page = client.follow(client.post(path, answers))
    assert "Meri is added." in page.text
    with here.work() as work:
        found = work.session.scalars(select(Enrolment)).one()
        assert (found.source, found.model_state) == ("staff", "applied")


def test_contact_adds_into_their_own_unit_without_reaching_into_another(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    ours, theirs = here.unit("Ours"), here.unit("Theirs")
    other = here.enrol(slug, "mentee", state="applied", name="Vieras", unit_id=theirs)
    email = _email(here, other)
    here.signed_in(client, "contact", unit_id=ours)
    path = f"/cycles/{slug}/applicants/add/mentor"
    client.get(path)
    answers = {
        "person-given_name": "Vieras",
        "person-family_name": here.canary,
        "person-email": email,
        "pairwise-occupation": "2512",
        "pairwise-languages--language": ["fi"],
        "pairwise-languages--level": ["B1"],
        "pairwise-capacity": "1",
    }
    page = client.follow(client.post(path, answers))
    assert page.status_code == 200, page.text
    with here.work() as work:
        added = work.session.scalars(select(Enrolment).where(Enrolment.role == "mentor")).one()
        assert added.unit_id == ours
        assert added.person_id != here.enrolment(other).person_id


def test_staff_correct_answers(here: Association, client: Client) -> None:
    slug = here.cycle()
    one = here.enrol(slug, "mentee", state="applied", name="Lumi")
    here.signed_in(client)
    assert 'value="Lumi"' in client.get(f"/enrolments/{one}/change").text
    answers = {
        "person-given_name": "Lumo",
        "pairwise-occupation": "2512",
        "pairwise-languages--language": ["fi"],
        "pairwise-languages--level": ["C1"],
    }
    assert client.post(f"/enrolments/{one}/change", answers).status_code == 303
    page = client.get(f"/enrolments/{one}").text
    assert "Lumo" in page
    assert "Finnish: C1" in page


@pytest.mark.parametrize("role", ["readonly", "adviser"])
def test_who_may_only_read_gets_no_buttons_and_no_file(
    here: Association, client: Client, role: str
) -> None:
    slug = here.cycle()
    one = here.enrol(slug, "mentee", state="applied")
    here.signed_in(client, role)
    page = client.get(f"/enrolments/{one}").text
    assert "/move" not in page
    assert "/change" not in page
    assert client.get(f"/cycles/{slug}/applicants?format=csv").status_code == 404
    assert client.post(f"/enrolments/{one}/move", {"state": "accepted"}).status_code == 404


def _email(here: Association, enrolment_id: UUID) -> str:
    with here.work() as work:
        found = work.session.scalars(select(Enrolment).where(Enrolment.id == enrolment_id)).one()
        return str(found.person.email)
