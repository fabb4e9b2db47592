"""Mail to the members of groups, each in their own language and with their own link."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import select

from punos.accounts.links import issue
from punos.db import points_at
from punos.enrolments.mails import AFTER_THE_END, link_lifetime
from punos.enrolments.models import Enrolment
from punos.groups.introducing import fellows_of, introduction
from punos.groups.models import Membership
from punos.i18n import _, use_language
from punos.mail.service import greeted, queue
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.work import Work


def send_group_links(
    work: Work,
    cycle: Cycle,
    memberships: Iterable[Membership],
    *,
    subject: Callable[[str], str],
    sentences: Callable[[str], Sequence[str]],
    calendar: Callable[[Person], str] | None = None,
    introduces: bool = False,
) -> int:
    """Queue a mail with the link to their group to each member who has an address; gives how many.

    `subject` and `sentences` are given the cycle's name and called in the member's language. The
    sentences stand between the greeting and the link, one a paragraph: the last leads to the link.
    `calendar` makes an entry for a member's calendar. With `introduces` the mail also says who the
    others are, how to reach them, and what the first step is, before the sentence that leads to the link.
    The link lasts until sixty days after the cycle, and sixty days at least.
    """
    mails, members = 0, list(memberships)
    fellows = fellows_of(work, members) if introduces else {}
    for membership, person in _with_people(work, members):
        link = issue(
            work,
            "group_member",
            "membership",
            membership.id,
            person_id=person.id,
            lifetime=max(link_lifetime(cycle), AFTER_THE_END),
        )
        if person.email:
            name = str(pick(cycle.names, person.language))
            with use_language(person.language):
                entry = calendar(person) if calendar else None
                *before, last = sentences(name)
                told = [*before, *introduction(work, cycle, membership, fellows), last]
                _queue(work, person, subject(name), [*told, link], entry)
            mails += 1
    return mails


def _with_people(work: Work, memberships: Iterable[Membership]) -> list[tuple[Membership, Person]]:
    """Each with whose it is, in the order of their ids: one statement."""
    query = (
        select(Membership, Person)
        .join(Enrolment, points_at(Membership.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(Membership.id.in_([membership.id for membership in memberships]))
        .order_by(Membership.id)
    )
    return [(membership, person) for membership, person in work.session.execute(query)]


def _queue(
    work: Work, person: Person, subject: str, paragraphs: Sequence[str], calendar: str | None
) -> None:
    site = pick(work.settings.names, person.language)
    body = [
        _("Hello %(name)s,", name=greeted(person.given_name)),
        *paragraphs,
        _("The link is yours alone. Please do not pass it on."),
        "\n".join((_("With kind regards,"), str(site))),
    ]
    queue(
        work,
        kind="group.link",
        to_address=person.email or "",
        person_id=person.id,
        language=person.language,
        subject=subject,
        body="\n\n".join(body) + "\n",
        calendar=calendar,
    )
