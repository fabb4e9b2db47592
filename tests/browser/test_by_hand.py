"""What people do by keyboard alone, and with scripts off."""

from tests.browser.conftest import Visit
from tests.browser.keys import by_keyboard
from tests.browser.looking import faults, too_wide
from tests.support.tenants import Association, Tenants

MOST_PAGES = 12
TYPED = {
    "given_name": "Amina",
    "family_name": "Keyboard",
    "email": "amina@people.example.org",
    "city": "Turku",
    "phone": "+358 50 555 0100",
    "occupation": "Software developers",
}


def open_association(tenants: Tenants) -> tuple[Association, str]:
    """One that takes applications, and the address of the mentee's form."""
    association = tenants.make()
    return association, f"/apply/{association.cycle()}/mentee"


def test_somebody_applies_by_keyboard_alone(tenants: Tenants, visit: Visit) -> None:
    association, address = open_association(tenants)
    with visit(association.host, language="en") as context:
        page = context.new_page()
        page.goto(address)
        pages = 0
        while "/received" not in page.url and pages < MOST_PAGES:
            assert faults(page) == []
            assert too_wide(page) == []
            by_keyboard(page, TYPED)
            pages += 1
        assert "/received" in page.url, page.inner_text("main")
        assert faults(page) == []
        assert pages > 3


def test_somebody_applies_without_scripts_and_comes_back_to_what_was_typed(
    tenants: Tenants, visit: Visit
) -> None:
    association, address = open_association(tenants)
    with visit(association.host, language="fi", scripts=False) as context:
        page = context.new_page()
        page.goto(address)
        for name in ("given_name", "email", "city"):
            page.fill(f"[name$={name}]", TYPED[name])
        page.click("main button[value=next]")
        again = context.new_page()
        again.goto(address)
        again.click("main ol a >> nth=0")
        assert again.input_value("[name$=given_name]") == TYPED["given_name"]
        assert again.input_value("[name$=email]") == TYPED["email"]


def test_staff_sign_in_and_reach_what_waits_by_keyboard(tenants: Tenants, visit: Visit) -> None:
    association, _address = open_association(tenants)
    email = association.account("coordinator")
    with visit(association.host, language="en", width=1280) as context:
        page = context.new_page()
        page.goto("/sign-in")
        page.keyboard.press("Tab")
        assert "main" in page.evaluate("document.activeElement.getAttribute('href') || ''")
        page.focus("[name=email]")
        page.keyboard.type(email)
        page.keyboard.press("Tab")
        page.keyboard.type("a-long-password-for-tests")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.url.endswith("/today")
        page.keyboard.press("Tab")
        with page.expect_navigation(url="**#main"):
            page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("!!document.activeElement.closest('main')")
