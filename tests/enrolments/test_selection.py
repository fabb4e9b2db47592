"""The selection of a cycle: the page that shows it whole, the queue, and deciding about several at once."""

import re
from uuid import UUID

import pytest
from sqlalchemy import select

from punos import clock
from punos.accounts.models import Account
from punos.audit.models import AuditEvent
from punos.enrolments.models import Enrolment
from punos.ids import new_id
from punos.interviews.models import InterviewScore, InterviewSlot
from punos.partners.models import Partner
from punos.programmes.service import cycle_by_slug
from punos.units.models import Unit
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    return tenants.make()


def state(here: Association, enrolment_id: UUID) -> str:
    return here.enrolment(enrolment_id).model_state


def decide(client: Client, slug: str, chosen: list[UUID], to: str, **more: str) -> object:
    client.get(f"/cycles/{slug}/applicants")
    sent = {"chosen": [str(one) for one in chosen], "state": to, **more}
    return client.post(f"/cycles/{slug}/applicants/decide", sent)


def text_of(page: str) -> str:
    """The text of a page's main part, without tags and with single spaces."""
    main = page[page.index("<main") :]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def score(here: Association, slug: str, enrolment_id: UUID, marks: dict[str, int]) -> None:
    """An interview that was held, with one sheet."""
    with here.work() as work:
        cycle = cycle_by_slug(work, slug)
        account = work.session.scalars(select(Account).limit(1)).one()
        work.session.add(
            InterviewSlot(
                cycle_id=cycle.id,
                host_id=account.id,
                local_start=clock.now().replace(
                    tzinfo=None, microsecond=len(marks) + sum(marks.values())
                ),
                minutes=30,
                state="held",
                enrolment_id=enrolment_id,
            )
        )
        work.session.add(
            InterviewScore(
                enrolment_id=enrolment_id,
                account_id=account.id,
                marks=marks,
                written_at=clock.now(),
            )
        )


def test_several_are_refused_with_one_reason_asked_once(here: Association, client: Client) -> None:
    slug = here.cycle()
    new = [here.enrol(slug, "mentee", state="applied", name=name) for name in ("Aino", "Bea")]
    gone = here.enrol(slug, "mentee", state="withdrawn", name="Cilla")
    here.signed_in(client)
    asked = decide(client, slug, [*new, gone], "refused")
    assert asked.status_code == 200
    assert "Aino" in asked.text
    assert "Cilla" not in asked.text
    assert [state(here, one) for one in new] == ["applied", "applied"]
    assert decide(client, slug, new, "refused", asked="yes").status_code == 422
    done = decide(client, slug, [*new, gone], "refused", asked="yes", reason="full")
    page = client.follow(done).text
    assert "2 people are now “Not accepted”." in page
    assert "1 person was left as they are" in page
    assert [here.enrolment(one).end_reason for one in new] == ["full", "full"]
    assert state(here, gone) == "withdrawn"


