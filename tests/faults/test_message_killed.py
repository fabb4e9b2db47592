"""`kill -9` of the worker while a message goes to many: everybody gets it, and nobody who is recorded as
sent to gets it again.

PUNOS_COPIES says to how many; `make bench-faults` asks for 5,000.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from punos import clock
from punos.mail.models import Mail
from punos.mail.service import CLAIM
from punos.people.service import add_person
from punos.writing.models import Message, MessageCopy
from punos.writing.sending import KIND
from tests.faults.conftest import Standing
from tests.faults.test_killed import kill
from tests.support.served import until
from tests.support.smtp import Post, smtp_server

COPIES = int(os.environ.get("PUNOS_COPIES", "200"))
KILLS = max(2, COPIES // 1000)
EACH = 1.0  # seconds that one copy may take on a machine that others use, too
SETTLING = 120.0


@pytest.fixture
def post(standing: Standing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """A mail server for workers that start from now on, and a clock that can be moved for them."""
    monkeypatch.setenv(clock.FILE_VARIABLE, str(tmp_path / "clock"))
    with smtp_server() as post:
        monkeypatch.setitem(standing.processes.environ, "MAIL_URL", post.url)
        monkeypatch.setitem(standing.processes.environ, "MAIL_FROM", "no-reply@example.org")
        monkeypatch.setitem(
            standing.processes.environ, clock.FILE_VARIABLE, str(tmp_path / "clock")
        )
        yield post


def everybody(standing: Standing) -> None:
    """So many people."""
    with standing.here.work() as work:
        for number in range(COPIES):
            add_person(work, given_name=f"Aino{number}", email=f"aino{number}@people.example.org")


def written(standing: Standing) -> None:
    """A message to all of them, whose sending is asked for."""
    browser = standing.staff()
    path = "/messages/new?audience=people"
    browser.get(path)
    answer = browser.post(path, {"subject_en": "News", "body_en": "Hello {first_name}"})
    assert answer.status == 303, answer.text
    page = answer.headers["Location"]
    assert f'name="people" value="{COPIES}"' in browser.get(page).text
    assert browser.post(f"{page}/send", {"people": COPIES}).status == 303


def recorded(standing: Standing) -> set[str]:
    """The addresses of mails that are recorded as sent."""
    with standing.here.work() as work:
        query = select(Mail.to_address).where(Mail.kind == KIND, Mail.state == "sent")
        return set(work.session.scalars(query))


def is_over(standing: Standing) -> bool:
    """Whether all copies are mails, and all mails are sent."""
    with standing.here.work() as work:
        state = work.session.scalars(select(Message.state)).one()
        sent = select(func.count()).select_from(Mail).where(Mail.kind == KIND, Mail.state == "sent")
        return state == "sent" and work.session.scalar(sent) == COPIES


def to_whom(post: Post, first: int = 0) -> list[str]:
    """Whose mails the server was handed, from the n-th on."""
    return [recipients[0] for _sender, recipients in post.envelopes[first:]]


def second_copies(known: list[tuple[set[str], int]], post: Post) -> list[str]:
    """Who was recorded as sent to at a kill, and got a mail after it."""
    return [who for sent, seen in known for who in to_whom(post, seen) if who in sent]


def test_message_to_many_goes_on_after_kills_without_a_second_copy(
    standing: Standing, post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    everybody(standing)
    written(standing)
    random = Random(COPIES)
    known: list[tuple[set[str], int]] = []
    for number in range(KILLS):
        worker = standing.processes.start_worker()
        enough = COPIES * (number + 1) // (KILLS + 1) + random.randrange(7)
        assert until(lambda n=enough: len(post.envelopes) >= n, EACH * COPIES + SETTLING)
        kill(worker)
        worker.wait()
        # What the next worker sends again, if it does, it sends after this.
        known.append((recorded(standing), len(post.envelopes)))
        clock.set_offset((number + 1) * (CLAIM + timedelta(minutes=1)))
    standing.processes.start_worker()
    assert until(lambda: is_over(standing), EACH * COPIES + SETTLING)
    handed = Counter(to_whom(post))
    twice = [who for who, count in handed.items() if count > 1]
    with capsys.disabled():
        sys.stdout.write(
            f"\nmessage under fire: {COPIES} copies, {KILLS} kills after "
            f"{[seen for _sent, seen in known]} mails: {len(handed)} people got it, "
            f"{len(second_copies(known, post))} a second time after being recorded as sent, "
            f"{len(twice)} whose mail was accepted at the moment of a kill twice, "
            f"with one Message-ID\n"
        )
    assert len(handed) == COPIES
    assert second_copies(known, post) == []
    assert len(twice) <= KILLS, "a mail may go out twice only where a kill was between the two"
    ids = {(message["To"], message["Message-ID"]) for message in post.messages}
    assert len(ids) == COPIES
    with standing.here.work() as work:
        assert work.session.scalar(select(func.count(MessageCopy.person_id.distinct()))) == COPIES


def test_control_a_second_copy_would_be_noticed() -> None:
    post = Post(envelopes=[("", ["a@x.example"]), ("", ["b@x.example"]), ("", ["a@x.example"])])
    assert second_copies([({"a@x.example"}, 1)], post) == ["a@x.example"]
