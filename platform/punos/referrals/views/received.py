"""Those whom other associations refer to this one: the list, and a page each, whose reading is noted."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy import Select, exists, select

from punos.access import scope
from punos.audit.service import read_about
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.enrolments.views.base import placing_schema
from punos.errors import Absent
from punos.forms import Form
from punos.i18n import _staff, _staff_l, own_name
from punos.people.models import Person
from punos.programmes.cycles import current_cycles
from punos.programmes.service import model_of
from punos.referrals.codes import FIELDS, REASONS, STAFF_FIELDS
from punos.referrals.handed import in_words
from punos.referrals.models import ReceivedReferral
from punos.referrals.schemas import InviteSchema
from punos.referrals.views.base import ASSOCIATION, MANAGE, RECEIVED_STATES, crumbs, pages
from punos.texts import fold, pick
from punos.web.lists import Column, Filter, Listing
from punos.web.render import render
from punos.work import Work

INVITE = "enrolments.edit"
_FOUND = 10


@pages.get("/referrals/received", allow=MANAGE, kind=ASSOCIATION)
def received(work: Work) -> Response | str:
    """Everybody who was referred here. They belong to no unit, so whoever is limited sees none."""
    listing = _listing(work)
    if listing.wants_csv:
        return listing.csv_response()
    return render(
        "referrals/received.html",
        listing=listing,
        breadcrumbs=crumbs((_staff("Received"), None)),
    )


@pages.get("/referrals/received/<uuid:received_id>", allow=MANAGE, kind=ASSOCIATION)
def received_one(work: Work, received_id: UUID) -> str:
    """What was handed over, for as long as the consent lasts."""
    found = visible(work, received_id)
    read_about(work, found.id, "referral.received")
    form = Form(invite_schema(work, found)) if can_invite(work, found) else None
    return draw(work, found, form)


def visible(work: Work, received_id: UUID) -> ReceivedReferral:
    """The referral, if the actor may see it. Raises Absent."""
    query = scope(work.actor, select(ReceivedReferral), ReceivedReferral, MANAGE)
    found: ReceivedReferral | None = work.session.scalars(
        query.where(ReceivedReferral.id == received_id)
    ).one_or_none()
    if found is None:
        raise Absent
    return found


def can_invite(work: Work, found: ReceivedReferral) -> bool:
    """Whether the actor may invite this person to apply now."""
    return found.state == "accepted" and found.person_id is None and work.actor.may(INVITE)


def invite_schema(work: Work, found: ReceivedReferral) -> InviteSchema:
    """To which cycle and role; the unit where there are any, the language where it was not told."""
    placing = placing_schema(work, INVITE)
    left_out = {"unit"} if placing is None else set()
    if found.data.get("values", {}).get("language"):
        left_out.add("language")
    schema = InviteSchema(exclude=left_out)
    schema.offer(place=_places(work))
    if placing is not None:
        schema.offer(unit=placing.offered["unit"])
    if "language" in schema.fields:
        schema.offer(language=[(code, own_name(code)) for code in work.settings.languages])
    return schema


def own_people(work: Work, words: str) -> list[Person]:
    """Participants of ours by these words of their names or addresses, the first few."""
    wanted = fold(words).split()
    if not wanted:
        return []
    query = _participants(work)
    for word in wanted[:8]:
        query = query.where(Person.search_text.contains(word, autoescape=True))
    return list(work.session.scalars(query.order_by(Person.sort_key).limit(_FOUND)))


def own_person(work: Work, person_id: UUID) -> Person:
    """A participant of ours whom the actor may see. Raises Absent."""
    found: Person | None = work.session.scalars(
        _participants(work).where(Person.id == person_id)
    ).one_or_none()
    if found is None:
        raise Absent
    return found


def draw(work: Work, found: ReceivedReferral, form: Form | None, link: str = "") -> str:
    """The page, with the form of the invitation where one may be sent."""
    q = request.args.get("q", "").replace("\x00", "").strip()[:200]
    values = found.data.get("values", {})
    return render(
        "referrals/received_one.html",
        received=found,
        name=values.get("name") or _staff("Erased"),
        state=RECEIVED_STATES[found.state],
        rows=[(STAFF_FIELDS[one], in_words(one, values[one])) for one in FIELDS if one in values],
        reason=REASONS.get(found.data.get("reason", "")),
        form=form,
        link=link,
        own=_own(work, found),
        q=q,
        people=own_people(work, q) if found.state == "accepted" else [],
        breadcrumbs=crumbs(
            (_staff("Received"), url_for("referrals.received")),
            (values.get("name") or _staff("Erased"), None),
        ),
    )


def _own(work: Work, found: ReceivedReferral) -> Person | None:
    """Who she is among our participants, for those who may see people."""
    if found.person_id is None or not work.actor.may("people.read"):
        return None
    return work.session.get(Person, (work.tenant.id, found.person_id))


def _participants(work: Work) -> Select:
    enrolled = exists().where(points_at(Enrolment.person_id, Person))
    return scope(work.actor, select(Person).where(enrolled), Person, "people.read")


def _places(work: Work) -> list[tuple[str, str]]:
    """Each role of each cycle that is open or runs."""
    return [
        (f"{cycle.slug}:{role}", f"{pick(cycle.names, work.language)} – {label}")
        for cycle in current_cycles(work)
        for role, label in model_of(work, cycle).roles.items()
    ]


def _listing(work: Work) -> Listing:
    return Listing(
        work,
        request.args,
        scope(work.actor, select(ReceivedReferral), ReceivedReferral, MANAGE),
        columns=_columns(),
        search=(ReceivedReferral.search_text,),
        filters=[
            Filter(
                "state",
                _staff_l("How it stands"),
                [(code, tag.label) for code, tag in RECEIVED_STATES.items()],
                lambda query, value: query.where(ReceivedReferral.state == value),
            )
        ],
        default_sort="-received",
        name="referrals-received",
        note=lambda row: read_about(work, row.id, "referrals.export"),
    )


def _columns() -> list[Column]:
    return [
        Column(
            "name",
            _staff_l("Name"),
            sort=ReceivedReferral.sort_key,
            value=lambda row: row.data.get("values", {}).get("name") or _staff("Erased"),
            link=lambda row: f"/referrals/received/{row.id}",
        ),
        Column("sender", _staff_l("From"), sort=ReceivedReferral.sender_name, value="sender_name"),
        Column("reason", _staff_l("Why"), value=_reason),
        Column(
            "state",
            _staff_l("How it stands"),
            sort=ReceivedReferral.state,
            value=lambda row: RECEIVED_STATES[row.state],
        ),
        Column(
            "received",
            _staff_l("Received on"),
            sort=ReceivedReferral.received_at,
            value="received_at",
        ),
        Column(
            "until", _staff_l("Consent until"), sort=ReceivedReferral.expires_on, value="expires_on"
        ),
    ]


def _reason(row: ReceivedReferral) -> Any:
    reason = REASONS.get(row.data.get("reason", ""))
    return str(reason) if reason else None
