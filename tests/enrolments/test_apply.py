"""Applying in public: fill in, check, send, receipt."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from sqlalchemy import func, select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.mail.models import Mail
from punos.people.models import Consent, Person
from punos.programmes.models import Cycle
from tests.support.applying import apply_by_pages, fill, fill_in, go_on
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

GOOD = {
    "person-given_name": "Aino",
    "person-family_name": "Esimerkki",
    "person-email": "aino@people.example.org",
    "person-phone": "+358 40 123 4567",
    "person-city": "Turku",
    "person-language": "fi",
    "pairwise-occupation": "2512",
    "pairwise-languages--language": ["fi", "en"],
    "pairwise-languages--level": ["B1", "C1"],
    "pairwise-interests": ["technology"],
    "pairwise-about": "I like <b>trains</b>.",
    "consent-service": "yes",
}


def opened(tenants: Tenants, client: Client) -> tuple[Association, str]:
    """An association with a cycle that takes applications, and a visitor there."""
    here = tenants.make()
    slug = here.cycle()
    client.at(here.host)
    return here, f"/apply/{slug}/mentee"


def send(client: Client, path: str, **changes: object) -> object:
    """The whole form, sent; the page that follows."""
    client.get(path)
    return client.follow(client.post(path, {**GOOD, **changes, "submit": "send"}))


def count(here: Association, model: type) -> int:
    with here.work() as work:
        return work.session.scalar(select(func.count()).select_from(model)) or 0


def test_form_is_one_topic_a_page_with_purpose_and_progress(
    tenants: Tenants, client: Client
) -> None:
    _here, path = opened(tenants, client)
    page = client.get(path)
    titles = []
    while "Check your answers" not in page.text:
        titles.append(re.search(r"<h1>(.*?)</h1>", page.text)[1])
        assert f"Part {len(titles)} of 5" in page.text
        page = go_on(client, page, GOOD)
        assert page.status_code == 200, page.text
    assert titles == [
        "About you",
        "Your profession",
        "How you can meet",
        "Your interests and wishes",
        "How you heard of us",
    ]
    assert "Why we ask:" in client.get(f"{path}?part=person").text
    assert "Applications are taken until" in client.get(f"{path}?part=person").text


def test_check_step_shows_answers_in_words_and_writes_no_application(
    tenants: Tenants, client: Client
) -> None:
    here, path = opened(tenants, client)
    page = fill_in(client, path, GOOD)
    assert page.status_code == 200
    assert "I like &lt;b&gt;trains&lt;/b&gt;." in page.text
    assert "Finnish: B1" in page.text
    assert "2512" not in re.sub(r"<[^>]*>", "", page.text)
    assert "Your consent" in page.text
    assert count(here, Enrolment) == count(here, Person) == 0


def test_a_part_is_changed_from_the_check_and_leads_back_to_it(
    tenants: Tenants, client: Client
) -> None:
    _here, path = opened(tenants, client)
    page = fill_in(client, path, GOOD)
    assert f'href="{path}?part=person"' in page.text
    part = client.get(f"{path}?part=person")
    assert 'value="aino@people.example.org"' in part.text
    page = go_on(client, part, {**GOOD, "person-city": "Vaasa"})
    assert "<h1>Check your answers</h1>" in page.text
    assert "Vaasa" in page.text
    assert "Turku" not in page.text


def test_sending_gives_receipt_person_enrolment_consent_and_mail(
    tenants: Tenants, client: Client
) -> None:
    here, path = opened(tenants, client)
    page = apply_by_pages(client, path, GOOD)
    assert "Thank you. We have your application." in page.text
    assert re.search(r"[0-9A-F]{4}-[0-9A-F]{4}", page.text)
    assert "Aino" not in page.text
    with here.work() as work:
        enrolment = work.session.scalars(select(Enrolment)).one()
        person = work.session.scalars(select(Person)).one()
        consent = work.session.scalars(select(Consent)).one()
        mail = work.session.scalars(select(Mail)).one()
        assert (enrolment.role, enrolment.model_state, enrolment.source) == (
            "mentee",
            "applied",
            "public",
        )
        assert enrolment.answers["pairwise"]["data"]["languages"][0] == {
            "language": "fi",
            "level": "B1",
        }
        assert (person.full_name, person.city, person.language) == ("Aino Esimerkki", "Turku", "fi")
        assert (consent.purpose, consent.decision, consent.language) == ("service", "given", "en")
        assert (mail.to_address, mail.language) == ("aino@people.example.org", "fi")
        assert "/l/" in mail.body


def test_every_field_wrong_at_once_says_each_beside_its_field(
    tenants: Tenants, client: Client
) -> None:
    here, path = opened(tenants, client)
    client.get(path)
    wrong = {
        "person-given_name": "",
        "person-family_name": "x" * 101,
        "person-email": "not an address",
        "person-phone": "call me",
        "person-city": " ",
        "person-language": "xx",
        "pairwise-occupation": "juggler of stars",
        "pairwise-languages--language": ["fi"],
        "pairwise-languages--level": [""],
        "pairwise-interests": ["nonsense"],
        "pairwise-about": "my code is 131052-308T",
    }
    for part in ("person", "pairwise-1", "pairwise-2", "pairwise-3"):
        page = client.get(f"{path}?part={part}")
        mine = [name.split("--")[0] for name in wrong if f'name="{name}' in page.text]
        page = client.post(path, fill(page, wrong))
        assert page.status_code == 422
        for field in mine:
            assert f'href="#f-{field}"' in page.text, field
            assert f'id="f-{field}-error"' in page.text, field
        assert "invalid" not in re.sub(r"<[^>]*>", "", page.text).lower()
        assert "Part " in page.text
        if part == "person":
            assert 'value="not an address"' in page.text
    assert client.get(f"{path}?part=check").status_code == 303
    assert count(here, Person) == 0


def test_without_consent_nothing_is_sent(tenants: Tenants, client: Client) -> None:
    here, path = opened(tenants, client)
    client.get(path)
    answers = {name: value for name, value in GOOD.items() if name != "consent-service"}
    assert client.post(path, {**answers, "submit": "send"}).status_code == 422
    page = fill_in(client, f"{path}?part=person", answers)
    refused = client.post(path, fill(page, answers, "send"))
    assert refused.status_code == 422
    assert 'href="#f-consent-service"' in refused.text
    assert count(here, Enrolment) == 0


def test_sent_twice_is_one_application_and_says_the_same(tenants: Tenants, client: Client) -> None:
    here, path = opened(tenants, client)
    first = send(client, path)
    second = send(client, path, **{"person-phone": "+358 50 000 0000"})
    assert "Thank you" in second.text
    assert first.status_code == second.status_code == 200
    assert count(here, Enrolment) == count(here, Person) == 1
    assert count(here, Mail) == 2
    with here.work() as work:
        # Whoever typed it a second time may be a stranger, so what is kept stays.
        assert work.session.scalars(select(Person.phone)).one() == "+358 40 123 4567"


def test_another_name_with_the_same_address_is_another_person(
    tenants: Tenants, client: Client
) -> None:
    here, path = opened(tenants, client)
    send(client, path)
    send(client, path, **{"person-given_name": "Eino"})
    assert count(here, Person) == count(here, Enrolment) == 2


def test_same_person_may_apply_as_mentor_too(tenants: Tenants, client: Client) -> None:
    here, path = opened(tenants, client)
    send(client, path)
    send(client, path.replace("mentee", "mentor"), **{"pairwise-capacity": "2"})
    assert (count(here, Person), count(here, Enrolment)) == (1, 2)


def test_outside_the_days_the_page_says_when(tenants: Tenants, client: Client) -> None:
    here, path = opened(tenants, client)
    today = clock.today()
    with here.work() as work:
        cycle = work.session.scalars(select(Cycle)).one()
        cycle.apply_from, cycle.apply_until = today + timedelta(3), today + timedelta(9)
    page = client.get(path)
    assert page.status_code == 200
    assert "applications open on" in page.text
    assert "<form" not in page.text.split("<main", 1)[1].split("</main", 1)[0]
    send(client, path)
    assert count(here, Enrolment) == 0


def test_unknown_role_cycle_or_association_is_absent(tenants: Tenants, client: Client) -> None:
    _here, path = opened(tenants, client)
    other = tenants.make()
    assert client.get(path.replace("mentee", "captain")).status_code == 404
    assert client.get("/apply/nowhere/mentee").status_code == 404
    assert client.at(other.host).get(path).status_code == 404


def test_receipt_without_a_number_of_ours_is_absent(tenants: Tenants, client: Client) -> None:
    _here, path = opened(tenants, client)
    assert client.get(f"{path}/received?reference=Pay+me").status_code == 404


def test_form_speaks_the_readers_language(tenants: Tenants, client: Client) -> None:
    _here, path = opened(tenants, client)
    page = client.get(path, headers={"Accept-Language": "sv"})
    assert '<html lang="sv"' in page.text
    assert re.search(r'value="sv" checked', page.text)


def test_two_taps_at_the_same_moment_make_one_application(tenants: Tenants, client: Client) -> None:
    here, path = opened(tenants, client)
    browsers = [Client(client.app, here.host) for _ in range(4)]
    for browser in browsers:
        browser.get(path)
    ready = Barrier(len(browsers))

    def tap(browser: Client) -> int:
        ready.wait()
        return browser.post(path, {**GOOD, "submit": "send"}).status_code

    with ThreadPoolExecutor(len(browsers)) as pool:
        assert set(pool.map(tap, browsers)) == {303}
    assert count(here, Enrolment) == count(here, Person) == 1
