"""How long things are kept: by category, as the association has set it, and what is due by now.

What belongs to a person's part in programmes goes with the person, who is erased. Other categories are
forgotten row by row. Some are due by a day of their own, which whoever owns them keeps (`own`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased

from punos import clock
from punos.accounts.models import Account
from punos.audit.models import AccessEntry
from punos.enrolments.models import Enrolment
from punos.i18n import Message, _, _l, _n
from punos.imports.models import ImportRow, ImportRun
from punos.mail.models import Mail
from punos.people.models import Person
from punos.privacy.erasing import is_held, works_here
from punos.privacy.models import PrivacyRequest
from punos.referrals.codes import OPEN
from punos.referrals.models import Referral
from punos.work import Work

SETTING = "retention"
AUTOMATIC = "automatic"
PARTICIPANTS = "participants"
LEAST, MOST = 1, 240
Due = Callable[[datetime], Select[Any]]
"""From the moment before which it is too old to the ids of what is due."""


@dataclass(frozen=True)
class Category:
    """What is kept equally long.

    `months` is what holds unless the association has set another; None where it is due by `own` rule,
    told in words. `people` says that persons are erased; `since` from when the months are counted, or
    the rule.
    """

    name: str
    label: Any
    since: Any
    months: int | None = None
    due: Due | None = None
    people: bool = False


def _ended_people(before: datetime) -> Select[Any]:
    return _people(before).where(_has("ended"))


def _never_took_part(before: datetime) -> Select[Any]:
    return _people(before).where(~_has("ended"))


def _people(before: datetime) -> Select[Any]:
    """People for whom everything lies further back, and whom nothing holds."""
    theirs = aliased(Enrolment)
    newest = func.max(func.greatest(theirs.applied_at, theirs.decided_at, theirs.ended_at))
    touched = select(newest).where(theirs.person_id == Person.id).scalar_subquery()
    under_way = exists().where(Referral.person_id == Person.id, Referral.state.in_(OPEN))
    return select(Person.id).where(
        Person.erased_at.is_(None),
        Person.is_sample.is_(False),
        func.coalesce(touched, Person.created_at) < before,
        ~_has("candidate", "active"),
        ~is_held(Person.id),
        ~under_way,
    )


def _has(*states: str) -> Any:
    one = aliased(Enrolment)
    return exists().where(one.person_id == Person.id, one.state.in_(states))


def _rows(model: Any, moment: Any, *also: Any) -> Due:
    return lambda before: select(model.id).where(moment < before, *also)


_FINISHED = select(ImportRun.id).where(ImportRun.state.in_(("done", "discarded", "failed")))
CATEGORIES: tuple[Category, ...] = (
    Category(
        PARTICIPANTS,
        _l("People who took part"),
        _l("after the last time of taking part in anything"),
        24,
        _ended_people,
        people=True,
    ),
    Category(
        "applicants",
        _l("People who applied and never took part"),
        _l("after the last application was decided"),
        6,
        _never_took_part,
        people=True,
    ),
    Category(
        "mails",
        _l("Mails that were sent"),
        _l("after they were sent"),
        12,
        _rows(Mail, Mail.created_at, Mail.state != "queued"),
    ),
    Category(
        "imports",
        _l("What stood in files of people that were brought in"),
        _l("after the file was brought in"),
        1,
        lambda before: select(ImportRow.id).where(
            ImportRow.run_id.in_(_FINISHED.where(ImportRun.created_at < before)),
            func.jsonb_array_length(ImportRow.raw) > 0,
        ),
    ),
    Category("inquiries", _l("Questions from public pages"), _l("Half a year after the answer.")),
    Category(
        "access_log",
        _l("Who opened whose page"),
        _l("after it was opened"),
        12,
        _rows(AccessEntry, AccessEntry.at),
    ),
    Category(
        "requests",
        _l("What people asked about their data"),
        _l("after the answer"),
        24,
        _rows(PrivacyRequest, PrivacyRequest.answered_at, PrivacyRequest.state != "open"),
    ),
    Category(
        "accounts",
        _l("Accounts that are closed"),
        _l("after they were closed"),
        24,
        _rows(
            Account,
            Account.closed_at,
            Account.state == "closed",
            Account.email_folded.not_like("%@erased.invalid"),
        ),
    ),
    Category("drafts", _l("Applications that were begun"), _l("Some weeks after the last change.")),
    Category("notes", _l("Notes"), _l("Until the day that each note names.")),
    Category("referrals", _l("Referrals"), _l("Until the day that the person has agreed to.")),
    Category("camp", _l("What people need at a camp"), _l("Some days after the camp.")),
    Category(
        "figures",
        _l("That somebody took part, met, and what came of it"),
        _l("Without a name from the day on which the person is erased."),
    ),
    Category(
        "money",
        _l("What was earned and claimed"),
        _l("Ten years after the year, by the law on bookkeeping, or longer if a funder asks it."),
    ),
)
BY_NAME: Mapping[str, Category] = {one.name: one for one in CATEGORIES}


def months(work: Work, category: Category) -> int | None:
    """How many months a category is kept here."""
    chosen = work.settings.get(SETTING, {}).get(category.name)
    return int(chosen) if chosen and category.months is not None else category.months


def kept_for(work: Work, category: Category) -> Message:
    """How long a category is kept here, in words."""
    length = months(work, category)
    if length is None:
        return str(category.since)
    # Not within the line below: texts in pieces put together are not found for the catalogues.
    length_said = _n("%(num)s month", "%(num)s months", length)
    said = f"{length_said} {category.since}"
    if category.name == PARTICIPANTS:
        shorter = kept_for(work, BY_NAME["applicants"])
        return _("%(long)s; for who never took part, %(short)s", long=said, short=shorter)
    return said


def is_automatic(work: Work) -> bool:
    """Whether people who are due are erased without being asked about."""
    return bool(work.settings.get(SETTING, {}).get(AUTOMATIC))


def due_of(work: Work, category: Category) -> Select[Any] | None:
    """The ids of what is due by now; None for what is due by a rule of its own."""
    length = months(work, category)
    if category.due is None or length is None:
        return None
    found = category.due(clock.now() - relativedelta(months=length))
    return found.where(~works_here(work, Person.id)) if category.people else found


def counts(work: Work) -> dict[str, int]:
    """How many rows of each category are due now, in one statement."""
    asked = {one.name: found for one in CATEGORIES if (found := due_of(work, one)) is not None}
    columns = [
        select(func.count()).select_from(found.subquery()).scalar_subquery()
        for found in asked.values()
    ]
    row = work.session.execute(select(*columns)).one()
    return dict(zip(asked, row, strict=True))
