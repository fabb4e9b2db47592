"""Signing a claim: a second person stands for what it says.

Nobody signs what they have made or changed themselves. In an association of one worker a member of the
board signs by a link of one use, which goes by mail to her alone, with a code that she is told another
way: so neither the mailbox nor the code is enough by itself.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos.plugin import (
    Absent,
    Refused,
    Work,
    account_names,
    account_with_address,
    clock,
    issue_link,
    lock_row,
    pick,
    queue_mail,
    record_audit,
    use_language,
    use_link,
)
from punos_payouts.access import SIGN_LINK
from punos_payouts.claims import SUBJECT, end_requests, held_draft, require_current
from punos_payouts.models import Claim, SignatureRequest
from punos_payouts.texts import _, _staff

REQUEST = "payouts_signature_request"
MOST_TRIES = 5
# As OWASP advises for scrypt; a code of six digits is guessed by the millions otherwise.
_SCRYPT = {"n": 2**14, "r": 8, "p": 5, "dklen": 32}


@dataclass(frozen=True)
class WrongCode:
    """The code was not right; so many tries are left."""

    left: int


def concerned(claim: Claim) -> set[UUID]:
    """The accounts that made or changed the claim: none of them may sign it."""
    made = {claim.made_by} if claim.made_by else set()
    return made | {UUID(one) for one in claim.editors}


def why_not_sign(work: Work, claim: Claim) -> str | None:
    """Why the reader cannot sign this claim herself. None: she can."""
    if work.account_id is None or work.account_id in concerned(claim):
        return _staff("You have made or changed this claim, so somebody else has to sign it.")
    return None


def sign(work: Work, claim: Claim, content_hash: str) -> Claim:
    """Sign a draft as the account that acts. `content_hash` is what the signer saw. Twice is once.

    Raises Refused for whoever made or changed it, for another content, and when somebody else has
    signed it.
    """
    agreement, claim = held_draft(work, claim.id)
    no = why_not_sign(work, claim)
    if no is not None or work.account_id is None:
        raise Refused(no)
    _require_seen(claim, content_hash)
    if claim.signed_hash is not None and claim.signed_by == work.account_id:
        return claim
    require_current(work, agreement, claim)
    name = account_names(work, [work.account_id]).get(work.account_id)
    _write(work, claim, "account", name, work.account_id)
    return claim


def ask_signature(
    work: Work, claim: Claim, name: str, email: str, language: str = "", key: str = ""
) -> str:
    """Mail a member of the board a link to sign this claim; the code that she needs too.

    The code is six digits, known here and never again. `key` was made with the form: sent twice, the
    form gives the same code and one mail. An earlier link ends. Raises Refused for an address that
    `why_not_ask` refuses, and when the claim is signed or cannot be sent.
    """
    agreement, claim = held_draft(work, claim.id)
    if claim.signed_hash is not None:
        raise Refused(_staff("This claim is signed already."))
    no = why_not_ask(work, claim, email)
    if no is not None:
        raise Refused(no)
    require_current(work, agreement, claim)
    code = _code(key or secrets.token_hex(16), claim)
    if _is_asked(work, claim, email, code):
        return code
    end_requests(work, claim)
    request = _request(work, claim, name, email, code)
    link = issue_link(work, SIGN_LINK, REQUEST, request.id)
    with use_language(language or work.language):
        _send(work, email, language or work.language, link)
    record_audit(work, "payouts.signature_asked", SUBJECT, claim.id)
    return code


def why_not_ask(work: Work, claim: Claim, email: str) -> str | None:
    """Why a link cannot go to this address: it has to be somebody else's. None: it can."""
    account = account_with_address(work, email)
    if account is not None and account in concerned(claim) | {work.account_id}:
        return _staff("This is the address of somebody who has made the claim. Ask somebody else.")
    own = work.settings.contact.get("email")
    if own and email.strip().casefold() == own.strip().casefold():
        return _staff("This is the association’s own address. Ask somebody by their own.")
    return None


def open_request(work: Work, claim: Claim) -> SignatureRequest | None:
    """Whom this claim waits for, if a member of the board was asked."""
    query = select(SignatureRequest).where(
        SignatureRequest.claim_id == claim.id, SignatureRequest.ended_at.is_(None)
    )
    return work.session.scalars(query.order_by(SignatureRequest.id.desc()).limit(1)).one_or_none()


def last_request(work: Work, claim: Claim) -> SignatureRequest | None:
    """Whoever was asked last, also when that has ended: where the link of the signature went."""
    query = select(SignatureRequest).where(SignatureRequest.claim_id == claim.id)
    return work.session.scalars(query.order_by(SignatureRequest.id.desc()).limit(1)).one_or_none()


