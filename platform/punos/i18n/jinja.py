"""The names that a template may use without importing anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from punos.i18n import formats
from punos.i18n.catalogues import Catalogues
from punos.i18n.core import core
from punos.i18n.languages import language, own_name


def jinja_globals(catalogues: Catalogues = core) -> dict[str, Callable[..., Any]]:
    """The functions of a distribution's catalogues, and the formats, for its templates.

    Give them with the template (``get_template(name, globals=…)``): a layout that it extends
    then speaks through the same functions, which fall back to the core's catalogue.
    """
    people, staff = catalogues.people, catalogues.staff
    return {
        "_": people.say,
        "_n": people.say_n,
        "_p": people.say_p,
        "_staff": staff.say,
        "_staff_n": staff.say_n,
        "_staff_p": staff.say_p,
        "language": language,
        "own_name": own_name,
        "format_date": formats.format_date,
        "format_time": formats.format_time,
        "format_datetime": formats.format_datetime,
        "format_relative_day": formats.format_relative_day,
        "format_number": formats.format_number,
        "format_percent": formats.format_percent,
        "format_list": formats.format_list,
    }
