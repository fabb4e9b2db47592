"""What is needed to bring in a file."""

from typing import Any

from marshmallow import fields
from werkzeug.datastructures import FileStorage

from punos.forms import PunosSchema, field_info
from punos.forms.tabular import MOST_ROWS
from punos.i18n import _staff_l, format_number


class Upload(fields.Field):
    """A file as it was sent."""

    widget = "file"

    def _deserialize(self, value: Any, *_context: Any, **_kwargs: Any) -> FileStorage:
        if not isinstance(value, FileStorage):
            raise self.make_error("required")
        return value


class ChooseSchema(PunosSchema):
    """Which people, and the file they are in."""

    role = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("Who is in the file?"), widget="radio", options=()),
    )
    unit = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(label=_staff_l("Unit"), widget="select", options=()),
    )
    file = Upload(
        required=True,
        metadata=field_info(
            label=_staff_l("File"),
            widget="file",
            help=_staff_l(
                "A CSV file or an Excel workbook (.xlsx) with headings in its first row, at most "
                "%(most)s rows. Of a workbook the first sheet is read.",
                most=format_number(MOST_ROWS),
            ),
        ),
    )
