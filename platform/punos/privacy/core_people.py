"""What the core holds about people themselves: who they are, what they agreed to, what was written."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, case, cast, func, null, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from punos import clock
from punos.accounts import models as accounts
from punos.audit.models import AccessEntry
from punos.extend.holdings import Blank, Coded, Delete, Holding, Keep
from punos.i18n import _l
from punos.inquiries.models import Inquiry
from punos.mail.models import Mail
from punos.notes.models import Note
from punos.people.models import NAMELESS, Consent, Person, PersonApart
from punos.privacy import words
from punos.privacy.finding import (
    either,
    groups,
    names,
    of_account,
    of_address,
    of_enrolment,
    of_person,
    of_proved_address,
)
from punos.privacy.models import PrivacyRequest, RetentionHold
from punos.writing.models import MailStop, Message, MessageCopy

_NO_ADDRESS = func.concat(cast(accounts.Account.id, String), "@erased.invalid")
ACCOUNT_ERASED: dict[str, Any] = {
    "name": NAMELESS,
    "email": _NO_ADDRESS,
    "email_folded": _NO_ADDRESS,
    "password_hash": None,
    "language": None,
    "state": "closed",
    "closed_at": clock.now,
}
"""What is left of an account: that it was there, by its id."""
SHORTEST_SEARCH = 3
"""Letters of a search that may be somebody's name."""
GIVEN = {"given": _l("Given"), "withdrawn": _l("Taken back")}
ASKED = {
    "access": _l("To see everything"),
    "erasure": _l("To be erased"),
    "correction": _l("To have something corrected"),
    "restriction": _l("That it is not used for a time"),
    "objection": _l("That it is not used for something"),
}
REQUEST_STATES = {
    "open": _l("Waits for an answer"),
    "done": _l("Done"),
    "refused": _l("Refused"),
    "taken_back": _l("Taken back"),
}

_LINKS = either(
    of_person(accounts.AccessLink.person_id),
    of_account(accounts.AccessLink.subject_id),
    of_enrolment(accounts.AccessLink.subject_id),
)

_TO_OTHERS = _l("Mails to others that name you")
_SENT_TO_THEM = _l(
    "To know what was sent to them. What they say is not shown here, since they are theirs."
)
_NO_MORE_SAID = _l("That a mail was sent to somebody else stays; what it said is gone.")
_SEARCH, _NOTHING = cast(["q"], ARRAY(String)), cast(NAMELESS, JSONB)


def _as_text(column: Any) -> Any:
    return cast(column, String)


def _without_words(column: Any) -> Any:
    """The same languages, with nothing said in them."""
    each = func.jsonb_each(column).table_valued("key", "value")
    query = select(func.jsonb_object_agg(each.c.key, NAMELESS)).select_from(each)
    return func.coalesce(query.scalar_subquery(), cast({}, JSONB))


def _searched(person: UUID) -> ColumnElement[bool]:
    """Messages to whom a search found that finds the person."""
    typed = func.lower(Message.arguments["q"].astext)
    found = select(Person.id).where(
        Person.id == person,
        func.length(typed) >= SHORTEST_SEARCH,
        func.strpos(func.lower(Person.search_text), typed) > 0,
    )
    return found.exists()


