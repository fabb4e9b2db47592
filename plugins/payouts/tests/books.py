"""What money ought to do, in plain Python: no database, no transaction, nothing of the product.

An agreement with its lines and caps, the facts that hold, what they have earned, and claims on their
way. The state machine takes each step here and in the product, and compares.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

UNDECIDED = ("draft", "submitted", "returned")
SENT = ("submitted", "approved", "paid")
DECIDED = ("approved", "paid")


class Refusal(Exception):  # a no, not a fault
    """The product has to refuse this step too."""


@dataclass
class Line:
    """What a line pays now; `cap` and `least` (a minimum that is a condition) may be none."""

    cents: int
    cap: int | None = None
    least: int = 0


@dataclass(eq=False)
class Earned:
    """A line earned once by a subject, resting on a fact. `asked` and `back` are claims that hold it."""

    line: str
    subject: UUID
    fact: Any
    cents: int
    fell: bool = False
    asked: "Claim | None" = None
    back: "Claim | None" = None


@dataclass(eq=False)
class Claim:
    """A claim. `items` are (earning, whether it is given back)."""

    maker: UUID
    state: str = "draft"
    turn: int = 0
    editors: set[UUID] = field(default_factory=set)
    signer: UUID | None = None
    left_out: set[str] = field(default_factory=set)
    items: frozenset[tuple[Earned, bool]] = frozenset()
    written_for: int | None = None
    approved: int = 0
    paid: int = 0

    @property
    def cents(self) -> int:
        """What it asks for."""
        return sum(self.by_line().values())

    def by_line(self) -> dict[str, int]:
        """The same by line."""
        found: dict[str, int] = {}
        for one, back in self.items:
            found[one.line] = found.get(one.line, 0) + (-one.cents if back else one.cents)
        return found


@dataclass
class Book:
    """One agreement of a grantee. The lines stand in the agreement's order."""

    cap: int
    lines: dict[str, Line]
    facts: dict[str, dict[UUID, list[Any]]]
    """By line and subject, the facts that hold, the earliest first."""
    earned: list[Earned] = field(default_factory=list)
    waiting: dict[tuple[str, UUID], int] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)

    # Earning

    def live(self, line: str) -> dict[UUID, Earned]:
        """What stands earned on a line, by subject."""
        return {one.subject: one for one in self.earned if one.line == line and not one.fell}

    def spent(self, line: str | None = None) -> int:
        """What stands earned, of a line or of all."""
        of = [one for one in self.earned if line in (None, one.line) and not one.fell]
        return sum(one.cents for one in of)

    def has_room(self, line: str, cents: int) -> bool:
        """Whether line and agreement may still earn so much."""
        cap = self.lines[line].cap
        below = cap is None or self.spent(line) + cents <= cap
        return below and self.spent() + cents <= self.cap

    def tell(self, line: str, subjects: Collection[UUID]) -> None:
        """Facts of these subjects have changed, or were told of again."""
        if self._settle(line, subjects):
            self._give_room()

    def settle(self) -> None:
        """Look at everything anew."""
        for line in self.lines:
            self.tell(line, self._known(line))
        self._give_room()

    def _known(self, line: str) -> set[UUID]:
        waiting = {subject for of, subject in self.waiting if of == line}
        return {*self.facts[line], *self.live(line), *waiting}

    def _settle(self, line: str, subjects: Collection[UUID]) -> bool:
        live = self.live(line)
        ordered = sorted(subjects, key=lambda one: (one not in live, one))
        return any([self._subject(line, one) for one in ordered])  # noqa: C419 (each is to be settled)

    def _subject(self, line: str, subject: UUID) -> bool:
        facts, live = self.facts[line].get(subject, []), self.live(line).get(subject)
        if live is not None and live.fact in facts:
            return False
        if live is not None:
            live.fell = True
        cents = self.lines[line].cents
        if facts and not self.has_room(line, cents):
            self.waiting[line, subject] = cents
        else:
            self.waiting.pop((line, subject), None)
            if facts:
                self.earned.append(Earned(line, subject, facts[0], cents))
        return live is not None

    def _give_room(self) -> None:
        tried: set[tuple[str, UUID]] = set()
        while (found := self._next(tried)) is not None:
            tried.add(found)
            self._subject(*found)

    def _next(self, tried: Collection[tuple[str, UUID]]) -> tuple[str, UUID] | None:
        fits = (
            key
            for key, cents in self.waiting.items()
            if key not in tried and self.has_room(key[0], cents)
        )
        return next(fits, None)

    # Caps and terms

    def set_cap(self, cents: int) -> None:
        """Let the agreement earn at most so much."""
        _require(cents >= self.spent())
        if cents != self.cap:
            self.cap = cents
            self._give_room()
        self.settle()

    def amend(self, line: str, cents: int, least: int, cap: int | None) -> None:
        """Let a line pay otherwise from now on."""
        terms, before = (
            self.lines[line],
            (replace(self.lines[line]), [*self.earned], {**self.waiting}),
        )
        terms.cents, terms.least = cents, least
        self.tell(line, self._known(line))
        if cap is not None and cap < self.spent(line):
            self.lines[line], self.earned, self.waiting = before
            raise Refusal
        had, terms.cap = terms.cap, cap
        if cap not in (None, had):
            self._give_room()
        self.settle()

    # Claims

    def undecided(self) -> Claim | None:
        """The claim that the funder has not approved yet."""
        return next((one for one in self.claims if one.state in UNDECIDED), None)

    def content(self, claim: Claim | None) -> frozenset[tuple[Earned, bool]]:
        """What it may hold now."""
        return frozenset(item for line in self.lines for item in self._of_line(line, claim))

    def _of_line(self, line: str, claim: Claim | None) -> Iterator[tuple[Earned, bool]]:
        of = [one for one in self.earned if one.line == line]
        alive = [one for one in of if not one.fell]
        waits = len(alive) < self.lines[line].least or (claim and line in claim.left_out)
        if not waits:
            yield from ((one, False) for one in alive if one.asked in (None, claim))
        for one in of:
            if one.fell and one.asked and one.asked.state in DECIDED and one.back in (None, claim):
                yield one, True

    def _write(self, claim: Claim, actor: UUID) -> None:
        now = self.content(claim)
        if (now, claim.turn) == (claim.items, claim.written_for):
            return
        self._put(claim, now)
        claim.written_for = claim.turn
        claim.editors.add(actor)
        claim.signer = None

    def _put(self, claim: Claim, items: Collection[tuple[Earned, bool]]) -> None:
        for one, back in claim.items:
            one.asked, one.back = (one.asked, None) if back else (None, one.back)
        for one, back in items:
            one.asked, one.back = (one.asked, claim) if back else (claim, one.back)
        claim.items = frozenset(items)

    def draft(self, actor: UUID) -> Claim:
        """Make a claim of everything, or work out anew the one that is open."""
        found = self.undecided()
        if found is None:
            if not self.content(None):
                raise Refusal
            found = Claim(actor)
            self.claims.append(found)
        elif found.state == "submitted":
            raise Refusal
        if found.state == "draft" and found.signer is None:
            self._write(found, actor)
        return found

    def recalculate(self, claim: Claim, actor: UUID) -> None:
        """Work it out anew."""
        _require(claim.state == "draft")
        self._write(claim, actor)

    def leave_out(self, claim: Claim, line: str, actor: UUID, *, out: bool) -> None:
        """Leave a line for later, or take it in again."""
        _require(claim.state == "draft")
        claim.left_out = (claim.left_out | {line}) if out else (claim.left_out - {line})
        self._write(claim, actor)

    def discard(self, claim: Claim) -> None:
        """Throw it away."""
        _require(claim.state == "draft" and not claim.turn)
        self._put(claim, [])
        self.claims.remove(claim)

    def reopen(self, claim: Claim, actor: UUID) -> None:
        """Change what came back."""
        if claim.state == "draft":
            return
        _require(claim.state == "returned")
        claim.state, claim.maker, claim.editors, claim.signer = "draft", actor, set(), None
        self._write(claim, actor)

    def sign(self, claim: Claim, actor: UUID) -> None:
        """Stand for it, as somebody who has not made it."""
        _require(claim.state == "draft" and actor not in claim.editors | {claim.maker})
        if claim.signer == actor:
            return
        self._require_current(claim)
        _require(claim.signer is None)
        claim.signer = actor

    def submit(self, claim: Claim) -> bool:
        """Send it; whether it left by this."""
        if claim.state in SENT:
            return False
        _require(claim.state == "draft" and claim.signer is not None)
        self._require_current(claim)
        claim.turn += 1
        claim.state = "submitted"
        return True

    def _require_current(self, claim: Claim) -> None:
        _require(not claim.items - self.content(claim) and claim.cents > 0)

    # Sums

    def sums(self, line: str) -> dict[str, int]:
        """What came as far as each account: earned, claimed, approved."""
        return {
            "earned": self.spent(line),
            "claimed": _of(self.claims, SENT, line),
            "approved": _of(self.claims, DECIDED, line),
        }

    def owed_back(self, line: str) -> int:
        """What was claimed on a line, fell away since, and is in no claim that was sent to give it back."""
        fell = [one for one in self.earned if one.line == line and one.fell and _sent(one.asked)]
        return sum(one.cents for one in fell if not _sent(one.back))


def _sent(claim: Claim | None) -> bool:
    return claim is not None and claim.state in SENT


def _of(claims: Sequence[Claim], states: Collection[str], line: str) -> int:
    return sum(one.by_line().get(line, 0) for one in claims if one.state in states)


def _require(holds: bool) -> None:
    if not holds:
        raise Refusal
