"""What the plugin's tables hold about people."""

from punos.plugin import Holding, about_nobody, either, of_enrolment
from punos_mentor_teams.models import Acceptance, Apart, Guidelines
from punos_mentor_teams.texts import _l

HOLDINGS: tuple[Holding, ...] = (
    about_nobody(Guidelines, "what the association has written for everybody"),
    Holding(
        Acceptance,
        _l("That you accepted the guidelines"),
        _l("So that everybody in a team goes by the same rules."),
        of_enrolment(Acceptance.enrolment_id),
        shown={"accepted_at": _l("When"), "language": _l("Language")},
    ),
    Holding(
        Apart,
        _l("That you and another mentor are not put into one team"),
        _l("To find teams that work well."),
        either(of_enrolment(Apart.one_id), of_enrolment(Apart.other_id)),
        shown={"created_at": _l("When")},
    ),
)