PEOPLE = (
    Holding(
        Person,
        _l("Who you are and how you are reached"),
        _l("To know who you are, and to reach you."),
        of_person(Person.id),
        shown={
            "given_name": _l("First name"),
            "family_name": _l("Last name"),
            "email": words.EMAIL,
            "phone": words.PHONE,
            "city": _l("City"),
            "language": words.LANGUAGE,
            "created_at": _l("Known here since"),
        },
        at_erasure=Blank(
            {
                "given_name": NAMELESS,
                "family_name": None,
                "email": None,
                "email_folded": None,
                "phone": None,
                "city": None,
                "sort_key": "",
                "search_text": "",
                "erased_at": clock.now,
            },
            words.FOR_FIGURES,
        ),
    ),
    Holding(
        Consent,
        _l("What you agreed to"),
        words.TO_SHOW,
        of_person(Consent.person_id),
        shown={
            "purpose": _l("For what"),
            "decision": Coded(_l("Decision"), GIVEN),
            "decided_at": words.WHEN,
            "how": words.HOW,
        },
        at_erasure=Keep(words.SHOWS_RIGHTS),
    ),
    Holding(
        PersonApart,
        _l("That you are not somebody with a similar name"),
        _l("So that two people are not taken for one."),
        either(of_person(PersonApart.person_id), of_person(PersonApart.other_id)),
        shown={"decided_at": words.WHEN},
    ),
    Holding(
        Note,
        _l("Notes about you"),
        _l("To support you, and to remember what was agreed."),
        either(of_person(Note.person_id), of_enrolment(Note.enrolment_id)),
        "notes",
        {"noted_on": words.DAY, "text": words.TEXT, "keep_until": words.UNTIL},
        "sensitive",
    ),
    Holding(
        Note,
        _l("Notes about groups that you are or were in"),
        _l(
            "To support the group. What they say is not shown here, since they are about others too."
        ),
        lambda person: Note.group_id.in_(groups(person)),
        "notes",
        {"noted_on": words.DAY, "keep_until": words.UNTIL},
        "sensitive",
        Keep(
            _l(
                "They are about others too, and go on the day until which they are kept. Read them, and "
                "take the name out."
            )
        ),
    ),
    Holding(
        Mail,
        _l("Mails to you"),
        _l("To know what was sent to you."),
        lambda person: (
            (Mail.person_id == person)
            | (Mail.person_id.is_(None) & of_address(Mail.to_address)(person))
        ),
        "mails",
        {
            "created_at": words.WHEN,
            "to_address": _l("To"),
            "subject": _l("Subject"),
            "body": words.TEXT,
            "calendar": _l("Entry for your calendar"),
        },
        own=lambda person: (
            (Mail.person_id == person)
            | (Mail.person_id.is_(None) & of_proved_address(Mail.to_address)(person))
        ),
    ),
    Holding(
        Mail,
        _TO_OTHERS,
        _SENT_TO_THEM,
        names(Mail.person_id, Mail.subject, Mail.body),
        "mails",
        {"created_at": words.WHEN},
        at_erasure=Blank(
            {
                "subject": NAMELESS,
                "body": NAMELESS,
                "calendar": None,
                "state": case((Mail.state == "queued", "failed"), else_=Mail.state),
            },
            _NO_MORE_SAID,
        ),
    ),
    Holding(
        MessageCopy,
        _l("Messages to many of which you got one"),
        _l("So that nobody gets a message twice."),
        of_person(MessageCopy.person_id),
        "mails",
        {"dealt_at": words.WHEN},
        at_erasure=Blank({"mail_id": None}, words.FOR_FIGURES),
    ),
    Holding(
        Message,
        _TO_OTHERS,
        _SENT_TO_THEM,
        names(null(), *map(_as_text, (Message.subjects, Message.bodies))),
        "mails",
        {"created_at": words.WHEN},
        at_erasure=Blank(
            {
                "subjects": _without_words(Message.subjects),
                "bodies": _without_words(Message.bodies),
                "state": case((Message.state == "sending", "stopped"), else_=Message.state),
            },
            _NO_MORE_SAID,
        ),
    ),
    Holding(
        Message,
        _TO_OTHERS,
        _SENT_TO_THEM,
        _searched,
        "mails",
        {"created_at": words.WHEN},
        # Nobody is found by it from now on: a draft must not go to more people than it did.
        at_erasure=Blank(
            {"arguments": func.jsonb_set(Message.arguments, _SEARCH, _NOTHING)}, _NO_MORE_SAID
        ),
    ),
    Holding(
        MailStop,
        _l("That you want no mails but those that you need"),
        _l("So that your wish is respected."),
        of_person(MailStop.person_id),
        "mails",
        {"stopped_at": words.WHEN},
    ),
    Holding(
        Inquiry,
        _l("Questions that you asked on a public page"),
        _l("To answer you."),
        of_address(Inquiry.email),
        "inquiries",
        {
            "asked_at": words.WHEN,
            "name": _l("Name"),
            "email": words.EMAIL,
            "text": words.TEXT,
            "answer": _l("Answer"),
        },
        own=of_proved_address(Inquiry.email),
    ),
    Holding(
        AccessEntry,
        _l("When somebody of the staff opened a page about you"),
        _l("So that nobody reads about you without a trace."),
        of_person(AccessEntry.person_id),
        "access_log",
        {"at": words.WHEN, "page": _l("Page")},
        at_erasure=Keep(words.SHOWS_RIGHTS),
    ),
    Holding(
        PrivacyRequest,
        _l("What you asked about your data"),
        words.TO_SHOW,
        of_person(PrivacyRequest.person_id),
        "requests",
        {
            "kind": Coded(_l("What you asked for"), ASKED),
            "asked_at": words.WHEN,
            "due_on": _l("To be answered by"),
            "state": Coded(words.STATE, REQUEST_STATES),
            "because": _l("Reason"),
        },
        at_erasure=Blank({"because": None}, words.SHOWS_RIGHTS),
    ),
    Holding(
        RetentionHold,
        _l("Why nothing may be erased for now"),
        _l("So that what a complaint is about is not lost."),
        of_person(RetentionHold.person_id),
        "requests",
        {"because": _l("Reason"), "set_at": _l("Since"), "lifted_at": _l("Until")},
    ),
)

