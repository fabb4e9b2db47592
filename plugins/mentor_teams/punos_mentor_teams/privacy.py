"""What the plugin's tables hold about people."""

from punos.plugin import Holding, either, of_enrolment
from punos_mentor_teams.models import Apart
from punos_mentor_teams.texts import _l

HOLDINGS: tuple[Holding, ...] = (
    Holding(
        Apart,
        _l("That you and another mentor are not put into one team"),
        _l("To find teams that work well."),
        either(of_enrolment(Apart.one_id), of_enrolment(Apart.other_id)),
        shown={"created_at": _l("When")},
    ),
)
