"""Whoever may look at the mails must not get to act as those to whom they were written."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from punos.app import create_app
from punos.deployment import Deployment
from punos.mail.models import Mail
from tests.accounts.seeing import link_in, mails
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.smtp import Post, smtp_server
from tests.support.tenants import Association, Tenants


@pytest.fixture
def post() -> Iterator[Post]:
    """A mail server."""
    with smtp_server() as post:
        yield post


@pytest.fixture
def mailing(deployment: Deployment, post: Post) -> Iterator[Deployment]:
    """The deployment with that mail server."""
    config = replace(deployment.config, mail_url=post.url, mail_from="no-reply@example.org")
    mailing = Deployment(config, deployment.registry)
    yield mailing
    mailing.dispose()


def asked_for(app: Flask, here: Association) -> Mail:
    """The mail after somebody has asked for a sign-in link for an administrator."""
    stranger = Client(app, here.host)
    stranger.get("/sign-in/link")
    stranger.post("/sign-in/link", {"email": here.account("administrator")})
    (mail,) = mails(here)
    return mail


def test_coordinator_does_not_read_an_administrators_sign_in_link_while_it_waits(
    mailing: Deployment, tenants: Tenants
) -> None:
    here, app = tenants.make(), create_app(deployment=mailing)
    mail = asked_for(app, here)
    token = link_in(mail).rpartition("/l/")[2]
    page = here.signed_in(Client(app)).get(f"/mails/{mail.id}")
    assert page.status_code == 200
    assert "/l/…" in page.text
    assert token not in page.text


def test_a_demo_without_mail_server_shows_the_link_since_nothing_is_sent(
    app: Flask, tenants: Tenants
) -> None:
    here = tenants.make()
    mail = asked_for(app, here)
    assert link_in(mail) in here.signed_in(Client(app)).get(f"/mails/{mail.id}").text


def test_links_in_mails_are_not_shown_in_production_without_a_mail_server(
    deployment: Deployment,
) -> None:
    config = deployment.config
    assert config.mails_read_here
    assert not replace(config, environment="production").mails_read_here


def test_a_mail_that_was_sent_is_kept_without_its_link(
    mailing: Deployment, tenants: Tenants, post: Post
) -> None:
    here = tenants.make()
    link = link_in(asked_for(create_app(deployment=mailing), here))
    drain(mailing)
    assert any(link in message.get_content() for message in post.messages)
    (mail,) = mails(here)
    assert mail.state == "sent"
    assert "/l/…" in mail.body
    assert link not in mail.body
