"""The plugin's own guidelines, from its catalogue: what an association may begin with."""

from punos.plugin import use_language
from punos_mentor_teams.texts import _l

PARAGRAPHS = (
    _l("These guidelines are for everybody in a team: for mentees and for mentors."),
    _l(
        "We treat each other with respect. Nobody is treated worse because of their origin, language, "
        "religion, gender, age or opinions."
    ),
    _l(
        "What we tell each other stays between us. If we believe that somebody is in danger, we ask "
        "the contact person for help."
    ),
    _l(
        "A mentor shares experience and shows how the profession works in Finland. A mentor does not "
        "promise a job, and the mentee makes their own decisions."
    ),
    _l("Taking part is voluntary and free. Nobody asks for money, gifts or favours."),
    _l("We agree together when and where we meet. If we cannot come, we say so in good time."),
    _l("We pass on somebody’s contact details or papers only with their permission."),
    _l(
        "If something feels wrong, we tell the contact person of the union. Everybody may leave the "
        "team at any time and need not say why."
    ),
)


def model_text(code: str) -> str:
    """The text in a language; English where it has not been translated."""
    with use_language(code):
        return "\n\n".join(map(str, PARAGRAPHS))
