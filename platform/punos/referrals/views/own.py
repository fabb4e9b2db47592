"""The page of whom it is about, by her link: what would be handed over, her choice, how it stands.

Nothing is ticked for her, and what leaves is what stood on the page when she agreed.
"""

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, make_response, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos.border.models import OutboxItem
from punos.errors import Absent
from punos.forms import Form
from punos.i18n import _, format_date, set_language
from punos.referrals.codes import FIELDS, OWN_REASONS
from punos.referrals.handed import Values, can_be_sent, in_words
from punos.referrals.mails import PURPOSE, spoken_to
from punos.referrals.models import Referral
from punos.referrals.schemas import AgreeSchema
from punos.referrals.service import Changed, agree, fingerprint, offered_now, refuse, withdraw
from punos.referrals.views.base import ASSOCIATION, pages
from punos.tenants.names import public_name
from punos.texts import pick
from punos.web.cookies import LANGUAGE, read_cookie
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

LINK = "link.referral"


@pages.get("/referral", allow=LINK, link=PURPOSE, kind=ASSOCIATION)
def own_referral(work: Work) -> str:
    """What would be handed over, or what was, and how it stands."""
    referral = _own(work)
    if referral.state != "asked":
        return _draw_standing(work, referral)
    values = offered_now(work, referral)
    return _draw_asked(work, referral, values, _form(referral, values))


@pages.post("/referral/agree", allow=LINK, link=PURPOSE, kind=ASSOCIATION)
def own_agree(work: Work) -> Response:
    """Hand over what was ticked."""
    referral = _own(work)
    values = offered_now(work, referral) if referral.state == "asked" else {}
    form = Form.from_request(_schema(values), request.form)
    data = form.load()
    if referral.state == "asked":
        if data is not None and not can_be_sent(data["handed"]):
            form.add_error("handed", _("Tick your name and one way to reach you."))
        if data is None or form.errors:
            return make_response(_draw_asked(work, referral, values, form), 422)
    return _agreed(work, referral, data or {"handed": [], "seen": ""})


@pages.post("/referral/refuse", allow=LINK, link=PURPOSE, kind=ASSOCIATION)
def own_refuse(work: Work) -> Response:
    """Say no."""
    refuse(work, _own(work))
    flash(_("You have said no. Nothing was handed over."), "done")
    return _back()


@pages.get("/referral/withdraw", allow=LINK, link=PURPOSE, kind=ASSOCIATION)
def own_withdraw(work: Work) -> str:
    """Ask first."""
    return render("referrals/own_withdraw.html", to=_receiver(work, _own(work)))


@pages.post("/referral/withdraw", allow=LINK, link=PURPOSE, kind=ASSOCIATION)
def own_withdraw_send(work: Work) -> Response:
    """Take it back."""
    withdraw(work, _own(work))
    flash(_("You have taken it back. What was handed over is being erased."), "done")
    return _back()


def _agreed(work: Work, referral: Referral, data: dict[str, Any]) -> Response:
    values = offered_now(work, referral)
    lines = _lines({name: values[name] for name in values if name in data["handed"]})
    text = "\n".join([*_terms(work, referral), *(f"{label}: {value}" for label, value in lines)])
    try:
        agree(work, referral, data["handed"], seen=data["seen"], text=text)
    except Changed:
        fresh = _form(referral, values, data["handed"])
        fresh.add_error(
            "_schema",
            _("Something has changed since you opened this page. Please look at it once more."),
        )
        return make_response(_draw_asked(work, referral, values, fresh), 422)
    flash(_("Thank you. What you ticked is being handed over."), "done")
    return _back()


def _own(work: Work) -> Referral:
    """The referral that the link is about, read in her language unless she chose another."""
    query = select(Referral).where(Referral.id == work.actor.subject_id)
    found = work.session.scalars(query.options(joinedload(Referral.person))).one_or_none()
    if found is None or work.actor.purpose != PURPOSE:
        raise Absent
    if read_cookie(LANGUAGE) is None:
        work.language = spoken_to(work, found.person)
        set_language(work.language)
    return found


def _form(referral: Referral, values: Values, chosen: Sequence[str] = ()) -> Form:
    kept = [name for name in chosen if name in values]
    return Form(_schema(values), {"handed": kept, "seen": fingerprint(referral, values)})


def _schema(values: Values) -> AgreeSchema:
    options = [(name, f"{FIELDS[name]}: {in_words(name, values[name])}") for name in values]
    return AgreeSchema().offer(handed=options)


def _lines(values: Values) -> list[tuple[Any, str]]:
    return [(FIELDS[name], in_words(name, value)) for name, value in values.items()]


def _receiver(work: Work, referral: Referral) -> str:
    found = public_name(work, referral.receiver_id)
    return str(pick(found.names, work.language)) if found else referral.receiver_name


def _terms(work: Work, referral: Referral) -> list[str]:
    """To whom, why, until when, and who tells a funder: the wording that she agrees to."""
    to, ours = _receiver(work, referral), str(pick(work.settings.names, work.language))
    claims = ours if referral.claims == "sender" else to
    return [
        _("To whom: %(association)s.", association=to),
        _("Why: %(reason)s", reason=OWN_REASONS[referral.reason]),
        _("Until when: %(day)s.", day=format_date(referral.expires_on)),
        _(
            "If you find work, %(association)s may count it when it reports its results to those "
            "who pay for its work.",
            association=claims,
        ),
    ]


def _draw_asked(work: Work, referral: Referral, values: Values, form: Form) -> str:
    return render(
        "referrals/own.html",
        to=_receiver(work, referral),
        terms=_terms(work, referral),
        form=form,
        until=referral.expires_on,
        can_be_sent=can_be_sent(values),
    )


def _draw_standing(work: Work, referral: Referral) -> str:
    to = _receiver(work, referral)
    return render(
        "referrals/own_standing.html",
        referral=referral,
        to=to,
        meaning=_meaning(referral, to),
        rows=_handed_over(work, referral),
        can_withdraw=referral.state in ("sent", "accepted"),
    )


def _handed_over(work: Work, referral: Referral) -> list[tuple[Any, str]]:
    """The values while they are held anywhere, afterwards what they were."""
    item = (
        work.session.get(OutboxItem, (work.tenant.id, referral.outbox_id))
        if referral.outbox_id
        else None
    )
    values = item.payload.get("values", {}) if item is not None else {}
    if values:
        return _lines({name: values[name] for name in FIELDS if name in values})
    return [(FIELDS[name], _("erased")) for name in FIELDS if name in referral.chosen]


def _meaning(referral: Referral, to: str) -> str:
    """How it stands, in plain words."""
    if referral.agreed_at is None:
        return {
            "refused": _("You have said no. Nothing was handed over."),
            "expired": _("You did not answer in time. Nothing was handed over."),
        }.get(referral.state, _("We have taken this back. Nothing was handed over."))
    return {
        "sent": _("%(association)s has not answered yet.", association=to),
        "accepted": _("%(association)s has said yes, and will turn to you.", association=to),
        "declined": _(
            "%(association)s cannot help you this time. What was handed over is erased there.",
            association=to,
        ),
        "withdrawn": _("You have taken it back. What was handed over is being erased."),
        "expired": _("The time is over. What was handed over is being erased."),
    }.get(referral.state, _("It could not be handed over. Please write to us."))


def _back() -> Response:
    return see_other(url_for("referrals.own_referral"))
