"""What is due of care: reminders that stop when the thing is done, the question how it goes, ends of breaks.

Nobody is reminded whose group rests or has ended, who has ended, has no address or wants no such mail;
and nobody on a holiday.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, cast, false, func, or_, select

from punos import clock
from punos.care.codes import QUIET
from punos.care.models import FitCheck, GroupPause, Reminder
from punos.care.standing import (
    QUIET_SINCE,
    cared_for,
    not_in_touch,
    on_holiday,
    quiet,
    rests,
    setting,
)
from punos.db import insert_once, points_at
from punos.enrolments.models import Enrolment
from punos.groups.letters import send_group_links
from punos.groups.models import Group, Membership
from punos.groups.service import memberships
from punos.i18n import _, format_date
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.work import Work
from punos.writing.models import MailStop

FIRST_CONTACT, FIT_CHECK = "first_contact", "fit_check"
AT_ONCE = 50
APART = {FIRST_CONTACT: timedelta(days=3), QUIET: timedelta(days=14), FIT_CHECK: timedelta(days=7)}
"""So long after one reminder follows the next."""
LATEST = timedelta(days=45)
"""So long after the day on which it is due somebody is still asked how it goes."""
Words = Callable[[str], Sequence[str]]
"""From the name of a cycle to the subject of a mail, and the sentences before its link."""


def remind_contact(work: Work) -> None:
    """Ask those who are new to each other whether they have been in touch."""
    query = _reminded(work, FIRST_CONTACT, Group.id).where(not_in_touch())
    _send(work, query, FIRST_CONTACT, _contact_words)


def remind_quiet(work: Work) -> None:
    """Remind a pair that has gone quiet; when it does so anew, from the beginning."""
    query = _reminded(work, QUIET, Group.id, anew=QUIET_SINCE).where(quiet())
    _send(work, query, QUIET, _quiet_words)


def remind_fit(work: Work) -> None:
    """Ask those once more who have not said how it goes."""
    asked = and_(
        FitCheck.tenant_id == Membership.tenant_id,
        FitCheck.enrolment_id == Membership.enrolment_id,
        FitCheck.group_id == Membership.group_id,
    )
    query = (
        _reminded(work, FIT_CHECK, Group.id)
        .join(FitCheck, asked)
        .where(
            FitCheck.answered_at.is_(None),
            FitCheck.asked_at < clock.now() - APART[FIT_CHECK],
        )
    )
    _send(work, query, FIT_CHECK, _fit_words)


def ask_fit(work: Work) -> None:
    """Ask everybody how it goes when their first weeks are over."""
    days, today = setting("fit_check_days"), clock.today()
    since = func.greatest(
        Membership.joined_on,
        cast(func.timezone(clock.DEFAULT_ZONE, Group.activated_at), Date),
        type_=Date,
    )
    known = select(FitCheck.id).where(
        FitCheck.tenant_id == Membership.tenant_id,
        FitCheck.enrolment_id == Membership.enrolment_id,
        FitCheck.group_id == Membership.group_id,
    )
    query = _members(work, Membership, Cycle, Group, _gets_mails().label("by_mail")).where(
        days.is_not(None),
        since + days <= today,
        since + days >= today - LATEST,
        ~known.exists(),
    )
    for membership, cycle, group, by_mail in work.session.execute(_bounded(query)).all():
        made = insert_once(
            work.session,
            FitCheck,
            group_id=group.id,
            enrolment_id=membership.enrolment_id,
            unit_id=group.unit_id,
            asked_at=clock.now(),
        )
        if made and by_mail:
            _mail(work, cycle, [membership], _fit_words)


def end_pauses(work: Work) -> None:
    """Let those go on whose break is over, and tell them."""
    query = (
        select(GroupPause, Group, Cycle)
        .join(Group, points_at(GroupPause.group_id, Group))
        .join(Cycle, points_at(Group.cycle_id, Cycle))
        .where(GroupPause.ended_on.is_(None), GroupPause.until_on < clock.today())
        .order_by(GroupPause.id)
        .limit(AT_ONCE)
        .with_for_update(of=GroupPause, key_share=True, skip_locked=True)
    )
    for pause, group, cycle in work.session.execute(query).all():
        pause.ended_on = pause.until_on + timedelta(days=1)
        if group.state == "active" and cycle.state != "closed" and not cycle.is_sample:
            _mail(work, cycle, memberships(work, group.id), _over_words)


def tell_of_pause(work: Work, group: Group, pause: GroupPause, but: UUID | None) -> None:
    """Tell the members that their group takes a break, except whoever (an enrolment) has said so."""
    others = [one for one in memberships(work, group.id) if one.enrolment_id != but]

    def words(name: str) -> Sequence[str]:
        return (
            _("%(cycle)s: you are taking a break", cycle=name),
            _(
                "In “%(cycle)s” you are taking a break from %(first)s to %(last)s. Nobody reminds you"
                " of anything meanwhile.",
                cycle=name,
                first=format_date(pause.from_on),
                last=format_date(pause.until_on),
            ),
            _("You can change this, or go on earlier, on your own page:"),
        )

    _mail(work, group.cycle, others, words)


def _members(work: Work, *columns: Any) -> Any:
    """A query over those who are in such groups now, in cycles in which nobody is on holiday."""
    return (
        cared_for(work, *columns)
        .join(Membership, points_at(Membership.group_id, Group))
        .join(Enrolment, points_at(Membership.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(
            Membership.left_on.is_(None),
            Enrolment.state == "active",
            ~rests(),
            ~on_holiday(),
        )
    )


def _gets_mails() -> ColumnElement[bool]:
    stop = select(MailStop.id).where(points_at(MailStop.person_id, Person))
    return and_(Person.email.is_not(None), ~stop.exists())


def _reminded(work: Work, kind: str, about: Any, anew: Any = None) -> Any:
    """Those who may be reminded of something now.

    Gives (membership, cycle, group, the reminder there was, whether that one is over): what was
    reminded of until the day `anew` does not count any more.
    """
    now = clock.now()
    again = and_(Reminder.count < setting("reminders_most"), Reminder.sent_at < now - APART[kind])
    sent_on = cast(func.timezone(clock.DEFAULT_ZONE, Reminder.sent_at), Date)
    is_over = false() if anew is None else func.coalesce(sent_on <= anew, false())
    there = and_(
        Reminder.tenant_id == Membership.tenant_id,
        Reminder.enrolment_id == Membership.enrolment_id,
        Reminder.kind == kind,
        Reminder.about == about,
    )
    return (
        _members(work, Membership, Cycle, Group, Reminder, is_over.label("is_over"))
        .outerjoin(Reminder, there)
        .where(
            _gets_mails(),
            setting("reminders_most") > 0,
            or_(Reminder.id.is_(None), again, is_over),
        )
    )


def _bounded(query: Any) -> Any:
    return (
        query.order_by(Membership.group_id, Membership.id)
        .limit(AT_ONCE)
        .with_for_update(of=Membership, key_share=True, skip_locked=True)
    )


def _send(work: Work, query: Any, kind: str, words: Words) -> None:
    for membership, cycle, group, last, is_over in work.session.execute(_bounded(query)).all():
        _note(work, last or _first(work, membership, kind, group.id), is_over=is_over)
        _mail(work, cycle, [membership], words)


def _first(work: Work, membership: Membership, kind: str, about: UUID) -> Reminder:
    made = Reminder(enrolment_id=membership.enrolment_id, kind=kind, about=about, count=0)
    work.session.add(made)
    return made


def _note(work: Work, reminder: Reminder, *, is_over: bool) -> None:
    reminder.count = 1 if is_over else reminder.count + 1
    reminder.sent_at = clock.now()
    work.session.flush()


def _mail(work: Work, cycle: Cycle, members: Sequence[Membership], words: Words) -> None:
    send_group_links(
        work,
        cycle,
        members,
        subject=lambda name: words(name)[0],
        sentences=lambda name: words(name)[1:],
    )


def _contact_words(name: str) -> Sequence[str]:
    return (
        _("%(cycle)s: have you been in touch?", cycle=name),
        _("Have you been in touch with each other in “%(cycle)s”?", cycle=name),
        _("If not yet, write or call today: a few words are enough to begin."),
        _("If you have, tell us with one tap. The button is at the top of your own page:"),
    )


def _quiet_words(name: str) -> Sequence[str]:
    return (
        _("%(cycle)s: when do you meet next?", cycle=name),
        _("Agree today on when you meet next in “%(cycle)s”.", cycle=name),
        _(
            "We have not heard of a meeting of yours for a while. Have you met? Then write it down with"
            " two taps. Do you need a break, or help? Tell us on the same page:"
        ),
    )


def _fit_words(name: str) -> Sequence[str]:
    return (
        _("%(cycle)s: how does it go?", cycle=name),
        _("Please tell us how it goes in “%(cycle)s”. One tap is enough.", cycle=name),
        _("Only the staff see your answer. The question is at the top of your own page:"),
    )


def _over_words(name: str) -> Sequence[str]:
    return (
        _("%(cycle)s: your break is over", cycle=name),
        _("Your break in “%(cycle)s” is over. Agree on when you meet next.", cycle=name),
        _("Do you need a longer break? You can say so on your own page:"),
    )
