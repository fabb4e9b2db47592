"""What a new pair is told by mail, each in their own language."""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select

from punos.plugin import (
    Cycle,
    Enrolment,
    Group,
    Membership,
    Person,
    Work,
    clock,
    greeted,
    issue_link,
    pick,
    points_at,
    queue_mail,
    use_language,
)
from punos_pairwise.texts import _

KEPT_AFTER_END = timedelta(days=60)


def tell_pair(work: Work, cycle: Cycle, group: Group) -> int:
    """Queue a mail to each of the two who has an address, with their own link. Returns how many."""
    mails = 0
    for membership, person in _members(work, group):
        link = issue_link(
            work,
            "group_member",
            "membership",
            membership.id,
            person_id=person.id,
            lifetime=max(_until(cycle) - clock.now(), KEPT_AFTER_END),
        )
        if person.email:
            with use_language(person.language):
                _queue(work, cycle, person, link)
            mails += 1
    return mails


def _members(work: Work, group: Group) -> list[tuple[Membership, Person]]:
    query = (
        select(Membership, Person)
        .join(
            Enrolment,
            points_at(Membership.enrolment_id, Enrolment),
        )
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(Membership.group_id == group.id)
        .order_by(Membership.id)
    )
    return [(membership, person) for membership, person in work.session.execute(query)]


def _queue(work: Work, cycle: Cycle, person: Person, link: str) -> None:
    name = pick(cycle.names, person.language).value
    queue_mail(
        work,
        kind="pair_published",
        to_address=person.email or "",
        person_id=person.id,
        language=person.language,
        subject=_("%(cycle)s: meet your pair", cycle=name),
        body=_letter(work, person, name, link),
    )


def _letter(work: Work, person: Person, cycle_name: str, link: str) -> str:
    site = pick(work.settings.names, person.language)
    paragraphs = [
        _("Hello %(name)s,", name=greeted(person.given_name)),
        _("You now have a pair in “%(cycle)s”.", cycle=cycle_name),
        _("See who it is and how to reach each other, and tell us when you have met:"),
        link,
        _("The link is only for you. Please do not give it to others."),
        "\n".join((_("With kind regards,"), str(site))),
    ]
    return "\n\n".join(paragraphs) + "\n"


def _until(cycle: Cycle) -> datetime:
    return datetime.combine(cycle.ends_on, time.max, UTC) + KEPT_AFTER_END
