"""What the page of circles shows: plain values, read in a fixed number of statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from punos.plugin import Cycle, Group, JobRun, Message, Work, occupation_label
from punos_pairwise.circles.nearness import in_common, mean_nearness, nearness_to
from punos_pairwise.circles.placing import NEW
from punos_pairwise.circles.planning import plan_of, run_of, seen
from punos_pairwise.circles.sizes import sized, why_not
from punos_pairwise.circles.standing import (
    CircleRules,
    Pairs,
    PairThere,
    circles_of,
    facts_of,
    pairs_of,
    rules_of,
)
from punos_pairwise.models import CirclePlan
from punos_pairwise.texts import _staff_l, language

Options = list[tuple[str, str]]
NONE = ("", _staff_l("No circle"))


@dataclass(frozen=True)
class PairLine:
    """A pair on the page. `nearest` is the circle with room that it is nearest to, and how near."""

    id: UUID
    title: str
    field: str
    cities: str
    nearest: tuple[str, float] | None = None


@dataclass(frozen=True)
class CircleView:
    """A circle on the page; `group_id` of one that stands. `why` says what its pairs share."""

    key: str
    name: str
    group_id: UUID | None
    pairs: list[PairLine]
    why: list[Message]
    mean: float | None
    size: Message | None


@dataclass(frozen=True)
class CirclesPage:
    """Everything on the page; `run` is the worker's, while a draft is waited for."""

    plan: CirclePlan | None
    run: JobRun | None
    rules: CircleRules
    draft: list[CircleView]
    standing: list[CircleView]
    without: list[PairLine]
    waiting: int
    why_not: Message | None

    @property
    def state(self) -> str:
        """working, draft, failed or resting."""
        if self.plan is None or self.plan.state == "published":
            return "resting"
        if self.plan.state == "working" and (self.run is None or self.run.state == "failed"):
            return "failed"
        return self.plan.state

    @property
    def seen(self) -> str:
        """The draft as it is shown."""
        return seen(self.plan) if self.plan else ""

    @property
    def to_publish(self) -> int:
        """Circles of the draft with pairs in them."""
        return sum(bool(one.pairs) for one in self.draft)

    @property
    def draft_options(self) -> Options:
        """Where a pair of the draft may go."""
        return _options(self.draft)

    @property
    def standing_options(self) -> Options:
        """Where a pair may go once the circles stand."""
        return [*_options(self.standing), (NEW, str(_staff_l("A new circle")))]


def _options(circles: Sequence[CircleView]) -> Options:
    return [(NONE[0], str(NONE[1])), *((one.key, one.name) for one in circles)]


def read_page(work: Work, cycle: Cycle) -> CirclesPage:
    """The circles of a cycle as they are now: the plan, its run, the pairs and the circles."""
    plan, rules, pairs = plan_of(work, cycle), rules_of(work, cycle), pairs_of(work, cycle)
    standing = [_standing(one, pairs, rules) for one in circles_of(work, cycle)]
    planned = plan.circles if plan is not None and plan.state == "draft" else []
    draft = [
        _circle(one["key"], one["name"], None, [UUID(pair) for pair in one["pairs"]], pairs, rules)
        for one in planned
    ]
    waiting = [pair for pair in pairs.values() if not pair.circle_id]
    placed = {line.id for circle in draft for line in circle.pairs}
    loose = [pair for pair in waiting if pair.id not in placed]
    return CirclesPage(
        plan=plan,
        run=run_of(work, plan) if plan else None,
        rules=rules,
        draft=draft,
        standing=standing,
        without=_nearest(loose, pairs, draft or standing, rules),
        waiting=len(waiting),
        why_not=why_not(len(waiting), rules.smallest, rules.largest),
    )


def _standing(group: Group, pairs: Pairs, rules: CircleRules) -> CircleView:
    there = [pair.id for pair in pairs.values() if pair.circle_id == group.id]
    return _circle(str(group.id), group.name or "", group.id, there, pairs, rules)


def _circle(
    key: str, name: str, group_id: UUID | None, ids: list[UUID], pairs: Pairs, rules: CircleRules
) -> CircleView:
    facts = facts_of(pairs, ids)
    return CircleView(
        key=key,
        name=name,
        group_id=group_id,
        pairs=[_line(pairs[one]) for one in ids if one in pairs],
        why=list(in_common(facts)),
        mean=mean_nearness(facts),
        size=sized(len(facts), rules.smallest, rules.largest),
    )


def _line(pair: PairThere, nearest: tuple[str, float] | None = None) -> PairLine:
    code = pair.facts.occupation
    field = occupation_label(code, language()) if code else ""
    return PairLine(pair.id, pair.title, field, " / ".join(pair.facts.cities), nearest)


def _nearest(
    loose: Iterable[PairThere], pairs: Pairs, circles: Sequence[CircleView], rules: CircleRules
) -> list[PairLine]:
    """The pairs in no circle, each with the circle that it is nearest to, of those with room."""
    room = [
        (one.name, facts_of(pairs, [pair.id for pair in one.pairs]))
        for one in circles
        if 0 < len(one.pairs) < rules.largest
    ]
    found = []
    for pair in loose:
        near = [(name, nearness_to(pair.facts, there)) for name, there in room]
        found.append(_line(pair, max(near, key=lambda one: one[1]) if near else None))
    return found
