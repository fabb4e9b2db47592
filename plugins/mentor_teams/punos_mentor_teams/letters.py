"""What members of teams are told by mail, each in their own language."""

from collections.abc import Sequence

from punos.plugin import Cycle, Membership, Work, send_group_links
from punos_mentor_teams.texts import _


def welcome(work: Work, cycle: Cycle, members: Sequence[Membership]) -> int:
    """Tell new members of a team that they are in it. Gives how many mails are on their way."""
    return send_group_links(
        work,
        cycle,
        members,
        subject=lambda name: _("%(cycle)s: meet your team", cycle=name),
        sentences=lambda name: (
            _("You are now in a team in “%(cycle)s”.", cycle=name),
            _("On your own page you see what comes next, and tell us when you have met:"),
        ),
        introduces=True,
    )


def tell_of_newcomer(work: Work, cycle: Cycle, members: Sequence[Membership]) -> int:
    """Tell those who were in a team before that a mentor has joined it."""
    return send_group_links(
        work,
        cycle,
        members,
        subject=lambda name: _("%(cycle)s: your team has a new mentor", cycle=name),
        sentences=lambda name: (
            _("A mentor has joined your team in “%(cycle)s”.", cycle=name),
            _("You find your team here:"),
        ),
        introduces=True,
    )


def tell_of_loss(work: Work, cycle: Cycle, members: Sequence[Membership]) -> int:
    """Tell a mentee that nobody mentors her for the moment, and that we look for somebody."""
    return send_group_links(
        work,
        cycle,
        members,
        subject=lambda name: _("%(cycle)s: we are looking for a new mentor for you", cycle=name),
        sentences=lambda name: (
            _("Your mentor in “%(cycle)s” can no longer take part.", cycle=name),
            _(
                "We are already looking for somebody else. Your meetings so far are kept, and you "
                "need not do anything."
            ),
            _("You find your team here:"),
        ),
    )
