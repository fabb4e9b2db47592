"""The public pages about privacy and accessibility."""

from tests.support.clients import Client
from tests.support.tenants import Tenants


def test_privacy_says_what_open_forms_ask_and_why(tenants: Tenants, client: Client) -> None:
    here = tenants.make(controller={"name": "The Braid ry", "email": "privacy@example.org"})
    here.cycle()
    page = client.at(here.host).get("/privacy").text
    assert "The Braid ry" in page
    assert "mailto:privacy@example.org" in page
    assert "To find the person who suits you best." in page
    assert "Until a year after the cycle has ended." in page
    assert "What you hope to get from mentoring" in page
    assert page.count("E-mail address") == 1, "asked of both roles, and told once"


def test_privacy_lists_no_question_when_nothing_is_open(tenants: Tenants, client: Client) -> None:
    here = tenants.make(contact={"email": "ask@example.org", "phone": "+358 50 555 0101"})
    here.cycle(open_now=False)
    page = client.at(here.host).get("/privacy").text
    assert "No form is open now" in page
    assert "Your profession" not in page
    assert here.canary in page, "without a controller of its own, the association answers"
    assert "mailto:ask@example.org" in page
    assert 'href="tel:+358505550101"' in page


def test_accessibility_says_where_to_write(tenants: Tenants, client: Client) -> None:
    here = tenants.make(contact={"email": "ask@example.org"})
    page = client.at(here.host).get("/accessibility").text
    assert "WCAG 2.2" in page
    assert "within 14 days" in page
    assert "mailto:ask@example.org" in page


def test_every_page_leads_to_the_notices(tenants: Tenants, client: Client) -> None:
    here = tenants.make()
    page = client.at(here.host).get("/sign-in").text
    for address in ("/privacy", "/cookies", "/accessibility"):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


def test_purpose_that_all_questions_share_is_said_once(tenants: Tenants, client: Client) -> None:
    here = tenants.make()
    path = f"/apply/{here.cycle()}/mentee"
    page = client.at(here.host).get(f"{path}?part=pairwise-1").text
    assert page.count("To find the person who suits you best.") == 1
    page = client.get(path).text
    assert page.count("To know who you are, and how to address you.") == 1
    assert page.count("To find you somebody near.") == 1


def test_machine_made_translation_says_so_and_the_source_does_not(
    tenants: Tenants, client: Client
) -> None:
    client.at(tenants.make().host)
    assert "tehnyt kone" in client.get("/", headers={"Accept-Language": "fi"}).text
    assert "made by a machine" not in client.get("/", headers={"Accept-Language": "en"}).text
