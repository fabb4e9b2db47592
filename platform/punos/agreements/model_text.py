"""Our own guidelines and agreement: what an association may begin with."""

from collections.abc import Mapping, Sequence

from punos.i18n import LazyText, _l, use_language

PARAGRAPHS: Mapping[str, Sequence[LazyText]] = {
    "guidelines": (
        _l("These guidelines are for everybody who meets here: for mentees and for mentors."),
        _l(
            "We treat each other with respect. Nobody is treated worse because of their origin, language,"
            " religion, gender, age or opinions."
        ),
        _l(
            "What we tell each other stays between us. If we believe that somebody is in danger, we ask"
            " the coordinator for help."
        ),
        _l(
            "A mentor shares experience and shows how working life goes in Finland. A mentor promises no"
            " job, and the mentee makes their own decisions."
        ),
        _l("Taking part is voluntary and free. Nobody asks for money, gifts or favours."),
        _l("We agree together when and where we meet. If we cannot come, we say so in good time."),
        _l("We pass on somebody’s contact details or papers only with their permission."),
        _l(
            "If something feels wrong, we tell the coordinator. Everybody may stop at any time and need"
            " not say why."
        ),
    ),
    "agreement": (
        _l(
            "The mentee and the mentor agree to meet regularly until the end of the programme, and to get"
            " in touch within two days of hearing of each other."
        ),
        _l(
            "The mentee says what they hope to learn, prepares for the meetings, and suggests when to"
            " meet."
        ),
        _l("The mentor gives their time and shares what they know, as well as they can."),
        _l(
            "Finding the mentee a job is not the mentor’s responsibility. The mentor may help to look for"
            " one, but the mentee does the looking."
        ),
        _l("We both keep to the ethical guidelines. What we tell each other stays between us."),
        _l(
            "We write down when we have met, take part in the meetings of everybody, and answer the"
            " programme’s questions."
        ),
        _l(
            "If we cannot go on, we tell each other and the coordinator. The agreement then ends, and"
            " nobody is blamed for it."
        ),
    ),
}


def model_text(kind: str, code: str) -> str:
    """The text in a language; English where it has not been translated."""
    with use_language(code):
        return "\n\n".join(map(str, PARAGRAPHS[kind]))
