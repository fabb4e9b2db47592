"""Agreements and claims for the demo, by the verbs that staff use.

The amounts are those of the programme of 2022–2023: 5,000 € for coordination and 500 € for each pair;
3,000 € for group meetings, 2,500 € for a camp and 150 € for each woman who found work. What an event
pays is made up: its plan names no amount.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from punos.plugin import Work, clock, public_tenants
from punos.plugin.demo import acting, named, spoken
from punos_payouts import demo_funder
from punos_payouts.accrual import settle_agreement
from punos_payouts.agreements import LinePlan, Terms, make_agreement
from punos_payouts.claims import draft, leave_out
from punos_payouts.models import Agreement, Claim
from punos_payouts.reading import lines_of
from punos_payouts.sending import send_report, submit
from punos_payouts.signing import sign

FUNDER = "Turku"
"""The short name of the funder's desk."""
EVENT_CENTS = 50_000
Text = Mapping[str, str]


@dataclass(frozen=True)
class Promise:
    """An agreement as it is made; days count from today. `first` are the lines of its first claim."""

    number: str
    title: Text
    starts: int
    ends: int
    cap_cents: int
    lines: Callable[[], Sequence[LinePlan]]
    first: tuple[str, ...]


def play(work: Work, act: int) -> None:
    """One act: first claims, the funder's answer to them, second claims, its answer to these."""
    if work.tenant.kind == "funder":
        demo_funder.play(work, act)
    elif (promise := PROMISES.get(work.tenant.slug)) is not None:
        _grantee(work, act, promise)


def _grantee(work: Work, act: int, promise: Promise) -> None:
    funder_id = _funder(work)
    if funder_id is None:
        return
    if act == 1:
        _agree(work, promise, funder_id)
        _claim(work, promise, 1, only=promise.first)
    elif act == 3:
        _claim(work, promise, 2)
        if work.tenant.slug == "iwwof":
            _begin_by_hand(work)
    elif act == 4:
        send_report(work, _agreement(work, promise.number))


def _funder(work: Work) -> UUID | None:
    here = public_tenants(work, "funder")
    return next((one.id for one in here if one.short_name == FUNDER), None)


def _agreement(work: Work, number: str) -> Any:
    query = select(Agreement).where(Agreement.number == number)
    return work.session.scalars(query).one_or_none()


def _agree(work: Work, promise: Promise, funder_id: UUID | None) -> None:
    """Write it down, unless that was done before a start that was cut short."""
    if _agreement(work, promise.number) is not None:
        return
    with acting(work, "coordinator"):
        made = make_agreement(
            work,
            number=promise.number,
            title=promise.title[spoken(work)],
            funder_name=demo_funder.NAMES[spoken(work)] if funder_id else FOUNDATION,
            funder_id=funder_id,
            starts_on=_day(promise.starts),
            ends_on=_day(promise.ends),
            cap_cents=promise.cap_cents,
            lines=promise.lines(),
        )
        settle_agreement(work, made.id)


def _claim(work: Work, promise: Promise, number: int, only: Sequence[str] = ()) -> None:
    """The coordinator makes a claim, the administrator signs it, the coordinator sends it."""
    agreement = _agreement(work, promise.number)
    made = select(func.count(Claim.id)).where(Claim.agreement_id == agreement.id)
    if (work.session.scalar(made) or 0) >= number:
        return
    with acting(work, "coordinator"):
        claim = draft(work, agreement.id)
        for line in lines_of(work, agreement) if only else ():
            if line.code not in only:
                claim = leave_out(work, claim, line.id, out=True)
    with acting(work, "administrator"):
        sign(work, claim, claim.content_hash)
    with acting(work, "coordinator"):
        submit(work, claim)


def _begin_by_hand(work: Work) -> None:
    """A claim that is begun, to a funder without a desk."""
    _agree(work, BY_HAND, None)
    with acting(work, "coordinator"):
        draft(work, _agreement(work, BY_HAND.number).id)


