"""What is asked about a material."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema
from werkzeug.datastructures import FileStorage

from punos.forms import PunosSchema, field_info
from punos.i18n import _staff, _staff_l

ENDINGS = ("pdf", "docx", "odt", "xlsx", "ods", "pptx", "odp", "txt", "png", "jpg", "jpeg")
"""Of the files that may be given out: what people can open, and nothing that runs."""
KINDS: tuple[tuple[str, Any], ...] = (
    ("text", _staff_l("A text that I write here")),
    ("link", _staff_l("A link to a page")),
    ("file", _staff_l("A file")),
)
_NEEDED = {"text": "text", "link": "url", "file": "file"}


class Upload(fields.Field):
    """A file as the browser sent it."""

    widget = "file"

    def _deserialize(self, value: Any, *_more: Any, **_kwargs: Any) -> FileStorage:
        if not isinstance(value, FileStorage):
            raise self.make_error("null")
        return value


class VersionSchema(PunosSchema):
    """A material as it is from now on, in one language."""

    language = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("Language"), widget="select", options=()),
    )
    title = fields.String(
        required=True,
        validate=validate.Length(max=200),
        metadata=field_info(label=_staff_l("Title")),
    )
    kind = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("What is it?"), widget="radio", options=KINDS),
    )
    text = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=20_000),
        metadata=field_info(
            label=_staff_l("Text"),
            help=_staff_l("The text itself, or a few words about the link or file."),
            widget="textarea",
            rows=10,
        ),
    )
    url = fields.Url(
        load_default=None,
        allow_none=True,
        schemes={"http", "https"},
        validate=validate.Length(max=2000),
        metadata=field_info(label=_staff_l("Address of the page")),
    )
    file = Upload(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_staff_l("File"),
            help=_staff_l("A PDF, a document, a table or a picture, of at most 10 MB."),
            widget="file",
        ),
    )

    @validates_schema
    def has_what_it_is(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Raises ValidationError when what was chosen was not given."""
        wanted = _NEEDED.get(data.get("kind", ""))
        if wanted is not None and not data.get(wanted):
            said = {
                "text": _staff("Write the text."),
                "url": _staff("Give the address of the page."),
                "file": _staff("Choose a file."),
            }
            raise ValidationError([said[wanted]], wanted)
        file = data.get("file")
        if file is not None and str(file.filename).rpartition(".")[2].lower() not in ENDINGS:
            raise ValidationError(
                [_staff("Files of this kind cannot be given out. A PDF always can.")], "file"
            )


class RulesSchema(PunosSchema):
    """For whom a material is, from when on, and whether it has to be read."""

    role = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_staff_l("For whom?"),
            help=_staff_l("Leave it open for everybody."),
            widget="select",
            options=(),
        ),
    )
    phase = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_staff_l("From which phase on?"),
            help=_staff_l("Leave it open to show it from the beginning."),
            widget="select",
            options=(),
        ),
    )
    cycle = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_staff_l("In one cycle alone?"),
            help=_staff_l("Leave it open for every cycle of the programme."),
            widget="select",
            options=(),
        ),
    )
    required = fields.Boolean(
        load_default=False,
        metadata=field_info(
            label=_staff_l("It has to be read before the first meeting"),
            help=_staff_l("They are reminded of it until they say that they have read it."),
        ),
    )
    blocks = fields.Boolean(
        load_default=False,
        metadata=field_info(
            label=_staff_l("Until then they cannot log their first meeting themselves"),
            help=_staff_l("Staff still can."),
        ),
    )


class NewMaterialSchema(VersionSchema, RulesSchema):
    """A new material with its first version."""
