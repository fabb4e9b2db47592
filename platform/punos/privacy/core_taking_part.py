"""What the core holds about people's part in programmes: applications, groups, meetings, outcomes."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, or_, select

from punos.accounts.models import AccessLink
from punos.border.models import InboxItem, OutboxItem
from punos.enrolments.models import ApplicationDraft, Enrolment
from punos.extend.holdings import Blank, Coded, Holding, Keep
from punos.files.models import StoredFile
from punos.groups.models import Group, Membership
from punos.i18n import _l
from punos.imports.models import ImportRow, ImportRun
from punos.matching.models import MatchAsk, MatchChoice, Suggestion, Wish
from punos.materials.models import MaterialRead
from punos.meetings.models import Attendance, Meeting
from punos.people.service import SERVICE
from punos.privacy import words
from punos.privacy.finding import (
    either,
    of_address,
    of_answered_address,
    of_enrolment,
    of_person,
    of_proved_address,
    of_small_group,
)
from punos.referrals.models import ReceivedReferral, Referral

ENROLMENT_STATES = {
    "candidate": _l("Applied"),
    "active": _l("Takes part"),
    "ended": _l("Ended"),
    "refused": _l("Not accepted"),
}
PRESENT = {"present": _l("Was there"), "absent": _l("Was away"), "excused": _l("Had told before")}
_FOR_TEAM = _l("To see that you meet, and to help when you do not.")
_IMPORTED = _l("To bring in lists of people who have applied elsewhere.")
_MATCH = _l("To find people who suit each other.")
_REFER = _l("To help you on to another association when you want it.")
_COUNTED = _l("That a row of a file was dealt with stays; what stood in it is gone.")


def _begun(person: UUID) -> ColumnElement[bool]:
    links = select(AccessLink.id).where(of_address(AccessLink.data["email"].astext)(person))
    return or_(
        of_enrolment(ApplicationDraft.enrolment_id)(person),
        of_address(ApplicationDraft.email)(person),
        of_answered_address(ApplicationDraft.typed)(person),
        ApplicationDraft.invitation_id.in_(links.correlate(None)),
    )


_recognised = either(of_person(ImportRow.person_id), of_enrolment(ImportRow.enrolment_id))
_imported = either(_recognised, of_answered_address(ImportRow.raw))


def _runs(person: UUID) -> Any:
    return select(ImportRow.run_id).where(_imported(person)).correlate(None)


def _files(person: UUID) -> ColumnElement[bool]:
    runs = select(ImportRun.file_id).where(ImportRun.id.in_(_runs(person)))
    return StoredFile.id.in_(runs.correlate(None))


def _sent(person: UUID) -> ColumnElement[bool]:
    of_hers = select(Referral.outbox_id).where(Referral.person_id == person)
    return OutboxItem.id.in_(of_hers.correlate(None))


def _received(person: UUID) -> ColumnElement[bool]:
    of_hers = select(ReceivedReferral.inbox_id).where(ReceivedReferral.person_id == person)
    return InboxItem.id.in_(of_hers.correlate(None))


APPLYING = (
    Holding(
        Enrolment,
        _l("Your applications and what you answered"),
        words.TO_ARRANGE,
        of_person(Enrolment.person_id),
        "participants",
        {
            "role": words.ROLE,
            "state": Coded(words.STATE, ENROLMENT_STATES),
            "applied_at": _l("Applied"),
            "decided_at": _l("Decided"),
            "ended_at": _l("Ended"),
            "answers": _l("Answers"),
        },
        "sensitive",
        Blank({"answers": dict}, words.FOR_FIGURES),
        consent=SERVICE,
    ),
    Holding(
        ApplicationDraft,
        _l("Applications that you began and have not sent"),
        _l("So that you can go on where you stopped."),
        _begun,
        "drafts",
        {"created_at": _l("Begun"), "changed_at": _l("Last changed"), "typed": _l("Answers")},
        "sensitive",
        own=either(
            of_enrolment(ApplicationDraft.enrolment_id), of_proved_address(ApplicationDraft.email)
        ),
    ),
    Holding(
        ImportRow,
        _l("You in lists that staff brought in"),
        _IMPORTED,
        _imported,
        "imports",
        {"raw": words.TEXT},
        "sensitive",
        Blank(
            {
                "raw": list,
                "answers": dict,
                "problems": list,
                # A row that waits to be added is passed over: nobody is to come back by it.
                "verdict": case(
                    (ImportRow.enrolment_id.is_(None), "there"), else_=ImportRow.verdict
                ),
                "decision": None,
            },
            _COUNTED,
        ),
        own=_recognised,
    ),
    Holding(
        ImportRun,
        _l("The files of those lists"),
        _IMPORTED,
        lambda person: ImportRun.id.in_(_runs(person)),
        "imports",
        {"created_at": words.WHEN},
        at_erasure=Blank({"file_id": None}, _COUNTED),
    ),
    Holding(
        StoredFile,
        _l("What those files held"),
        _IMPORTED,
        _files,
        "imports",
        {"created_at": words.WHEN},
        "sensitive",
    ),
    Holding(
        Suggestion,
        _l("Whom you were proposed with"),
        _MATCH,
        either(of_enrolment(Suggestion.mentee_id), of_enrolment(Suggestion.mentor_id)),
        shown={"state": words.STATE, "score": _l("How well it seemed to fit, from 0 to 1")},
    ),
    Holding(
        Wish,
        _l("Whom you are to be with, or not, as staff have said"),
        _MATCH,
        either(of_enrolment(Wish.mentee_id), of_enrolment(Wish.mentor_id)),
        shown={"created_at": words.WHEN, "kind": words.KIND},
    ),
    Holding(
        MatchAsk,
        _l("What you were asked before you met somebody, and what you answered"),
        _MATCH,
        of_enrolment(MatchAsk.enrolment_id),
        shown={"asked_at": words.WHEN, "answer": _l("Answer"), "reason": _l("Why")},
    ),
    Holding(
        MatchChoice,
        _l("What was decided when somebody was looked for whom you could meet"),
        _MATCH,
        either(
            of_enrolment(MatchChoice.mentee_id),
            of_enrolment(MatchChoice.mentor_id),
            of_enrolment(MatchChoice.second_id),
        ),
        shown={"chosen_at": words.WHEN, "kind": words.KIND},
    ),
)

TAKING_PART = (
    Holding(
        Membership,
        _l("Pairs and groups that you are or were in"),
        words.TO_ARRANGE,
        of_enrolment(Membership.enrolment_id),
        "figures",
        {"role": words.ROLE, "joined_on": _l("From"), "left_on": _l("Until")},
        at_erasure=Keep(words.FOR_FIGURES),
    ),
    Holding(
        Group,
        _l("What your pair or small group is called"),
        words.TO_ARRANGE,
        of_small_group(Group.id),
        "figures",
        {
            "name": _l("Name"),
            "chat_url": _l("Address of the chat"),
            "activated_at": _l("Since"),
            "ended_at": _l("Ended"),
        },
        at_erasure=Blank({"name": None, "chat_url": None}, words.FOR_FIGURES),
    ),
    Holding(
        Meeting,
        _l("Meetings of your pair or small group"),
        _FOR_TEAM,
        of_small_group(Meeting.group_id),
        "figures",
        {
            "local_start": words.WHEN,
            "minutes": _l("Minutes"),
            "topic": _l("Topic"),
            "place": _l("Place"),
        },
        at_erasure=Blank({"topic": None, "place": None}, words.FOR_FIGURES),
    ),
    Holding(
        Attendance,
        _l("Meetings at which you were or were not"),
        _FOR_TEAM,
        of_enrolment(Attendance.enrolment_id),
        "figures",
        {"state": Coded(words.STATE, PRESENT), "marked_at": _l("Written down")},
        at_erasure=Keep(words.FOR_FIGURES),
    ),
    Holding(
        MaterialRead,
        _l("Guides that you marked as read"),
        _l("So that everybody knows the basics before the first meeting."),
        of_enrolment(MaterialRead.enrolment_id),
        shown={"read_at": words.WHEN},
    ),
    Holding(
        Referral,
        _l("When you went on to another association"),
        _REFER,
        of_person(Referral.person_id),
        "referrals",
        {
            "receiver_name": _l("To"),
            "made_at": words.WHEN,
            "agreed_at": _l("You agreed"),
            "expires_on": words.UNTIL,
        },
        at_erasure=Keep(
            _l(
                "It then has no name. It stays so that two associations are not paid for the same person."
            )
        ),
    ),
    Holding(
        OutboxItem,
        _l("What was handed over to another association"),
        _REFER,
        _sent,
        "referrals",
        {"created_at": words.WHEN, "payload": words.TEXT},
        at_erasure=Blank({"payload": dict}, words.SHOWS_RIGHTS),
    ),
    Holding(
        ReceivedReferral,
        _l("When you came from another association"),
        _REFER,
        of_person(ReceivedReferral.person_id),
        "referrals",
        {
            "sender_name": _l("From"),
            "received_at": words.WHEN,
            "data": words.TEXT,
            "expires_on": words.UNTIL,
        },
        at_erasure=Blank(
            {"data": dict, "sort_key": "", "search_text": ""},
            _l(
                "It then has no name. It stays so that two associations are not paid for the same person."
            ),
        ),
    ),
    Holding(
        InboxItem,
        _l("What another association handed over"),
        _REFER,
        _received,
        "referrals",
        {"received_at": words.WHEN, "payload": words.TEXT},
        at_erasure=Blank({"payload": dict}, words.SHOWS_RIGHTS),
    ),
)
