"""The texts of a cycle's public page, one language at a time."""

from marshmallow import fields, validate

from punos.forms import PunosSchema, field_info
from punos.i18n import Message, _staff_l

LONGEST = 4000


def _text(label: Message, help: Message, rows: int = 5, most: int = LONGEST) -> fields.String:  # noqa: A002
    return fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=most),
        metadata=field_info(label=label, help=help, widget="textarea", rows=rows),
    )


class CyclePageSchema(PunosSchema):
    """What the page says; whatever is left empty is not shown."""

    lead = _text(
        _staff_l("First words"),
        _staff_l("One or two sentences. Without them the programme’s summary stands there."),
        rows=3,
        most=400,
    )
    for_whom = _text(
        _staff_l("For whom"), _staff_l("Who can take part. Leave an empty line between paragraphs.")
    )
    happens = _text(_staff_l("What happens"), _staff_l("From the first meeting to the last."))
    needed = _text(
        _staff_l("What you ask of them"),
        _staff_l("Time, language skills, costs. Say if it is free."),
    )
    questions = _text(
        _staff_l("Questions and answers"),
        _staff_l(
            "Write each question on a line of its own, ending with “?”, and the answer below it."
        ),
        rows=10,
    )
