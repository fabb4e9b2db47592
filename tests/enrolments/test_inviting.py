"""Inviting people to apply."""

import re

import pytest
from sqlalchemy import select

from punos.access import Principal
from punos.accounts.models import AccessLink
from punos.enrolments.inviting import invite_to_apply
from punos.errors import Absent
from punos.mail.models import Mail
from punos.people.models import Person
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


def invite(client: Client, slug: str, **answers: object) -> object:
    """The form of invitations, sent; the answer, before it is followed."""
    client.get(f"/cycles/{slug}/invite")
    return client.post(f"/cycles/{slug}/invite", {"role": "mentee", "language": "en", **answers})


def link_in(text: str) -> str:
    found = re.search(r"http\S+/l/[\w-]+", text)
    assert found, text
    return found.group()


def handed_on(client: Client, slug: str, **answers: object) -> str:
    """A link to hand on, as the page shows it."""
    return link_in(invite(client, slug, submit="link", **answers).text)


def mails(here: Association, kind: str = "application.invitation") -> list[Mail]:
    with here.work() as work:
        return list(work.session.scalars(select(Mail).where(Mail.kind == kind).order_by(Mail.id)))


def test_each_address_gets_one_mail_with_a_link_of_its_own(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = client.follow(
        invite(
            client,
            slug,
            emails="aino@people.example.org\r\n\r\n Eino@people.example.org,\r\nAINO@people.example.org",
            language="fi",
        )
    )
    assert "2 invitations are on their way." in page.text
    sent = mails(here)
    assert [mail.to_address for mail in sent] == [
        "aino@people.example.org",
        "Eino@people.example.org",
    ]
    assert {mail.language for mail in sent} == {"fi"}
    assert len({link_in(mail.body) for mail in sent}) == 2


def test_answer_does_not_tell_whether_an_address_is_known(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    one = here.enrol(slug, "mentee", unit_id=here.unit("Theirs"))
    with here.work() as work:
        person_id = here.enrolment(one).person_id
        email = work.session.scalars(select(Person.email).where(Person.id == person_id)).one()
    here.signed_in(client, "contact", unit_id=here.unit("Ours"))
    pages = [
        client.follow(invite(client, slug, emails=address)).text
        for address in (email, "nobody@people.example.org")
    ]
    assert re.sub(r'"[0-9a-f]{64}"', "", pages[0]) == re.sub(r'"[0-9a-f]{64}"', "", pages[1])
    assert len(mails(here)) == 2


@pytest.mark.parametrize(
    ("emails", "said"),
    [
        ("", "Write at least one e-mail address."),
        ("aino@people.example.org\nnobody\na@b\n", "Not an e-mail address in line: 2, 3."),
        ("a@b.example, c@d.example", "Not an e-mail address in line: 1."),
        (
            "\n".join(f"a{number}@people.example.org" for number in range(51)),
            "Invite at most 50 people at once.",
        ),
    ],
)
def test_addresses_that_cannot_be_written_to_are_said_and_nothing_is_sent(
    here: Association, client: Client, emails: str, said: str
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    answer = invite(client, slug, emails=emails)
    assert answer.status_code == 422
    assert said in answer.text
    assert mails(here) == []


def test_link_to_hand_on_is_shown_once_and_kept_as_a_hash(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    link = handed_on(client, slug)
    assert "/l/" not in client.get(f"/cycles/{slug}/invite").text
    with here.work() as work:
        kept = work.session.scalars(
            select(AccessLink).where(AccessLink.purpose == "apply_invitation")
        ).one()
        assert kept.token_hash not in link
        assert link.rsplit("/", 1)[1] not in str(kept.data)
    assert mails(here) == []


def test_contact_invites_to_their_own_unit_alone(here: Association, client: Client) -> None:
    slug, ours, theirs = here.cycle(), here.unit("Ours"), here.unit("Theirs")
    here.signed_in(client, "contact", unit_id=ours)
    page = client.get(f"/cycles/{slug}/invite").text
    assert 'name="unit"' not in page
    assert "Theirs" not in page
    answer = invite(client, slug, submit="link", unit=str(theirs))
    assert answer.status_code == 422
    handed_on(client, slug)
    with here.work() as work:
        kept = select(AccessLink.data).where(AccessLink.purpose == "apply_invitation")
        assert work.session.scalars(kept).one()["unit"] == str(ours)


def test_verb_itself_makes_no_invitation_to_a_unit_of_others(here: Association) -> None:
    slug, ours, theirs = here.cycle(), here.unit("Ours"), here.unit("Theirs")
    contact = Principal("account", {"enrolments.edit": frozenset({ours})})
    for unit in (theirs, None):
        with here.work(contact) as work, pytest.raises(Absent):
            invite_to_apply(work, cycle_by_slug(work, slug), "mentee", unit_id=unit)
    with here.work(contact) as work:
        cycle = cycle_by_slug(work, slug)
        assert "/l/" in invite_to_apply(work, cycle, "mentee", unit_id=ours)
        with pytest.raises(Absent):
            invite_to_apply(work, cycle, "captain", unit_id=ours)


def test_whoever_only_reads_invites_nobody(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client, "readonly")
    assert client.get(f"/cycles/{slug}/invite").status_code == 404
    assert "/invite" not in client.get(f"/cycles/{slug}/applicants").text
