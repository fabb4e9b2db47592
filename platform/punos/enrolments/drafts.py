"""Applications that somebody has begun: kept as they were typed, until they are sent or forgotten.

A draft belongs to the browser in which it was begun, by a token in a cookie of its own, so that signing
in or out in between loses nothing. Once its owner has asked for a link, it is the link's alone: the next
person at the same computer does not find it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, delete, or_, select

from punos import clock
from punos.accounts.links import issue
from punos.accounts.models import AccessLink
from punos.accounts.tokens import token_hash
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.enrolments.filling import Filling, Step, Typed, merged
from punos.enrolments.models import ApplicationDraft, Enrolment
from punos.enrolments.sections import FormSection
from punos.errors import Absent, Refused
from punos.i18n import _
from punos.programmes.models import Cycle
from punos.work import Work

PURPOSE = "draft"
KEPT_BY_LINK = timedelta(days=45)
KEPT_BY_BROWSER = timedelta(days=7)
"""After the last change. Without a link only the browser knows the way back, and it may be shared."""
A_SECOND_TAP = timedelta(minutes=10)
"""So long after a link was made may the same page of the same browser ask for it once more."""
MOST_TYPED = 100_000
"""So many characters of answers are kept; a form of ours has a tenth of that."""
MOST_FORGOTTEN = 500


@dataclass(frozen=True)
class Place:
    """To what somebody applies, and by which way: what tells one draft of a browser from another."""

    cycle: Cycle
    role: str
    source: str = "public"
    unit_id: UUID | None = None
    invitation_id: UUID | None = None


def draft_in(work: Work, place: Place, browser: str | None) -> ApplicationDraft | None:
    """What this browser has begun here and not sent yet, the newest; None when there is nothing."""
    if not browser:
        return None
    query = select(ApplicationDraft).where(
        ApplicationDraft.browser_hash == token_hash(browser),
        ApplicationDraft.cycle_id == place.cycle.id,
        ApplicationDraft.role == place.role,
        ApplicationDraft.invitation_id.is_not_distinct_from(place.invitation_id),
        ApplicationDraft.enrolment_id.is_(None),
    )
    newest = query.order_by(ApplicationDraft.changed_at.desc(), ApplicationDraft.id.desc()).limit(1)
    return work.session.scalars(newest).one_or_none()


def draft_by_link(work: Work) -> ApplicationDraft:
    """The draft that the bearer of a link may go on with. Raises Absent."""
    query = select(ApplicationDraft).where(ApplicationDraft.id == work.actor.subject_id)
    found = work.session.scalars(query).one_or_none()
    if found is None or work.actor.purpose != PURPOSE:
        raise Absent
    return found


def parted(work: Work, draft_id: UUID, browser: str) -> ApplicationDraft | None:
    """The draft whose link this browser has asked for just now: of two taps, only the second is seen."""
    since = clock.now() - A_SECOND_TAP
    links = select(AccessLink.subject_id).where(
        AccessLink.purpose == PURPOSE,
        AccessLink.subject_id == draft_id,
        AccessLink.data["browser"].as_string() == token_hash(browser),
        AccessLink.created_at > since,
    )
    waits = ApplicationDraft.id.in_(links), ApplicationDraft.enrolment_id.is_(None)
    return work.session.scalars(select(ApplicationDraft).where(*waits)).one_or_none()


def sent_from(work: Work, draft_id: UUID, browser: str | None) -> Enrolment | None:
    """What a form became that was sent already, by this browser or with this link; else None."""
    ours = ApplicationDraft.browser_hash == (token_hash(browser) if browser else "")
    if work.actor.purpose == PURPOSE and work.actor.subject_id == draft_id:
        ours = ApplicationDraft.id == draft_id
    became = select(ApplicationDraft.enrolment_id).where(ApplicationDraft.id == draft_id, ours)
    return work.session.scalars(select(Enrolment).where(Enrolment.id.in_(became))).one_or_none()


def keep(
    own: Work, place: Place, draft_id: UUID | None, browser: str, sent: Typed, step: Step | None
) -> UUID:
    """Keep what was sent, whether it is right or not; the draft's id.

    `own` is a unit of work of its own, committed whatever comes after. The page that was sent counts as
    undone until `finish` says otherwise. Raises Refused when it is more than a form can hold.
    """
    draft = lock_row(own.session, ApplicationDraft, draft_id) if draft_id else None
    if draft is None:
        draft = _begun(own, place, browser)
    if draft.enrolment_id is not None:
        return draft.id
    typed = merged(draft.typed, sent, step)
    if sum(len(name) + len(value) for name, value in typed) > MOST_TYPED:
        raise Refused(_("That is more than this form can hold. Please write less."))
    draft.typed = [list(pair) for pair in typed]
    draft.steps = [name for name in draft.steps if step is None or name != step.name]
    draft.language, draft.changed_at = own.language, clock.now()
    return draft.id


def _begun(own: Work, place: Place, browser: str) -> ApplicationDraft:
    now = clock.now()
    draft = ApplicationDraft(
        cycle_id=place.cycle.id,
        unit_id=place.unit_id,
        role=place.role,
        source=place.source,
        invitation_id=place.invitation_id,
        browser_hash=token_hash(browser),
        language=own.language,
        typed=[],
        steps=[],
        created_at=now,
        changed_at=now,
    )
    own.session.add(draft)
    own.session.flush()
    return draft


def read(work: Work, draft_id: UUID) -> ApplicationDraft:
    """The draft as it is now, also when it was read before. Raises Absent."""
    query = select(ApplicationDraft).where(ApplicationDraft.id == draft_id)
    fresh = query.execution_options(populate_existing=True)
    found = work.session.scalars(fresh).one_or_none()
    if found is None:
        raise Absent
    return found


def held(work: Work, draft_id: UUID) -> ApplicationDraft:
    """The draft, held until the transaction ends, so that two sendings follow each other. Raises Absent."""
    draft = lock_row(work.session, ApplicationDraft, draft_id)
    if draft is None:
        raise Absent
    return draft


def finish(work: Work, draft: ApplicationDraft, steps: Iterable[Step]) -> None:
    """These pages were sent without a fault."""
    draft = held(work, draft.id)
    draft.steps = sorted({*draft.steps, *(step.name for step in steps)})


def become(draft: ApplicationDraft, enrolment: Enrolment) -> None:
    """It is sent: what was typed is the application's now, and stays with it alone."""
    draft.enrolment_id, draft.changed_at = enrolment.id, clock.now()
    draft.typed, draft.steps, draft.email = [], [], None


