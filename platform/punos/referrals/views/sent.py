"""Those whom this association refers to another: the list, a new one, and how one stands."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from punos import clock
from punos.access import scope
from punos.audit.service import read_page
from punos.db import points_at
from punos.errors import Absent, Refused
from punos.forms import Form
from punos.i18n import _staff, _staff_l
from punos.people.models import Person
from punos.referrals.codes import FIELDS, OPEN, REASONS, STAFF_FIELDS
from punos.referrals.handed import can_be_sent, known
from punos.referrals.mails import give_link
from punos.referrals.models import ReceivedReferral, Referral
from punos.referrals.schemas import AskSchema, asked_about
from punos.referrals.service import USUAL, Terms, ask, withdraw
from punos.referrals.views.base import ASSOCIATION, MANAGE, SENT_STATES, crumbs, pages
from punos.tenants.names import public_tenants
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/referrals", allow=MANAGE, kind=ASSOCIATION)
def sent(work: Work) -> Response | str:
    """Everybody whom the actor may see and who was asked."""
    listing = _listing(work)
    if listing.wants_csv:
        return listing.csv_response()
    return render(
        "referrals/sent.html",
        listing=listing,
        receives=work.actor.units(MANAGE) is None,
        waiting=_waiting(work),
    )


@pages.get("/referrals/new/<uuid:person_id>", allow=MANAGE, kind=ASSOCIATION)
def new(work: Work, person_id: UUID) -> str:
    """To whom, why, and what could be handed over."""
    person = _person(work, person_id)
    read_page(work, person.id, "referral.new")
    names = list(known(work, person))
    first = {"handed": names, "expires_on": clock.today() + USUAL, "claims": "sender"}
    return _draw_new(person, Form(_schema(work, names), first), names)


@pages.post("/referrals/new/<uuid:person_id>", allow=MANAGE, kind=ASSOCIATION)
def ask_person(work: Work, person_id: UUID) -> Response:
    """Ask them: by mail, or with a link to hand on, which is known here and never again."""
    person = _person(work, person_id)
    names = list(known(work, person))
    form = Form.from_request(_schema(work, names), request.form)
    data = form.load()
    if data is not None:
        _check(form, data)
    if data is None or form.errors:
        return make_response(_draw_new(person, form, names), 422)
    terms = Terms(
        receiver_id=UUID(data["receiver"]),
        reason=data["reason"],
        offered=data["handed"],
        claims=data["claims"],
        expires_on=data["expires_on"],
    )
    return _linked(work, ask(work, person, terms))


@pages.get("/referrals/<uuid:referral_id>", allow=MANAGE, kind=ASSOCIATION)
def referral(work: Work, referral_id: UUID) -> str:
    """How it stands. What the other association does with it beyond that is not known here."""
    found = _visible(work, referral_id)
    read_page(work, found.person_id, "referral")
    return _draw(work, found)


@pages.post("/referrals/<uuid:referral_id>/link", allow=MANAGE, kind=ASSOCIATION)
def new_link(work: Work, referral_id: UUID) -> Response:
    """A new link for whoever lost theirs; the old one ends."""
    found = _visible(work, referral_id)
    if found.state not in OPEN:
        raise Refused(_staff("This is not possible any more: look at how it stands now."))
    return _linked(work, found)


@pages.post("/referrals/<uuid:referral_id>/withdraw", allow=MANAGE, kind=ASSOCIATION)
def take_back(work: Work, referral_id: UUID) -> Response:
    """Take it back, at their wish or before they answer."""
    found = withdraw(work, _visible(work, referral_id))
    flash(_staff("The referral is taken back. What was handed over is being erased."), "done")
    return see_other(url_for("referrals.referral", referral_id=found.id))


def _linked(work: Work, found: Referral) -> Response:
    work.session.flush()
    link = give_link(work, found)
    if link:
        return make_response(_draw(work, found, link))
    flash(_staff("A mail with a link is on its way to them."), "done")
    return see_other(url_for("referrals.referral", referral_id=found.id))


def _check(form: Form, data: dict[str, Any]) -> None:
    if not can_be_sent(data["handed"]):
        form.add_error(
            "handed", _staff("Tick the name and one way to reach them: e-mail address or phone.")
        )
    if not _is_fit(data["expires_on"]):
        form.add_error("expires_on", _staff("Choose a day within a year from today."))


def _is_fit(day: date) -> bool:
    return 0 <= (day - clock.today()).days <= 365


def _schema(work: Work, names: list[str]) -> AskSchema:
    return AskSchema().offer(
        receiver=[
            (str(one.id), str(pick(one.names, work.language)))
            for one in public_tenants(work, ASSOCIATION)
        ],
        handed=asked_about(names),
    )


def _person(work: Work, person_id: UUID) -> Person:
    query = select(Person).where(Person.id == person_id)
    found: Person | None = work.session.scalars(
        scope(work.actor, query, Person, MANAGE)
    ).one_or_none()
    if found is None:
        raise Absent
    return found


def _visible(work: Work, referral_id: UUID) -> Referral:
    query = _query(work).where(Referral.id == referral_id)
    found: Referral | None = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def _query(work: Work) -> Select:
    query = (
        select(Referral)
        .join(Person, points_at(Referral.person_id, Person))
        .options(contains_eager(Referral.person))
    )
    return scope(work.actor, query, Person, MANAGE)


def _waiting(work: Work) -> int:
    """How many received ones wait for an answer, for those who may see them."""
    query = select(func.count()).select_from(ReceivedReferral)
    mine = scope(work.actor, query, ReceivedReferral, MANAGE)
    return work.session.scalar(mine.where(ReceivedReferral.state == "waiting")) or 0


def _listing(work: Work) -> Listing:
    return Listing(
        work,
        request.args,
        _query(work),
        columns=_columns(),
        search=(Person.search_text,),
        filters=[
            Filter(
                "state",
                _staff_l("How it stands"),
                [(code, tag.label) for code, tag in SENT_STATES.items()],
                lambda query, value: query.where(Referral.state == value),
            )
        ],
        default_sort="-made",
        name="referrals",
        read_as=("referrals.export", lambda row: row.person_id),
    )


def _columns() -> list[Column]:
    return [
        Column(
            "name",
            _staff_l("Name"),
            sort=Person.sort_key,
            value=lambda row: row.person.full_name,
            link=lambda row: f"/referrals/{row.id}",
        ),
        Column("receiver", _staff_l("To"), sort=Referral.receiver_name, value="receiver_name"),
        Column(
            "state",
            _staff_l("How it stands"),
            sort=Referral.state,
            value=lambda row: SENT_STATES[row.state],
        ),
        Column("made", _staff_l("Asked on"), sort=Referral.made_at, value="made_at"),
        Column("until", _staff_l("Consent until"), sort=Referral.expires_on, value="expires_on"),
    ]


def _draw_new(person: Person, form: Form, names: list[str]) -> str:
    return render(
        "referrals/new.html",
        person=person,
        form=form,
        can_be_sent=can_be_sent(names),
        anybody=bool(form.field("receiver").options),
        breadcrumbs=[
            (_staff("People"), url_for("people.people")),
            (person.full_name, url_for("people.person", person_id=person.id)),
            (_staff("Refer to another association"), None),
        ],
    )


def _draw(work: Work, found: Referral, link: str = "") -> str:
    return render(
        "referrals/referral.html",
        referral=found,
        person=found.person,
        link=link,
        state=SENT_STATES[found.state],
        reason=REASONS[found.reason],
        offered=_words(found.offered),
        chosen=_words(found.chosen),
        is_open=found.state in OPEN,
        can_see_person=work.actor.may("people.read"),
        breadcrumbs=crumbs((found.person.full_name, None)),
    )


def _words(names: list[str]) -> str:
    return ", ".join(str(STAFF_FIELDS[name]) for name in FIELDS if name in names)