def _day(days: int) -> date:
    return clock.today() + timedelta(days=days)


def _lump(code: str, names: Text, cents: int, earned_by: str, **conditions: Any) -> LinePlan:
    return LinePlan(code, names, "lump", Terms(cents, earned_by, conditions))


def _event(code: str, names: Text, theme: str) -> LinePlan:
    asked = {"programmes": [], "meeting_kinds": ["event"], "themes": [theme]}
    terms = Terms(EVENT_CENTS, "event_held", asked, target_units=1)
    return LinePlan(code, names, "pool", terms, EVENT_CENTS)


def _iwwof() -> Sequence[LinePlan]:
    return (
        _lump("coordination", COORDINATION, 500_000, "agreement_begun"),
        LinePlan(
            "pairs",
            named("Pairs formed and coordinated", "Muodostetut parit", "Bildade par"),
            "unit",
            Terms(
                50_000,
                "group_formed",
                {"programmes": [], "group_kinds": ["pair"], "kick_off": True, "meetings": 1},
                min_units=5,
                min_mode="target_only",
                target_units=10,
            ),
            500_000,
        ),
        _event("linkedin", named("LinkedIn training", *2 * ("LinkedIn",)), "linkedin"),
    )


def _aurala() -> Sequence[LinePlan]:
    asked = {"programmes": [], "meeting_kinds": ["gathering"], "meetings": 10}
    camp = {"programmes": [], "group_kinds": ["camp"], "meetings": 1}
    return (
        _lump("meetings", MEETINGS, 300_000, "meetings_held", **asked),
        _lump("camp", named("Camp", "Leiri", "Läger"), 250_000, "camp_held", **camp),
        LinePlan(
            "employed",
            named("Women who found work", "Työllistyneet naiset", "Kvinnor som fått arbete"),
            "outcome",
            Terms(15_000, "employed", EMPLOYED, target_units=15),
            225_000,
        ),
        _event("cv-clinic", named("CV clinic", "CV-klinikka", "CV-klinik"), "cv_clinic"),
        _event("hidden-jobs", named("Hidden jobs", "Piilotyöpaikat", "Dolda jobb"), "hidden_jobs"),
    )


def _foundation() -> Sequence[LinePlan]:
    ended: dict[str, Any] = {"programmes": []}
    return (_lump("summary", SUMMARY, 120_000, "cycle_closed", **ended),)


COORDINATION = named(
    "Coordination and communication", "Koordinointi ja viestintä", "Koordinering och kommunikation"
)
MEETINGS = named("Group meetings", "Ryhmätapaamiset", "Gruppträffar")
SUMMARY = named("Summary of a cycle", "Kauden yhteenveto", "Sammanfattning av perioden")
EMPLOYED: Mapping[str, Any] = {
    "programmes": [],
    "codes": ["A1", "A2", "A3", "E1", "E2"],
    "contracts": [],
    "min_hours": 0,
    "own_field": False,
    "days_after": 0,
}
FOUNDATION = "Esimerkkisäätiö"
PROMISES: Mapping[str, Promise] = {
    "iwwof": Promise(
        demo_funder.IWWOF_NUMBER,
        named("Mentoring for work", "Mentoroinnilla työelämään", "Mentorskap till arbetslivet"),
        -331,
        -80,
        1_050_000,
        _iwwof,
        ("coordination",),
    ),
    "aurala": Promise(
        demo_funder.AURALA_NUMBER,
        named("Women’s meetings", "Naisten tapaamiset", "Kvinnornas träffar"),
        -262,
        45,
        875_000,
        _aurala,
        ("meetings", "camp"),
    ),
}
"""By association. Joint events are paid from what the funder has not promised to anybody."""
BY_HAND = Promise(
    "ES-12",
    named("What we have learnt", "Mitä opimme", "Vad vi har lärt oss"),
    -331,
    60,
    120_000,
    _foundation,
    (),
)
