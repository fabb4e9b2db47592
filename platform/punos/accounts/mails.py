"""The mails about an account. Each goes to the account's own address and carries one address at most."""

from collections.abc import Callable, Sequence
from typing import Concatenate, ParamSpec

from punos.accounts.models import Account
from punos.i18n import Message, _, language, use_language
from punos.mail.service import queue
from punos.texts import pick
from punos.work import Work

Words = ParamSpec("Words")
Mailing = Callable[Concatenate[Work, Account, Words], None]


def _in_their_language(write: Mailing[Words]) -> Mailing[Words]:
    def mail(work: Work, account: Account, /, *args: Words.args, **kwargs: Words.kwargs) -> None:
        with use_language(language_of(work, account)):
            write(work, account, *args, **kwargs)

    mail.__doc__ = write.__doc__
    return mail


def language_of(work: Work, account: Account) -> str:
    """The language in which this account is written to."""
    offered = work.settings.languages
    return account.language if account.language in offered else offered[0]


@_in_their_language
def invitation(work: Work, account: Account, link: str) -> None:
    """You are invited: choose a password."""
    site = _site(work)
    paragraphs = [
        _("%(association)s has made a sign-in for you.", association=site),
        _("Open this address and choose a password. It works once, for three days:"),
        link,
        _("If you did not expect this, you can leave it alone."),
    ]
    subject = _("Your invitation to %(association)s", association=site)
    _send(work, account, "account.invitation", subject, paragraphs)


@_in_their_language
def another_role(work: Work, account: Account) -> None:
    """You can sign in already, and now have one more task."""
    paragraphs = [_("You have a new role. Sign in as before:"), f"{work.base_url}/sign-in"]
    subject = _("A new role for you at %(association)s", association=_site(work))
    _send(work, account, "account.another_role", subject, paragraphs)


@_in_their_language
def sign_in_link(work: Work, account: Account, link: str) -> None:
    """The link that was asked for."""
    paragraphs = [
        _("Open this address to sign in. It works once, for 15 minutes:"),
        link,
        _("If you did not ask for it, you can leave it alone. Nobody has signed in."),
    ]
    subject = _("Your sign-in link for %(association)s", association=_site(work))
    _send(work, account, "account.sign_in_link", subject, paragraphs)


@_in_their_language
def new_password(work: Work, account: Account, link: str) -> None:
    """The way to a new password."""
    paragraphs = [
        _("Open this address to choose a new password. It works once, for one hour:"),
        link,
        _("If you did not ask for it, you can leave it alone. Your password stays as it is."),
    ]
    subject = _("Choose a new password for %(association)s", association=_site(work))
    _send(work, account, "account.new_password", subject, paragraphs)


@_in_their_language
def password_changed(work: Work, account: Account) -> None:
    """So that nobody's password is changed without their knowing."""
    paragraphs = [
        _("Your password at %(association)s was changed just now.", association=_site(work)),
        _("If it was not you, choose a new one at once here, and tell the association:"),
        f"{work.base_url}/password/new",
    ]
    _send(work, account, "account.password_changed", _("Your password was changed"), paragraphs)


@_in_their_language
def second_step_on(work: Work, account: Account) -> None:
    """So that nobody's app is exchanged without their knowing."""
    site = _site(work)
    paragraphs = [
        _(
            "From now on you need your phone or computer app to sign in at %(association)s.",
            association=site,
        ),
        _not_you(),
    ]
    subject = _("The second step of your sign-in is on")
    _send(work, account, "account.second_step_on", subject, paragraphs)


@_in_their_language
def second_step_off(work: Work, account: Account) -> None:
    """So that nobody's second step is taken away without their knowing."""
    site = _site(work)
    paragraphs = [
        _(
            "The second step of your sign-in at %(association)s was taken away just now.",
            association=site,
        ),
        _("You may be asked to set up a new one when you sign in."),
        _not_you(),
    ]
    subject = _("The second step of your sign-in was taken away")
    _send(work, account, "account.second_step_off", subject, paragraphs)


@_in_their_language
def recovery_code_used(work: Work, account: Account) -> None:
    """So that nobody's recovery codes are used without their knowing."""
    site = _site(work)
    paragraphs = [
        _("Somebody used one of your recovery codes at %(association)s.", association=site),
        _not_you(),
    ]
    subject = _("One of your recovery codes was used")
    _send(work, account, "account.recovery_code_used", subject, paragraphs)


@_in_their_language
def confirm_address(work: Work, account: Account, link: str, address: str) -> None:
    """To the new address: it counts once its owner has said so."""
    paragraphs = [
        _("Open this address to sign in with this e-mail from now on. It works once, for one day:"),
        link,
        _("If you did not ask for it, you can leave it alone. Nothing has changed."),
    ]
    subject = _("Confirm your new e-mail address")
    _send(work, account, "account.confirm_address", subject, paragraphs, to=address)


@_in_their_language
def address_changed(work: Work, account: Account, before: str) -> None:
    """To both addresses, so that nobody's is exchanged without their knowing."""
    site = _site(work)
    paragraphs = [
        _("The e-mail address of your sign-in at %(association)s was changed.", association=site),
        _not_you(),
    ]
    subject = _("Your e-mail address was changed")
    for address in (before, account.email):
        _send(work, account, "account.address_changed", subject, paragraphs, to=address)


def _not_you() -> Message:
    return _("If it was not you, tell the association at once.")


def _site(work: Work) -> str:
    return pick(work.settings.names, language()).value


def _send(
    work: Work,
    account: Account,
    kind: str,
    subject: Message,
    paragraphs: Sequence[Message],
    *,
    to: str | None = None,
) -> None:
    hello = _("Hello %(name)s,", name=account.name.split(" ")[0])
    closing = f"{_('With kind regards,')}\n{_site(work)}"
    queue(
        work,
        kind=kind,
        to_address=to or account.email,
        subject=str(subject),
        body="\n\n".join(map(str, [hello, *paragraphs, closing])) + "\n",
        language=language(),
        person_id=account.person_id,
    )