def became(work: Work, draft: ApplicationDraft) -> Enrolment:
    """The application that it was sent as."""
    query = select(Enrolment).where(Enrolment.id == draft.enrolment_id)
    return work.session.scalars(query).one()


def drop(work: Work, draft: ApplicationDraft) -> None:
    """Forget it, because its owner says so."""
    work.session.delete(draft)


def link_to(work: Work, draft: ApplicationDraft, email: str | None = None) -> str:
    """Make the link with which its owner comes back; from now on nobody comes without it."""
    draft = held(work, draft.id)
    asked_by = {"browser": draft.browser_hash} if draft.browser_hash else {}
    draft.browser_hash, draft.email = None, email
    draft.changed_at = clock.now()
    audit(work, "draft.kept", "application_draft", draft.id, ["email"] if email else [])
    return issue(work, PURPOSE, "application_draft", draft.id, lifetime=KEPT_BY_LINK, data=asked_by)


def filling_of(
    work: Work, cycle: Cycle, sections: Iterable[FormSection], draft: ApplicationDraft | None
) -> Filling:
    """The form with what the draft holds."""
    typed = draft.typed if draft else ()
    return Filling(work, cycle, sections, typed, draft.steps if draft else ())


def forget(work: Work) -> None:
    """Delete drafts that nobody has changed for so long, the oldest first, with their links."""
    now = clock.now()
    over = or_(
        ApplicationDraft.changed_at < now - KEPT_BY_LINK,
        and_(
            ApplicationDraft.browser_hash.is_not(None),
            ApplicationDraft.changed_at < now - KEPT_BY_BROWSER,
        ),
    )
    oldest = select(ApplicationDraft.id).where(over).order_by(ApplicationDraft.changed_at)
    ids = list(work.session.scalars(oldest.limit(MOST_FORGOTTEN)))
    if ids:
        links = AccessLink.subject_kind == "application_draft", AccessLink.subject_id.in_(ids)
        work.session.execute(delete(AccessLink).where(*links))
        work.session.execute(delete(ApplicationDraft).where(ApplicationDraft.id.in_(ids)))
