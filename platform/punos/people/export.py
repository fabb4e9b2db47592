"""The columns of the people's file: what an import takes in is what an export gives out."""

from __future__ import annotations

from typing import Any

from punos.forms.info import label_of
from punos.i18n import own_name
from punos.people.models import Person
from punos.people.schemas import StaffPersonSchema
from punos.web.lists import Column

_SORTS: dict[str, Any] = {"given_name": Person.sort_key, "city": Person.city}


def export_columns() -> list[Column]:
    """Every question about a person, headed as on the form. They are sorted as the list is."""
    fields = StaffPersonSchema().load_fields.items()
    return [_column(name, label_of(field)) for name, field in fields]


def _column(name: str, label: Any) -> Column:
    # The list's own name for its order, so that the file keeps it.
    key = "name" if name == "given_name" else name
    if name == "language":
        return Column(key, label, value=lambda row: own_name(row.language))
    return Column(key, label, sort=_SORTS.get(name), value=name)