def asked(work: Work) -> SignatureRequest:
    """What the bearer's link is about. Raises Absent once it has ended or the claim has changed."""
    query = (
        select(SignatureRequest)
        .where(SignatureRequest.id == work.actor.subject_id, SignatureRequest.ended_at.is_(None))
        .options(joinedload(SignatureRequest.claim).joinedload(Claim.agreement))
    )
    found = work.session.scalars(query).one_or_none()
    if found is None or work.actor.subject_kind != REQUEST or not _holds(found, found.claim):
        raise Absent
    return found


def sign_by_link(work: Work, code: str) -> WrongCode | None:
    """Sign by the bearer's link and the code that she was told. None: it is signed.

    A wrong code is counted, so the caller commits then too; the fifth ends the link. Raises Absent
    when the link has ended, and Refused in a browser of somebody who made, changed or sent it on.
    """
    claim_id = asked(work).claim_id
    agreement, claim = held_draft(work, claim_id)
    request = lock_row(work.session, SignatureRequest, work.actor.subject_id or claim_id)
    if request is None or request.ended_at is not None or not _holds(request, claim):
        raise Absent
    if work.browser_account in concerned(claim) | {request.asked_by} - {None}:
        raise Refused(_("You have worked on this claim yourself, so somebody else has to sign it."))
    require_current(work, agreement, claim)
    if not _is_code(code, request.code_hash):
        return _wrong(work, claim, request)
    use_link(work, work.actor)
    _write(work, claim, "link", request.name)
    return None


def _wrong(work: Work, claim: Claim, request: SignatureRequest) -> WrongCode:
    request.tries += 1
    record_audit(work, "payouts.signature_wrong_code", REQUEST, request.id)
    if request.tries >= MOST_TRIES:
        end_requests(work, claim)
    return WrongCode(MOST_TRIES - request.tries)


def _holds(request: SignatureRequest, claim: Claim) -> bool:
    return claim.state == "draft" and request.content_hash == claim.content_hash


def _require_seen(claim: Claim, content_hash: str) -> None:
    if content_hash != claim.content_hash:
        raise Refused(_staff("The claim has changed since you opened it. Read it again."))


def _write(
    work: Work, claim: Claim, how: str, name: str | None, account_id: UUID | None = None
) -> None:
    if claim.signed_hash is not None:
        raise Refused(_staff("This claim is signed already."))
    end_requests(work, claim)
    claim.signed_how, claim.signed_name, claim.signed_by = how, name, account_id
    claim.signed_at, claim.signed_hash = clock.now(), claim.content_hash
    work.session.flush()
    record_audit(work, "payouts.claim_signed", SUBJECT, claim.id, [how])


def _request(work: Work, claim: Claim, name: str, email: str, code: str) -> SignatureRequest:
    request = SignatureRequest(
        claim_id=claim.id,
        name=name,
        email=email,
        code_hash=_hashed(code, secrets.token_hex(16)),
        content_hash=claim.content_hash,
        tries=0,
        asked_at=clock.now(),
        asked_by=work.account_id,
    )
    work.session.add(request)
    work.session.flush()
    return request


def _is_asked(work: Work, claim: Claim, email: str, code: str) -> bool:
    """Whether the same form was sent before."""
    found = open_request(work, claim)
    return found is not None and found.email == email and _is_code(code, found.code_hash)


def _code(key: str, claim: Claim) -> str:
    made = hashlib.sha256(f"{key}:{claim.id}:{claim.content_hash}".encode()).digest()
    return f"{int.from_bytes(made) % 1_000_000:06d}"


def _hashed(code: str, salt: str) -> str:
    made = hashlib.scrypt(code.encode(), salt=salt.encode(), maxmem=2**26, **_SCRYPT)
    return f"{salt}${made.hex()}"


def _is_code(code: str, code_hash: str) -> bool:
    typed = "".join(code.split())[:20]
    return hmac.compare_digest(_hashed(typed, code_hash.partition("$")[0]), code_hash)


def _send(work: Work, email: str, language: str, link: str) -> None:
    """No amount and no name stands in the mail: it may be read on the way."""
    site = pick(work.settings.names, language).value
    paragraphs = [
        _("Hello,"),
        _(
            "%(association)s wants to send a claim for payment to a funder. A second person has to "
            "sign it, and you were named for that. It takes a few minutes:",
            association=site,
        ),
        link,
        _("You also need a code of six digits. Whoever asked you tells you the code."),
        _("The link works once, for 7 days. It is only for you. Please do not give it to others."),
        _("If you do not know why you get this mail, you can leave it alone."),
        "\n".join((_("With kind regards,"), str(site))),
    ]
    queue_mail(
        work,
        kind="payouts.sign",
        to_address=email,
        subject=_("Please sign: a claim for payment"),
        body="\n\n".join(paragraphs) + "\n",
        language=language,
    )