ACCOUNTS = (
    Holding(
        accounts.Account,
        _l("Your sign-in"),
        words.TO_SECURE,
        of_person(accounts.Account.person_id),
        "accounts",
        {
            "name": _l("Name"),
            "email": words.EMAIL,
            "language": words.LANGUAGE,
            "created_at": _l("Since"),
            "closed_at": _l("Closed"),
        },
        at_erasure=Blank(
            ACCOUNT_ERASED,
            words.SHOWS_RIGHTS,
        ),
    ),
    Holding(
        accounts.AccountRole,
        _l("What you may do here"),
        words.TO_ARRANGE,
        of_account(accounts.AccountRole.account_id),
        "accounts",
        {"role": words.ROLE},
    ),
    Holding(
        accounts.AccountSession,
        _l("Browsers in which you are or were signed in"),
        words.TO_SECURE,
        of_account(accounts.AccountSession.account_id),
        "accounts",
        {
            "created_at": _l("Since"),
            "seen_at": _l("Last used"),
            "agent": _l("Browser and device"),
        },
    ),
    Holding(
        accounts.AccessLink,
        _l("Links that were sent to you"),
        _l("So that you can open your own pages without a password."),
        either(_LINKS, of_address(accounts.AccessLink.data["email"].astext)),
        "accounts",
        {"purpose": _l("For what"), "created_at": words.WHEN, "expires_at": _l("Works until")},
        own=_LINKS,
    ),
    Holding(
        accounts.SecondFactor,
        _l("Your app for the second step of signing in"),
        words.TO_SECURE,
        of_account(accounts.SecondFactor.account_id),
        "accounts",
        {"created_at": _l("Since"), "confirmed_at": _l("Confirmed")},
    ),
    Holding(
        accounts.RecoveryCode,
        _l("Your codes for when the app is lost"),
        words.TO_SECURE,
        of_account(accounts.RecoveryCode.account_id),
        "accounts",
        {"created_at": _l("Since"), "used_at": _l("Used")},
    ),
    Holding(
        accounts.RememberedDevice,
        _l("Browsers in which you are not asked for the second step"),
        words.TO_SECURE,
        of_account(accounts.RememberedDevice.account_id),
        "accounts",
        {
            "created_at": _l("Since"),
            "agent": _l("Browser and device"),
            "expires_at": words.UNTIL,
        },
        at_erasure=Delete(),
    ),
)