def test_whoever_is_on_the_waiting_list_does_not_wait_for_a_decision(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.enrol(slug, "mentee", state="applied", name="Aino")
    here.enrol(slug, "mentee", state="waiting", name="Bea")
    here.signed_in(client)
    assert "1 application waits for a decision" in client.get("/today").text
    assert "1 waits for a decision" in client.get(f"/cycles/{slug}").text
    found = client.get(f"/cycles/{slug}/applicants?state=candidate").text
    assert "Aino" in found
    assert "Bea" not in found


def test_waiting_list_has_a_reason_of_its_own_and_leads_back(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    one = here.enrol(slug, "mentee", state="applied", name="Aino")
    here.signed_in(client)
    there = f"/cycles/{slug}/applicants?state=candidate"
    asked = decide(client, slug, [one], "waiting", next=there).text
    assert f'href="{there}"' in asked, "whoever cancels finds the list as it was"
    assert "There is no place left" in asked
    assert "They have moved away" not in asked
    decide(client, slug, [one], "waiting", asked="yes", reason="full")
    assert (state(here, one), here.enrolment(one).end_reason) == ("waiting", "full")
    assert "There is no place left" in client.get(f"/enrolments/{one}").text
    decide(client, slug, [one], "applied")
    assert (state(here, one), here.enrolment(one).end_reason) == ("applied", None)


def test_acceptance_is_taken_back_for_several_at_once(here: Association, client: Client) -> None:
    slug = here.cycle()
    several = [here.enrol(slug, "mentee") for _each in range(2)]
    here.signed_in(client)
    page = client.follow(decide(client, slug, several, "applied")).text
    assert "2 people are now “Applied”." in page
    assert [state(here, one) for one in several] == ["applied", "applied"]


def test_nothing_is_decided_about_strangers_or_into_states_that_are_not_there(
    here: Association, tenants: Tenants, client: Client
) -> None:
    slug, other = here.cycle(), tenants.make()
    mine = here.enrol(slug, "mentee", state="applied")
    foreign = other.enrol(other.cycle(), "mentee", state="applied")
    here.signed_in(client)
    for chosen, to in (([mine, foreign], "refused"), ([mine, new_id()], "waiting"), ([mine], "x")):
        answer = decide(client, slug, chosen, to, asked="yes", reason="full")
        assert answer.status_code == 404
    assert state(here, mine) == "applied"


def test_contact_decides_about_their_unit_alone(here: Association, client: Client) -> None:
    slug, ours, theirs = here.cycle(), here.unit("Ours"), here.unit("Theirs")
    mine = here.enrol(slug, "mentee", state="applied", unit_id=ours)
    other = here.enrol(slug, "mentee", state="applied", unit_id=theirs, name="Vieras")
    here.signed_in(client, "contact", unit_id=ours)
    assert decide(client, slug, [mine, other], "waiting").status_code == 404
    done = decide(client, slug, [mine], "waiting", asked="yes", reason="full")
    assert done.status_code == 303
    assert state(here, other) == "applied"


def test_queue_is_sorted_by_score_and_narrowed_to_who_was_not_interviewed(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    names = ("Aino", "Bea", "Cilla")
    low, high, new = (here.enrol(slug, "mentee", state="applied", name=name) for name in names)
    here.signed_in(client)
    score(here, slug, low, {"motivation": 2, "language": 3})
    score(here, slug, high, {"motivation": 5, "language": 4})
    path = f"/cycles/{slug}/applicants"
    page = client.get(f"{path}?sort=-score").text
    assert page.index("Bea") < page.index("Aino") < page.index("Cilla")
    assert "4.5" in page
    assert "2.5" in page
    not_yet = client.get(f"{path}?interview=not_yet").text
    assert "Cilla" in not_yet
    assert "Aino" not in not_yet
    held = client.get(f"{path}?interview=held").text
    assert "Aino" in held
    assert "Cilla" not in held
    assert new


def test_queue_shows_and_finds_who_is_outside_the_rules(here: Association, client: Client) -> None:
    slug = here.cycle()
    outside = here.enrol(slug, "mentee", state="applied", name="Aino")
    here.enrol(slug, "mentee", state="applied", name="Bea")
    with here.work() as work:
        row = work.session.scalars(select(Enrolment).where(Enrolment.id == outside)).one()
        row.unmet = ["finnish"]
    here.signed_in(client)
    found = client.get(f"/cycles/{slug}/applicants?rules=outside").text
    assert "Aino" in found
    assert "Bea" not in found
    waits = "1 application is outside the rules"
    assert waits in client.get(f"/cycles/{slug}/selection").text
    decide(client, slug, [outside], "refused", asked="yes", reason="outside")
    assert here.enrolment(outside).model_state == "refused"
    assert waits not in client.get(f"/cycles/{slug}/selection").text


def test_selection_counts_each_role_against_the_target(here: Association, client: Client) -> None:
    slug = here.cycle()
    for name, where in (("A", "applied"), ("B", "accepted"), ("C", "waiting"), ("D", "refused")):
        here.enrol(slug, "mentee", state=where, name=name)
    here.enrol(slug, "mentor", state="accepted", capacity=3)
    page = text_of(here.signed_in(client).get(f"/cycles/{slug}/selection").text)
    assert "Mentee 4 1 1 1 1 0 10" in page
    assert "Mentor 1 0 1 0 0 0 10" in page
    assert "can take 3 people in all" in page
    assert "Mentee: 9 places are free, and people wait for one" in page


def test_selection_shows_balance_and_who_brought_whom_by_partner(
    here: Association, client: Client
) -> None:
    slug, unit = here.cycle(), here.unit("North")
    here.enrol(slug, "mentee", state="accepted", unit_id=unit, occupation="2512")
    here.enrol(slug, "mentee", state="waiting", unit_id=unit, occupation="2221")
    here.enrol(slug, "mentee", state="refused", unit_id=unit, occupation="5120")
    with here.work() as work:
        partner = Partner(name="Kumppani ry")
        work.session.add(partner)
        work.session.flush()
        work.session.scalars(select(Unit).where(Unit.id == unit)).one().partner_id = partner.id
    page = text_of(here.signed_in(client).get(f"/cycles/{slug}/selection").text)
    assert "Kumppani ry 1 + 1 still open" in page
    assert "Information technology professionals 1 " in page
    assert "Health professionals 0 + 1 still open" in page
    assert "Personal service workers" not in page
    assert "Finnish 1 + 1 still open" in page


def test_contact_sees_the_selection_of_their_unit_without_the_target(
    here: Association, client: Client
) -> None:
    slug, ours, theirs = here.cycle(), here.unit("Ours"), here.unit("Theirs")
    here.enrol(slug, "mentee", state="applied", unit_id=ours)
    here.enrol(slug, "mentee", state="applied", unit_id=theirs)
    here.signed_in(client, "contact", unit_id=ours)
    page = text_of(client.get(f"/cycles/{slug}/selection").text)
    assert "Mentee 1 1 0 0 0 0" in page
    assert "Target" not in page
    assert "Theirs" not in page


def test_decision_is_audited_by_codes(here: Association, client: Client) -> None:
    slug = here.cycle()
    one = here.enrol(slug, "mentee", state="applied")
    here.signed_in(client)
    decide(client, slug, [one], "refused", asked="yes", reason="full")
    with here.work() as work:
        query = select(AuditEvent.fields).where(
            AuditEvent.action == "enrolment.moved", AuditEvent.subject_id == one
        )
        assert work.session.scalars(query).one() == ["refused"]
