"""A mail goes out with its fact, once, and a bad mail server costs nobody but the worker a wait."""

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, text

from punos import clock
from punos.deployment import Deployment
from punos.jobs.tick import tick
from punos.mail import sender, smtp
from punos.mail.calendar import Entry, calendar_text
from punos.mail.models import Mail
from punos.mail.service import CLAIM, SEND, queue
from punos.tenancy.directory import TenantRecord
from tests.support.bare import bare_tenant
from tests.support.queue import drain, forget_waiting, waiting
from tests.support.smtp import Post, smtp_server

ADDRESS = "aino@example.org"


@pytest.fixture
def post() -> Iterator[Post]:
    """A mail server."""
    with smtp_server() as post:
        yield post


@pytest.fixture
def mailing(deployment: Deployment, post: Post) -> Iterator[Deployment]:
    """The deployment with that mail server."""
    config = replace(deployment.config, mail_url=post.url, mail_from="no-reply@example.org")
    forget_waiting(deployment)
    mailing = Deployment(config, deployment.registry)
    yield mailing
    mailing.dispose()


@pytest.fixture
def tenant(deployment: Deployment) -> TenantRecord:
    """A tenant."""
    return bare_tenant(deployment)


@pytest.fixture
def movable_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that this test may move."""
    monkeypatch.setenv(clock.FILE_VARIABLE, str(tmp_path / "clock"))


def write(deployment: Deployment, tenant: TenantRecord, subject: str = "Tervetuloa, Åsa") -> UUID:
    with deployment.work(tenant) as work:
        return queue(
            work,
            kind="test.hello",
            to_address=ADDRESS,
            subject=subject,
            body="Hei!\n.\nNähdään pian. " + "pitkä " * 300,
            language="fi",
        ).id


def mail_of(deployment: Deployment, tenant: TenantRecord, mail_id: UUID) -> Mail:
    with deployment.work(tenant) as work:
        return work.session.get_one(Mail, (tenant.id, mail_id))


def test_mail_arrives_as_it_was_written(
    mailing: Deployment, tenant: TenantRecord, post: Post
) -> None:
    mail_id = write(mailing, tenant)
    drain(mailing)
    mail = mail_of(mailing, tenant, mail_id)
    [message] = post.messages
    assert post.envelopes == [("no-reply@example.org", [ADDRESS])]
    assert message["Subject"] == "Tervetuloa, Åsa"
    assert message["From"] == "Braid <no-reply@example.org>"
    assert message["Message-ID"] == mail.message_id
    assert message["Content-Language"] == "fi"
    assert message.get_content().split() == mail.body.split()
    assert (mail.state, mail.attempts) == ("sent", 1)
    assert mail.sent_at is not None


def test_calendar_entry_goes_out_with_its_mail_and_is_not_kept(
    mailing: Deployment, tenant: TenantRecord, post: Post
) -> None:
    entry = Entry(
        uid="meeting-1",
        revision=0,
        title="Tapaaminen",
        local_start=datetime.fromisoformat("2026-10-24T10:00"),
        minutes=60,
        to_address=ADDRESS,
    )
    with mailing.work(tenant) as work:
        mail_id = queue(
            work,
            kind="test.hello",
            to_address=ADDRESS,
            subject="Kutsu",
            body="Hei!",
            language="fi",
            calendar=calendar_text(entry, tenant.host),
        ).id
    drain(mailing)
    [message] = post.messages
    assert "text/calendar" in [part.get_content_type() for part in message.walk()]
    assert mail_of(mailing, tenant, mail_id).calendar is None


def test_mail_of_step_that_was_rolled_back_is_never_sent(
    mailing: Deployment, tenant: TenantRecord, post: Post
) -> None:
    def refused_step() -> None:
        with mailing.work(tenant) as work:
            queue(work, kind="a", to_address=ADDRESS, subject="a", body="a", language="en")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        refused_step()
    drain(mailing)
    assert post.messages == []


def test_mail_without_mail_server_is_kept_and_readable(
    deployment: Deployment, tenant: TenantRecord
) -> None:
    mail_id = write(deployment, tenant)
    drain(deployment)
    mail = mail_of(deployment, tenant, mail_id)
    assert (mail.state, mail.subject) == ("sent", "Tervetuloa, Åsa")


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org, b@example.org",
        "a@example.org\n",
        "<a@example.org>",
        "example.org",
        "",
        "a" * 250 + "@example.org",
    ],
)
def test_mail_to_anything_but_one_address_is_refused(
    deployment: Deployment, tenant: TenantRecord, address: str
) -> None:
    with deployment.work(tenant) as work, pytest.raises(ValueError, match="exactly one address"):
        queue(work, kind="a", to_address=address, subject="a", body="a", language="en")


def test_line_break_in_subject_adds_no_header(
    mailing: Deployment, tenant: TenantRecord, post: Post
) -> None:
    write(mailing, tenant, "Hei\r\nBcc: other@example.org\r\n\r\nbody")
    drain(mailing)
    [message] = post.messages
    assert message["Subject"] == "Hei Bcc: other@example.org body"
    assert message["Bcc"] is None
    assert post.envelopes[0][1] == [ADDRESS]


def test_mail_delivered_twice_by_the_queue_is_sent_once(
    mailing: Deployment, tenant: TenantRecord, post: Post
) -> None:
    mail_id = write(mailing, tenant)
    for _ in range(2):
        sender.send(mailing, tenant, mail_id)
    drain(mailing)
    assert len(post.messages) == 1


def send_four_times_at_once(mailing: Deployment, tenant: TenantRecord) -> None:
    mail_id = write(mailing, tenant)
    barrier = threading.Barrier(4)

    def one() -> None:
        barrier.wait()
        sender.send(mailing, tenant, mail_id)

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_senders_at_once_send_once(
    mailing: Deployment, tenant: TenantRecord, post: Post
) -> None:
    send_four_times_at_once(mailing, tenant)
    drain(mailing)
    assert len(post.messages) == 1


def test_two_senders_at_once_without_the_claim_send_twice(
    mailing: Deployment, tenant: TenantRecord, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above."""
    monkeypatch.setattr(sender, "CLAIM", timedelta(0))
    send_four_times_at_once(mailing, tenant)
    drain(mailing)
    assert len(post.messages) > 1


