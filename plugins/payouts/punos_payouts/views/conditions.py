"""Conditions of a line as they were agreed, in words."""

from collections.abc import Mapping
from typing import Any

from punos.plugin import Form, PunosSchema, Work, format_list
from punos_payouts.rules import Rule, offered
from punos_payouts.texts import _staff


def conditions_of(work: Work, rule: Rule) -> PunosSchema:
    """What a rule asks, with the programmes and kinds that there are here to choose from."""
    schema: PunosSchema = rule.schema()
    known = schema.load_fields
    return schema.offer(**{name: all_ for name, all_ in offered(work).items() if name in known})


def condition_rows(schema: PunosSchema, conditions: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """(label, what was agreed) of each condition; where nothing was chosen, all count."""
    return [(field.label, _words(field)) for field in Form(schema, conditions).fields]


def _words(field: Any) -> str:
    if field.kind == "checkbox":
        return _staff("Yes") if field.value else _staff("No")
    if field.options:
        chosen = [choice.label for choice in field.options if choice.chosen]
        return format_list(chosen) if chosen else _staff("All")
    return str(field.value) if field.value not in ("", None) else _staff("Nothing is asked")
