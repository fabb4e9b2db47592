"""Why a group cannot meet yet."""

from punos.agreements.reading import missing
from punos.groups.models import Group
from punos.i18n import Message, _, format_list
from punos.work import Work


def reasons_not_to_meet(work: Work, group: Group) -> list[Message]:
    """That somebody in it has still to accept what its first meeting waits for; else nothing."""
    names = missing(work, group)
    if not names:
        return []
    told = _(
        "Before you meet, everybody accepts what we have agreed on. Still missing: %(names)s.",
        names=format_list(names),
    )
    return [told]
