"""The association's public face: what a visitor finds, and what others show of a shared address."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.programmes.models import Cycle
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

TEXTS = {
    "lead": "Meet somebody of your own field.",
    "for_whom": "You live in Turku.\n\nYou look for work.",
    "happens": "",
    "needed": "",
    "questions": "Does it cost anything?\nNo.\n\nHow long does it take?\nThree months.",
}


@pytest.fixture
def here(tenants: Tenants) -> Association:
    return tenants.make()


def test_page_of_a_cycle_tells_what_the_form_asks_role_by_role(
    app: Flask, here: Association
) -> None:
    slug = here.cycle()
    page = Client(app, here.host).get(f"/p/{slug}").text
    asked = page[page.index('id="asked"') : page.index('href="/privacy"')]
    _before, mentee, mentor = asked.split("<h3>")
    assert mentee.startswith("Mentee</h3>")
    assert mentor.startswith("Mentor</h3>")
    for part in (mentee, mentor):
        assert "E-mail address" in part
    capacity = "How many mentees"
    assert capacity in mentor
    assert capacity not in mentee


def changed(association: Association, slug: str, **values: object) -> None:
    with association.work() as work:
        cycle = work.session.scalars(select(Cycle).where(Cycle.slug == slug)).one()
        for name, value in values.items():
            setattr(cycle, name, value)


def test_page_of_a_cycle_says_when_for_whom_and_leads_to_the_form(
    app: Flask, here: Association
) -> None:
    slug = here.cycle()
    staff = here.signed_in(Client(app))
    assert staff.post(f"/cycles/{slug}/page/en", TEXTS).status_code == 303
    visitor = Client(app, here.host)
    page = visitor.get(f"/p/{slug}").text
    assert "Meet somebody of your own field." in page
    assert "<p>You live in Turku.</p>" in page
    assert "<p>You look for work.</p>" in page
    assert "<h3>Does it cost anything?</h3>" in page
    assert f'href="/apply/{slug}/mentee"' in page
    assert f'href="/ask/{slug}"' in page
    assert "E-mail address" in page, "what the form asks is told before it"
    assert f'href="/p/{slug}"' in visitor.get("/").text


def test_shared_address_carries_its_title_and_its_one_address(
    app: Flask, here: Association
) -> None:
    slug = here.cycle()
    page = Client(app, here.host).get(f"/p/{slug}?from=poster").text
    address = f"{here.deployment.base_url(here.record)}/p/{slug}"
    assert f'<link rel="canonical" href="{address}">' in page
    assert f'<meta property="og:url" content="{address}">' in page
    assert f'<meta property="og:title" content="Cycle {here.canary}">' in page
    front = Client(app, here.host).get("/").text
    assert f'<meta property="og:title" content="Association {here.canary}">' in front


def test_way_by_which_somebody_came_goes_on_to_the_form(app: Flask, here: Association) -> None:
    slug = here.cycle()
    visitor = Client(app, here.host)
    assert f'href="/apply/{slug}/mentee?from=poster"' in visitor.get(f"/p/{slug}?from=poster").text
    odd = visitor.get(f"/p/{slug}?from=%22%3E%3Cscript%3E").text
    assert f'href="/apply/{slug}/mentee"' in odd
    assert "<script>" not in odd


def test_text_that_lacks_in_a_language_is_marked_with_its_own(
    app: Flask, here: Association
) -> None:
    slug = here.cycle()
    here.signed_in(Client(app)).post(f"/cycles/{slug}/page/sv", TEXTS)
    page = Client(app, here.host).get(f"/p/{slug}", headers={"Accept-Language": "fi"}).text
    assert re.search(r'<div lang="sv">\s*<p>You live in Turku', page)


def test_changing_one_language_keeps_the_others(app: Flask, here: Association) -> None:
    slug = here.cycle()
    staff = here.signed_in(Client(app))
    staff.post(f"/cycles/{slug}/page/en", TEXTS)
    staff.post(f"/cycles/{slug}/page/fi", {**TEXTS, "lead": "Tapaa oman alasi ihminen."})
    staff.post(f"/cycles/{slug}/page/en", {**TEXTS, "lead": ""})
    with here.work() as work:
        cycle = work.session.scalars(select(Cycle).where(Cycle.slug == slug)).one()
    assert cycle.page["lead"] == {"fi": "Tapaa oman alasi ihminen."}
    assert set(cycle.page["for_whom"]) == {"en", "fi"}


def test_planned_cycle_and_sample_have_no_public_page(client: Client, here: Association) -> None:
    planned, sample = here.cycle(open_now=False), here.cycle()
    changed(here, sample, is_sample=True)
    client.at(here.host)
    for slug in (planned, sample):
        assert client.get(f"/p/{slug}").status_code == 404
        assert f"/p/{slug}" not in client.get("/").text


def test_cycle_that_has_ended_says_so_and_offers_no_form(client: Client, here: Association) -> None:
    slug = here.cycle()
    changed(here, slug, state="closed")
    page = client.at(here.host).get(f"/p/{slug}").text
    assert "This has ended" in page
    assert "/apply/" not in page


def test_front_page_tells_what_opens_later(client: Client, here: Association) -> None:
    slug = here.cycle()
    later = clock.today() + timedelta(days=3)
    changed(here, slug, apply_from=later, apply_until=later + timedelta(days=3))
    page = client.at(here.host).get("/").text
    assert "Opens later" in page
    assert f'href="/p/{slug}"' in page
    assert "/apply/" not in page
    assert "You cannot apply today" in client.get(f"/p/{slug}").text


def test_signed_in_staff_can_look_at_the_face(app: Flask, here: Association) -> None:
    slug = here.cycle()
    staff = here.signed_in(Client(app))
    assert staff.get("/").status_code == 303
    assert f"/p/{slug}" in staff.get("/about").text


def test_poster_has_a_square_that_leads_to_the_page(app: Flask, here: Association) -> None:
    slug = here.cycle()
    staff = here.signed_in(Client(app))
    share = staff.get(f"/cycles/{slug}/share").text
    address = f"{here.deployment.base_url(here.record)}/p/{slug}"
    assert address in share
    assert f"/cycles/{slug}/poster?in=sv" in share
    page = staff.get(f"/cycles/{slug}/poster?in=sv").text
    assert '<html lang="sv"' in page
    assert "<svg" in page.split("<main")[1]
    assert address.partition("://")[2] in page
    assert "style=" not in page.split("<main")[1], "the policy lets no inline style in"


def test_texts_are_changed_by_those_who_manage_programmes(app: Flask, here: Association) -> None:
    slug = here.cycle()
    reader = here.signed_in(Client(app), "readonly")
    assert reader.get(f"/cycles/{slug}/share").status_code == 200
    assert reader.get(f"/cycles/{slug}/page/en").status_code == 404
    assert reader.post(f"/cycles/{slug}/page/en", TEXTS).status_code == 404


def test_text_too_long_is_kept_in_the_form(app: Flask, here: Association) -> None:
    slug = here.cycle()
    staff = here.signed_in(Client(app))
    answer = staff.post(f"/cycles/{slug}/page/en", {**TEXTS, "for_whom": "x" * 4001})
    assert answer.status_code == 422
    assert "How long does it take?" in answer.text


def test_accessibility_statement_names_the_act_and_who_supervises(
    client: Client, here: Association
) -> None:
    page = client.at(here.host).get("/accessibility").text
    assert "306/2019" in page
    assert "Traficom" in page
    assert 'href="/accessibility/feedback"' in page
