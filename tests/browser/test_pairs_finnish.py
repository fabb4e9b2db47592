"""Pairs from both ends, in Finnish, on a phone: two people apply, and a coordinator brings them together."""

from threading import Thread

import pytest
from playwright.sync_api import Page
from punos_pairwise.texts import _staff as _pairs
from punos_pairwise.texts import _staff_n as _pairs_n
from sqlalchemy import select

from punos.groups.models import Group
from punos.i18n import _staff_n, use_language
from punos.mail.models import Mail
from tests.browser.conftest import Visit
from tests.browser.looking import too_wide
from tests.support.queue import drain
from tests.support.tenants import PASSWORD, Association, Tenants

TYPED = {
    "family_name": "Kokeilu",
    "city": "Turku",
    "phone": "+358 50 555 0100",
    "capacity": "1",
    "occupation": "Ohjelmistokehittäjät",
}
MOST_PAGES = 12


@pytest.fixture
def association(tenants: Tenants) -> Association:
    """One whose own language is Finnish."""
    return tenants.make(languages=["fi", "sv", "en"])


def test_two_apply_and_are_made_a_pair(association: Association, visit: Visit) -> None:
    slug = association.cycle()
    for role, name in (("mentee", "Amina"), ("mentor", "Maija")):
        with visit(association.host) as context:
            apply(context.new_page(), slug, role, name)
    with visit(association.host) as context:
        page = context.new_page()
        page.goto("/sign-in")
        page.fill("[name=email]", association.account("coordinator"))
        page.fill("[name=password]", PASSWORD)
        page.click("main form button")
        accept(page, slug)
        match(page, slug, association)
        see_the_pair(page, slug)
    with association.work() as work:
        assert work.session.scalars(select(Group.state)).all() == ["active"]
        mails = work.session.scalars(select(Mail)).all()
    assert {mail.language for mail in mails} == {"fi"}
    assert len({mail.to_address for mail in mails if "pari" in mail.subject.lower()}) == 2


def finnish(words: object, *message: object, **values: object) -> str:
    """What it is called in Finnish."""
    with use_language("fi"):
        said = str(words(*message, **values))  # type: ignore[operator]
    assert said not in [str(one) for one in message], f"{said} is not in Finnish"
    return said


def press(page: Page, words: object, *message: object, **values: object) -> None:
    """Press a button or link of this name, and look at the page that comes."""
    name = finnish(words, *message, **values)
    main = page.locator("main")
    button = main.get_by_role("button", name=name, exact=True)
    button.or_(main.get_by_role("link", name=name, exact=True)).first.click()
    page.wait_for_load_state()
    assert too_wide(page) == []


def apply(page: Page, slug: str, role: str, name: str) -> None:
    """From the public page of the cycle to the receipt."""
    page.goto(f"/p/{slug}")
    page.click(f"main a[href*='/apply/{slug}/{role}'] >> nth=0")
    told = {**TYPED, "given_name": name, "email": f"{name.lower()}@people.example.org"}
    for _number in range(MOST_PAGES):
        assert too_wide(page) == []
        answer(page, told)
        button = page.locator("main button[value=next], main button[value=send]").first
        last = button.get_attribute("value") == "send"
        button.click()
        page.wait_for_load_state()
        if last:
            break
    assert "/received" in page.url, page.inner_text("main")


def answer(page: Page, told: dict[str, str]) -> None:
    """Fill in what this page asks: a language of one's own, one choice of each kind, and the consent."""
    for name, value in told.items():
        for field in page.locator(f"main input[name$='-{name}']").all():
            field.fill(value)
    for name, value in (("language", "fi"), ("level", "C1")):
        for field in page.locator(f"main select[name$='--{name}']").all()[:1]:
            field.select_option(value)
    for box in page.locator("main input[name='person-language'][value=fi]").all():
        box.check(force=True)
    for box in page.locator("main input[name^='consent-']").all():
        box.check(force=True)
    for name in ("hopes", "offers"):
        for box in page.locator(f"main input[name$='-{name}'][value=networks]").all():
            box.check(force=True)


def accept(page: Page, slug: str) -> None:
    page.goto(f"/cycles/{slug}/applicants")
    page.check("[data-choose-all]", force=True)
    press(page, _staff_n, "Accept %(num)s person", "Accept %(num)s people", 2)


def match(page: Page, slug: str, association: Association) -> None:
    page.goto(f"/cycles/{slug}")
    press(page, _pairs, "To matching")
    press(page, _pairs, "Propose pairs")
    running = Thread(target=drain, args=(association.deployment,))
    running.start()
    running.join()
    page.reload()
    said = page.inner_text("main")
    assert "sama ammatti: Ohjelmistokehittäjät" in said
    assert "sama paikkakunta: Turku" in said
    press(page, _pairs_n, "Publish %(num)s pair", "Publish %(num)s pairs", 1)
    assert "1 pari julkaistiin" in page.inner_text("main")


def see_the_pair(page: Page, slug: str) -> None:
    """The pair stands in the list of pairs with both names."""
    page.goto(f"/cycles/{slug}/groups")
    said = page.inner_text("main")
    assert "Amina" in said
    assert "Maija" in said
