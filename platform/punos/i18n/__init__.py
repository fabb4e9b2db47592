"""Languages: what is said, in which language, and how dates and numbers look in it.

    from punos.i18n import _, _n, _l           # participants, mentors, applicants, visitors
    from punos.i18n import _staff, _staff_n    # what only staff see

``_n(singular, plural, n)`` fills ``%(num)s`` with n. ``_l`` and ``_staff_l`` are for texts that
are written once at import and shown later. A plugin has ``Catalogues("punos_<name>")``.
"""

from punos.i18n.catalogues import Catalogues, LazyText, Message
from punos.i18n.core import _, _l, _n, _p, _staff, _staff_l, _staff_n, _staff_p, core
from punos.i18n.formats import (
    format_date,
    format_datetime,
    format_list,
    format_number,
    format_percent,
    format_relative_day,
    format_time,
    parse_date,
)
from punos.i18n.jinja import jinja_globals
from punos.i18n.languages import (
    LANGUAGES,
    SOURCE_LANGUAGE,
    language,
    locale,
    negotiate,
    own_name,
    reset_language,
    reset_overrides,
    set_language,
    set_overrides,
    use_language,
    use_overrides,
)

__all__ = [
    "LANGUAGES",
    "SOURCE_LANGUAGE",
    "Catalogues",
    "LazyText",
    "Message",
    "_",
    "_l",
    "_n",
    "_p",
    "_staff",
    "_staff_l",
    "_staff_n",
    "_staff_p",
    "core",
    "format_date",
    "format_datetime",
    "format_list",
    "format_number",
    "format_percent",
    "format_relative_day",
    "format_time",
    "jinja_globals",
    "language",
    "locale",
    "negotiate",
    "own_name",
    "parse_date",
    "reset_language",
    "reset_overrides",
    "set_language",
    "set_overrides",
    "use_language",
    "use_overrides",
]
