"""Somebody of whom every table that speaks of people holds a row, with a word of hers in every field."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, Date, DateTime, Float, Integer, String, Uuid, select
from sqlalchemy import Column as Col

from punos import clock
from punos.db import Base, TenantRow
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.extend.holdings import Blank, Holding, Keep
from punos.groups.models import Membership
from punos.groups.service import activate_group
from punos.ids import new_id
from punos.meetings.models import Attendance
from punos.meetings.service import log_meeting
from punos.outcomes.service import record_outcome
from punos.people.models import Person
from punos.privacy.holdings import personal
from punos.programmes.service import cycle_by_slug
from punos.work import Work
from tests.support.tenants import Association

_CODES = re.compile(r"(\w+) IN \('([a-z_0-9]+)'")
_LONG = 100
"""Shorter columns hold codes."""
SPECIAL: dict[str, dict[str, Any]] = {
    "access_link": {"max_uses": None},
    "import_row": {"decision": None},
    "interview_slot": {"state": "held", "minutes": 30, "zone": "Europe/Helsinki"},
    "referral": {"state": "withdrawn"},
    "survey_answer": {"stub": None},
    "employer_visit": {"employer_id": None, "state": "wished"},
    "received_referral": {"state": "erased"},
    "gatherings_seat": {"camp_id": None},
    "payouts_claim": {"state": "draft", "signed_how": "account", "made_by": None},
}
SHAPED: dict[str, Callable[[Any, str], Any]] = {
    "enrolment.answers": lambda old, text: {
        **(old or {}),
        "planted": {"version": 1, "data": {"planted": text}},
    },
    "application_draft.typed": lambda old, text: [*(old or ()), ["planted", text]],
}
"""What is read by its shape, and a word within it."""
PLAIN: dict[Any, Any] = {
    Uuid: new_id,
    DateTime: clock.now,
    Date: clock.today,
    Boolean: bool,
    (Integer, Float): lambda: 1,
}
_numbers = count(1)


@dataclass
class Planted:
    """A person, her words, and the rows that hold them."""

    association: Association
    person_id: UUID
    enrolment_id: UUID
    other_id: UUID
    slug: str
    ids: dict[str, UUID] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    """Word → "table.column" where it was written."""


def planted(association: Association) -> Planted:
    """A mentee who has ended, in an ended pair, with a row in every table that is about people."""
    slug = association.cycle()
    mine = association.enrol(slug, "mentee")
    other = association.enrol(slug, "mentor")
    with association.work() as work:
        cycle = cycle_by_slug(work, slug)
        both = list(work.session.scalars(select(Enrolment).where(Enrolment.id.in_((mine, other)))))
        people = {one.id: one.person_id for one in both}
        group = activate_group(work, cycle, "pair", both)
        for one in both:
            move(work, one.id, "paired")
        meeting = log_meeting(
            work,
            group,
            local_start=datetime.combine(clock.today() - timedelta(days=1), time(17)),
            minutes=60,
            attendance={mine: "present"},
            topic="Plain",
        )
        outcome = record_outcome(work, both[0], "A1", moment="exit", happened_on=clock.today())
        move(work, mine, "completed")
        made = Planted(association, people[mine], mine, people[other], slug)
        attendance = work.session.scalars(select(Attendance.id)).first()
        membership = select(Membership.id).where(Membership.enrolment_id == mine)
        made.ids = {
            "person": people[mine],
            "enrolment": mine,
            "enrolment_group": group.id,
            "meeting": meeting.id,
            "outcome": outcome.id,
            "cycle": cycle.id,
            "programme": cycle.programme_id,
            "programme_version": cycle.version_id,
            "membership": work.session.scalars(membership).one(),
            "attendance": attendance,
        }
        made.ids["other_enrolment"] = other
        outcome.evidence_id = make(work, made, "stored_file").id
        # Others are of files of their own.
        del made.ids["stored_file"]
        _fill(work, made)
    return made


def _fill(work: Work, made: Planted) -> None:
    person = work.session.get(Person, (work.tenant.id, made.person_id))
    assert person is not None
    for name in ("given_name", "family_name", "city", "phone"):
        setattr(person, name, word(made, f"person.{name}"))
    person.email = f"{word(made, 'person.email').lower()}@people.example.org"
    person.email_folded = person.email
    person.search_text = person.sort_key = person.given_name
    made.words[person.email.split("@")[0]] = "person.email"
    own = make(work, made, "account", person_id=person.id, state="active")
    own.email_folded = own.email = f"{word(made, 'account.email').lower()}@people.example.org"
    made.words[own.email.split("@")[0]] = "account.email"
    work.session.flush()
    for holding in personal(work.registry):
        for attempt in (_already, _by_default):
            if attempt(work, made, holding):
                break
        else:
            raise AssertionError(f"no row of {holding.table} ({holding.label}) is about her")


def _already(work: Work, made: Planted, holding: Holding) -> bool:
    """Whether there is a row; then her words are written into what it holds."""
    assert holding.about is not None
    query = select(holding.model.id).where(holding.about(made.person_id))
    rows = work.session.scalars(query).all()
    if not rows:
        return False
    for row_id in rows:
        row = work.session.get(holding.model, (work.tenant.id, row_id))
        for column in holding.model.__table__.columns:
            if _personal(holding, column) and not made.words.get(f"{holding.table}.{column.key}"):
                _write(made, row, column)
    work.session.flush()
    return True


def _by_default(work: Work, made: Planted, holding: Holding) -> bool:
    make(work, made, holding.table, **_about(made, holding))
    return _already(work, made, holding)


def _about(made: Planted, holding: Holding) -> dict[str, Any]:
    """What makes a row of this table one about her, beyond its references."""
    email = next(name for name, where in made.words.items() if where == "person.email")
    known = next(name for name, where in made.words.items() if where == "account.email")
    low, high = sorted((made.person_id, made.other_id))
    one, other = sorted((made.enrolment_id, made.ids["other_enrolment"]))
    given = next(name for name, where in made.words.items() if where == "person.given_name")
    found: dict[str, dict[str, Any]] = {
        "person_apart": {"person_id": low, "other_id": high},
        "mentor_teams_apart": {"one_id": one, "other_id": other},
        "retention_hold": {"lifted_at": clock.now()},
        "inquiry": {"email": f"{known}@people.example.org"},
        "employer_contact": {"email": f"{known}@people.example.org"},
        "payouts_signature_request": {"email": f"{email}@people.example.org"},
        "payouts_earning": {"subject_kind": "person", "subject_id": made.person_id},
        "payouts_waiting": {"subject_kind": "person", "subject_id": made.person_id},
        "access_link": {"subject_id": made.person_id},
    }
    if holding.table == "note":
        about_group = isinstance(holding.at_erasure, Keep)
        return {"person_id": None, "enrolment_id": None} if about_group else {"group_id": None}
    if holding.table == "fit_check" and isinstance(holding.at_erasure, Blank):
        return {"enrolment_id": made.ids["other_enrolment"]}
    if holding.table == "message":
        family = next(name for name, where in made.words.items() if where == "person.family_name")
        return {"bodies": {"en": f"Ask {given} {family}."}, "arguments": {"q": given}}
    if holding.table == "mail" and isinstance(holding.at_erasure, Blank):
        return {"person_id": made.other_id, "body": f"You are to meet {given} soon."}
    return found.get(holding.table, {})


def make(work: Work, made: Planted, table: str, **given: Any) -> TenantRow:
    """A row of a table, with what its columns need."""
    model = _model(table)
    values = {**SPECIAL.get(table, {}), **given}
    codes = _codes(model)
    for column in model.__table__.columns:
        if column.key in values or column.key in ("tenant_id", "id"):
            continue
        value = _value(work, made, model, column, codes)
        if value is not None:
            values[column.key] = value
    row = model(**values)
    work.session.add(row)
    work.session.flush()
    made.ids.setdefault(table, row.id)
    return row


def _value(
    work: Work, made: Planted, model: type[TenantRow], column: Col[Any], codes: dict[str, str]
) -> Any:
    """What a column holds unless told otherwise; None where it may be empty."""
    if "ref" in column.info:
        return _referred(work, made, model, column)
    if column.key in codes:
        return codes[column.key]
    if isinstance(column.type, String):
        return _text(column)
    if isinstance(column.type, JSON):
        return column.default.arg(None) if column.default is not None else {}
    if column.nullable or column.default is not None:
        return None
    return next(value() for kind, value in PLAIN.items() if isinstance(column.type, kind))


def _text(column: Col[Any]) -> str | None:
    if column.key == "language":
        return "en"
    length = column.type.length or 200
    if length >= _LONG and column.nullable:
        return None
    return f"w{next(_numbers)}"[:length]


def _referred(work: Work, made: Planted, model: type[TenantRow], column: Col[Any]) -> UUID | None:
    target = column.info["ref"][0]
    if target in made.ids:
        return made.ids[target]
    if column.nullable and target not in ("border_outbox", "border_inbox", "stored_file"):
        return None
    if target == model.__tablename__:
        return None
    return make(work, made, target).id


def _personal(holding: Holding, column: Col[Any]) -> bool:
    """Whether a word of hers may stand in this column."""
    if "ref" in column.info or column.key in _codes(holding.model):
        return False
    blanked = getattr(holding.at_erasure, "values", {})
    if isinstance(holding.at_erasure, Keep):
        return False
    if column.key == "arguments":  # her name is the search in it
        return False
    if isinstance(holding.at_erasure, Blank) and column.key not in blanked:
        return False
    if isinstance(column.type, String):
        hashed = column.key.endswith(("_hash", "_key", "sha256"))
        return (column.type.length or 200) >= _LONG and not hashed
    return isinstance(column.type, JSON)


def _write(made: Planted, row: Any, column: Col[Any]) -> None:
    where = f"{row.__tablename__}.{column.key}"
    if row.__tablename__ in ("person", "account") and where in made.words.values():
        return
    old = getattr(row, column.key)
    if isinstance(old, str) and "@people.example.org" in old:
        return
    text = word(made, where)
    if where in SHAPED:
        setattr(row, column.key, SHAPED[where](old, text))
    elif isinstance(column.type, String):
        setattr(row, column.key, f"{old or ''} {text}"[: column.type.length or 400])
    elif isinstance(old, list):
        setattr(row, column.key, [*old, text])
    else:
        setattr(row, column.key, {**(old or {}), "planted": text})


def word(made: Planted, where: str) -> str:
    """A new word for a place."""
    found = f"Istutus{next(_numbers):04d}q"
    made.words[found] = where
    return found


def _model(table: str) -> type[TenantRow]:
    mappers = (m.class_ for m in Base.registry.mappers)
    return next(one for one in mappers if one.__tablename__ == table)


def _codes(model: type[TenantRow]) -> dict[str, str]:
    """Column → the first code that its check allows."""
    checks = (str(getattr(one, "sqltext", "")) for one in model.__table__.constraints)
    return dict(found.groups() for text in checks for found in _CODES.finditer(text))