def test_mail_that_is_not_taken_now_is_tried_later(
    mailing: Deployment, tenant: TenantRecord, post: Post, movable_clock: None
) -> None:
    post.answers["RCPT"] = "451 later"
    mail_id = write(mailing, tenant)
    drain(mailing)
    assert mail_of(mailing, tenant, mail_id).state == "queued"
    tick(mailing)
    assert waiting(mailing, tenant.id) == []
    post.answers.clear()
    clock.set_offset(timedelta(minutes=2))
    tick(mailing)
    drain(mailing)
    mail = mail_of(mailing, tenant, mail_id)
    own = [message for message in post.messages if message["Message-ID"] == mail.message_id]
    assert (mail.state, mail.attempts, len(own)) == ("sent", 2, 1)


def test_mail_to_address_that_does_not_exist_fails_at_once(
    mailing: Deployment, tenant: TenantRecord, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    post.answers["RCPT"] = f"550 no {ADDRESS} here"
    mail_id = write(mailing, tenant)
    drain(mailing)
    mail = mail_of(mailing, tenant, mail_id)
    assert (mail.state, mail.attempts) == ("failed", 1)
    assert "smtp_550" in caplog.text
    assert ADDRESS not in caplog.text


def test_mail_fails_after_the_last_attempt(
    mailing: Deployment, tenant: TenantRecord, post: Post, movable_clock: None
) -> None:
    post.answers["DATA"] = "451 later"
    mail_id = write(mailing, tenant)
    for attempt in range(sender.MOST_ATTEMPTS + 1):
        clock.set_offset(timedelta(days=attempt))
        sender.send(mailing, tenant, mail_id)
    mail = mail_of(mailing, tenant, mail_id)
    assert (mail.state, mail.attempts) == ("failed", sender.MOST_ATTEMPTS)
    drain(mailing)
    assert post.messages == []


def test_crash_after_acceptance_sends_again_with_the_same_message_id(
    mailing: Deployment,
    tenant: TenantRecord,
    post: Post,
    movable_clock: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object, **_more: object) -> None:
        raise Killed

    mail_id = write(mailing, tenant)
    with monkeypatch.context() as patch:
        patch.setattr(sender, "_settle", die)
        with pytest.raises(Killed):
            sender.send(mailing, tenant, mail_id)
    assert mail_of(mailing, tenant, mail_id).state == "queued"
    sender.send(mailing, tenant, mail_id)
    assert len(post.messages) == 1, "it is left to whoever took it"
    clock.set_offset(CLAIM + timedelta(minutes=1))
    drain(mailing)
    tick(mailing)
    drain(mailing)
    assert mail_of(mailing, tenant, mail_id).state == "sent"
    first, second = post.messages
    assert first["Message-ID"] == second["Message-ID"]


def test_hanging_mail_server_holds_no_row_and_no_request(
    mailing: Deployment, tenant: TenantRecord, post: Post
) -> None:
    post.hangs = True
    mail_id = write(mailing, tenant)
    sending = threading.Thread(target=sender.send, args=(mailing, tenant, mail_id))
    sending.start()
    while mail_of(mailing, tenant, mail_id).attempts == 0:
        time.sleep(0.01)
    with mailing.database("owner").engine.connect() as connection:
        connection.execute(text("SET lock_timeout = 100"))
        query = text("SELECT 1 FROM mail WHERE id = :id FOR UPDATE NOWAIT")
        assert connection.execute(query, {"id": mail_id}).scalar() == 1
    began = time.perf_counter()
    write(mailing, tenant)
    assert time.perf_counter() - began < 1
    assert sending.is_alive()
    post.let_go.set()
    sending.join()
    assert mail_of(mailing, tenant, mail_id).state == "queued"
    post.hangs = False
    drain(mailing)


def test_mail_server_that_dribbles_is_left_in_time(
    mailing: Deployment, tenant: TenantRecord, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte is in time, the whole never is: the line is cut, and the mail is tried again."""
    monkeypatch.setattr(smtp, "WHOLE", 0.5)
    post.dribbles = True
    mail_id = write(mailing, tenant)
    began = time.perf_counter()
    sender.send(mailing, tenant, mail_id)
    assert time.perf_counter() - began < smtp.PATIENCE / 2
    assert mail_of(mailing, tenant, mail_id).state == "queued"
    post.let_go.set()
    forget_waiting(mailing)


def test_mails_that_wait_behind_a_mail_server_that_hangs_are_asked_for_once(
    mailing: Deployment, tenant: TenantRecord
) -> None:
    for number in range(3):
        write(mailing, tenant, f"Kirje {number}")
    for _minute in range(4):
        tick(mailing)
    assert waiting(mailing, tenant.id).count(SEND) == 3
    forget_waiting(mailing)
    with mailing.work(tenant) as work:
        for mail in work.session.scalars(select(Mail)):
            mail.state = "queued"
    tick(mailing)
    assert waiting(mailing, tenant.id).count(SEND) == 3, (
        "control: what nobody asks for is asked for"
    )
    forget_waiting(mailing)


def test_mail_that_its_reader_may_stop_says_where_in_a_header_of_one_line(
    mailing: Deployment, tenant: TenantRecord, post: Post
) -> None:
    link = f"https://association-with-a-long-name.example.org/l/{'a1-_' * 11}"
    with mailing.work(tenant) as work:
        mail_id = queue(
            work,
            kind="test.many",
            to_address=ADDRESS,
            subject="Kutsu",
            body=f"Hei!\n{link}\n",
            language="fi",
            stop_link=link,
        ).id
    write(mailing, tenant)
    drain(mailing)
    by_subject = {message["Subject"]: message for message in post.messages}
    assert by_subject["Kutsu"]["List-Unsubscribe"] == f"<{link}>"
    assert f"List-Unsubscribe: <{link}>\n" in by_subject["Kutsu"].as_string(maxheaderlen=0)
    assert by_subject["Tervetuloa, Åsa"]["List-Unsubscribe"] is None
    mail = mail_of(mailing, tenant, mail_id)
    assert mail.stop_link is None, "whoever reads the outbox cannot act as the reader"
    assert "a1-_" not in mail.body


def test_mail_server_that_is_away_is_no_trouble(
    mailing: Deployment, tenant: TenantRecord, deployment: Deployment
) -> None:
    gone = Deployment(replace(mailing.config, mail_url="smtp://127.0.0.1:9"), deployment.registry)
    mail_id = write(gone, tenant)
    drain(gone)
    assert mail_of(gone, tenant, mail_id).state == "queued"
    gone.dispose()


def test_password_is_not_sent_over_an_open_line(
    mailing: Deployment, tenant: TenantRecord, deployment: Deployment, post: Post
) -> None:
    # Any name of this machine that is not on the short list of loopback names.
    port = post.url.rpartition(":")[2]
    config = replace(mailing.config, mail_url=f"smtp://user:secret@127.0.0.2:{port}")
    open_line = Deployment(config, deployment.registry)
    mail_id = write(open_line, tenant)
    drain(open_line)
    assert mail_of(open_line, tenant, mail_id).state == "queued"
    assert post.messages == []
    open_line.dispose()


def test_other_tenants_mail_is_not_sent_in_this_ones_name(
    mailing: Deployment, tenant: TenantRecord, post: Post
) -> None:
    mail_id = write(mailing, tenant)
    sender.send(mailing, bare_tenant(mailing), mail_id)
    assert post.messages == []
    with mailing.work(tenant) as work:
        assert work.session.scalars(select(Mail.state)).one() == "queued"
    drain(mailing)
