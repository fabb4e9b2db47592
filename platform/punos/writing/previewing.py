"""A message before it is sent: as somebody of the list gets it, and mailed to whoever wrote it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select

from punos.accounts.models import Account
from punos.audit.service import read_page
from punos.errors import Absent
from punos.i18n import _staff, own_name
from punos.mail.service import greeted, queue
from punos.people.models import Person
from punos.work import Work
from punos.writing.merging import (
    Reader,
    language_for,
    merged,
    reader_of,
    stop_sentence,
    values_for,
)
from punos.writing.models import Message
from punos.writing.reading import cycle_of, enrolment_of, examples, sender_of

Example = tuple[Person, UUID | None]
OWN_LINK = "/l/…"
"""Where each reader's own link stands, which only her mail holds."""


@dataclass(frozen=True)
class Text:
    """A message merged in one language. `name` is whose it is, empty for everybody's."""

    code: str
    language: str
    name: str
    subject: str
    body: str
    ending: str = ""


def previews(work: Work, message: Message, query: Select | None) -> list[Text]:
    """In each language written, as the first of the list who gets it so.

    Where nobody does, or the list is not there any more, as everybody at once.
    """
    found = examples(work, query) if query is not None else {}
    first: dict[str, Example] = {}
    for spoken, example in found.items():
        first.setdefault(language_for(message.bodies, spoken, work.settings.languages), example)
    # Who reads it in her own language is the better example.
    first |= {spoken: example for spoken, example in found.items() if spoken in message.bodies}
    return [_for_example(work, message, code, first.get(code)) for code in message.bodies]


def for_everybody(work: Work, message: Message, code: str) -> Text:
    """A text that many read at once, as in a chat: with no name, and no link of anybody's own."""
    return _merged(work, message, code, Reader("", "", cycle_of(work, message), work.base_url))


def for_person(work: Work, message: Message, person: Person, enrolment_id: UUID | None) -> Text:
    """The text of one person; its link leads to the front page, since hers went out by mail."""
    code = language_for(message.bodies, person.language, work.settings.languages)
    enrolment = enrolment_of(work, enrolment_id)
    reader = reader_of(person, enrolment, cycle_of(work, message), work.base_url)
    return _merged(work, message, code, reader)


def send_to_oneself(work: Work, message: Message) -> str:
    """Mail the message, in each language, to whoever acts; gives the address. Nobody else is in it."""
    account = work.session.get(Account, (work.tenant.id, work.account_id))
    if account is None:
        raise Absent
    first, _space, _rest = account.name.partition(" ")
    reader = Reader(greeted(first), greeted(account.name), cycle_of(work, message), work.base_url)
    for code in message.bodies:
        text = _merged(work, message, code, reader)
        queue(
            work,
            kind="message.test",
            to_address=account.email,
            subject=_staff("Test: %(subject)s", subject=text.subject),
            body=text.body + "\n",
            language=code,
        )
    return account.email


def _for_example(work: Work, message: Message, code: str, example: Example | None) -> Text:
    if example is None:
        return for_everybody(work, message, code)
    person, enrolment_id = example
    read_page(work, person.id, "message.preview")
    enrolment, page = enrolment_of(work, enrolment_id), work.base_url + OWN_LINK
    return _merged(work, message, code, reader_of(person, enrolment, cycle_of(work, message), page))


def _merged(work: Work, message: Message, code: str, reader: Reader) -> Text:
    values = values_for(work, reader, code, sender_of(work, message))
    return Text(
        code,
        own_name(code),
        reader.name,
        merged(message.subjects[code], values),
        merged(message.bodies[code], values),
        "" if message.needed else f"{stop_sentence(code)} {work.base_url}{OWN_LINK}",
    )
