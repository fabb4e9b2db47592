"""The funder's side of what money ought to do, in plain Python."""

from dataclasses import dataclass, field

from .books import Claim, _require


@dataclass(eq=False)
class Arrived:
    """A turn of a claim as it came: its amount, and how much of it is for joint events."""

    claim: Claim
    turn: int
    cents: int
    joint: int
    state: str = "received"
    paid: int = 0


@dataclass
class Desk:
    """A frame, what of it is promised to one grantee, and what was decided."""

    total: int
    promised: int
    approved: int = 0
    pool: int = 0
    paid: int = 0
    arrived: list[Arrived] = field(default_factory=list)

    def receive(self, claim: Claim, joint: int) -> Arrived:
        """A turn of a claim arrives."""
        one = Arrived(claim, claim.turn, claim.cents, joint)
        self.arrived.append(one)
        return one

    def approve(self, one: Arrived) -> None:
        """Draw on the promise, and on the pool for joint events; beyond neither."""
        _require(one.state == "received")
        own = one.cents - one.joint
        _require(0 <= self.approved + own <= self.promised)
        _require(0 <= self.pool + one.joint <= self.total - self.promised)
        self.approved += own
        self.pool += one.joint
        one.state = "approved"

    def send_back(self, one: Arrived) -> None:
        """Send it back with reasons."""
        _require(one.state == "received")
        one.state = "returned"

    def pay(self, one: Arrived, cents: int) -> None:
        """Pay a part of it, or all."""
        _require(one.state == "approved" and 0 < cents <= one.cents - one.paid)
        one.paid += cents
        self.paid += cents
        if one.paid == one.cents:
            one.state = "paid"
