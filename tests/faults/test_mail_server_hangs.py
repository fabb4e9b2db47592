"""A mail server takes the line and says nothing: people and other work go on, and each mail leaves once."""

import time
from collections import Counter

import pytest
from sqlalchemy import select

from punos.clock import FILE_VARIABLE
from punos.mail.models import Mail
from punos.mail.service import queue
from punos.matching.models import Proposal
from tests.faults.conftest import Standing
from tests.faults.test_killed import apply, say
from tests.support.served import until
from tests.support.smtp import smtp_server

MAILS, APPLICATIONS = 6, 12


def write(standing: Standing) -> None:
    for number in range(MAILS):
        with standing.here.work() as work:
            queue(
                work,
                kind="test",
                to_address=f"reader{number}@people.example.org",
                subject="A mail",
                body="It waits.",
                language="en",
            )


def states(standing: Standing) -> Counter[str]:
    with standing.here.work() as work:
        return Counter(work.session.scalars(select(Mail.state).where(Mail.kind == "test")))


def proposals(standing: Standing) -> int:
    with standing.here.work() as work:
        return len(work.session.scalars(select(Proposal.id)).all())


def test_mail_server_that_hangs_holds_nothing_else_up_and_each_mail_leaves_once(
    standing: Standing, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(6):
        standing.here.enrol(standing.slug, ("mentee", "mentor")[number % 2])
    browser = standing.staff()
    later = standing.processes.log.with_name("clock")
    with smtp_server() as post:
        post.hangs = True
        standing.processes.environ |= {"MAIL_URL": post.url, FILE_VARIABLE: str(later)}
        write(standing)
        worker = standing.processes.start_worker()
        assert until(lambda: taken(standing), 30)
        slowest, confirmed = work_meanwhile(standing)
        browser.get(f"/pairwise/{standing.slug}")
        assert browser.post(f"/pairwise/{standing.slug}/propose", {}).status == 303
        assert until(lambda: proposals(standing) == 1, 60), "other work waits for the mail server"
        assert post.messages == []
        assert states(standing)["sent"] == 0
        post.hangs = False
        post.let_go.set()
        until(lambda: states(standing)["sent"] >= MAILS - 1, 60)
        later.write_text("900")  # what failed is tried again a while later
        worker.terminate()
        worker.wait()
        standing.processes.start_worker()
        assert until(lambda: states(standing) == {"sent": MAILS}, 60), states(standing)
        arrived = Counter(
            message["Message-ID"] for message in post.messages if message["Subject"] == "A mail"
        )
    del standing.processes.environ["MAIL_URL"]
    say(
        capsys,
        f"mail server hangs: {MAILS} mails, {len(arrived)} arrived, "
        f"{arrived.total() - len(arrived)} twice; meanwhile {confirmed} of {APPLICATIONS} "
        f"applications confirmed, the slowest in {slowest:.2f} s",
    )
    assert len(arrived) == arrived.total() == MAILS
    assert confirmed == APPLICATIONS
    assert slowest < 5


def taken(standing: Standing) -> bool:
    """Whether the worker has begun to send."""
    with standing.here.work() as work:
        return any(work.session.scalars(select(Mail.attempts).where(Mail.kind == "test")))


def work_meanwhile(standing: Standing) -> tuple[float, int]:
    """Applications sent meanwhile: the slowest, and how many were confirmed."""
    browser = standing.processes.browser(standing.here.host)
    slowest, confirmed = 0.0, 0
    for number in range(APPLICATIONS):
        began = time.monotonic()
        confirmed += apply(browser, standing.slug, f"hang{number}@people.example.org")
        slowest = max(slowest, time.monotonic() - began)
    return slowest, confirmed
