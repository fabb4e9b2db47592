"""Into how many circles so many pairs go, and what is said when they do not."""

from collections.abc import Iterable
from typing import NamedTuple

from punos.plugin import Message
from punos_pairwise.texts import _staff, _staff_n


class Room(NamedTuple):
    """How many circles there may be, and how many pairs in each; `fits`: all within what is set."""

    fewest: int
    most: int
    smallest: int
    largest: int
    fits: bool


def room_for(pairs: int, smallest: int, largest: int) -> Room:
    """The circles that so many pairs make, one pair at least.

    Nine pairs make no circles of 5 to 8. Then the sizes stretch by as little as can be, and rather up
    than down: a circle of nine still lives when somebody leaves.
    """
    fewest, most = -(-pairs // largest), pairs // smallest
    if fewest <= most:
        return Room(fewest, most, smallest, largest, True)
    over = -(-pairs // most) - largest if most else pairs
    under = smallest - pairs // fewest
    count = most if most and over <= under else fewest
    return Room(
        count, count, min(smallest, pairs // count), max(largest, -(-pairs // count)), False
    )


def why_not(pairs: int, smallest: int, largest: int) -> Message | None:
    """Why so many pairs make no circles of these sizes, in words; None when they do."""
    if not pairs or room_for(pairs, smallest, largest).fits:
        return None
    if pairs < smallest:
        return _staff_n(
            "%(num)s pair is too few for a circle of %(smallest)s to %(largest)s.",
            "%(num)s pairs are too few for a circle of %(smallest)s to %(largest)s.",
            pairs,
            smallest=smallest,
            largest=largest,
        )
    return _staff(
        "%(pairs)s pairs cannot be divided into circles of %(smallest)s to %(largest)s: %(fewer)s would "
        "be more than full, and for %(more)s there are too few pairs.",
        pairs=pairs,
        smallest=smallest,
        largest=largest,
        fewer=pairs // smallest,
        more=pairs // smallest + 1,
    )


def sized(pairs: int, smallest: int, largest: int) -> Message | None:
    """What is to be said about the size of one circle; None when it is as set."""
    if pairs < smallest:
        return _staff_n(
            "%(num)s pair fewer than a circle has at least",
            "%(num)s pairs fewer than a circle has at least",
            smallest - pairs,
        )
    if pairs > largest:
        return _staff_n(
            "%(num)s pair more than a circle has at most",
            "%(num)s pairs more than a circle has at most",
            pairs - largest,
        )
    return None


def even_sizes(pairs: int, circles: int) -> Iterable[int]:
    """So many circles, as even as can be, the larger ones first."""
    whole, rest = divmod(pairs, circles)
    return [whole + (number < rest) for number in range(circles)]
