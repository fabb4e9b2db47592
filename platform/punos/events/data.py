"""What an event may carry: ids, codes and numbers, so that no personal value ever gets in."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from punos.codes import is_code, require_code

_MOST_ITEMS = 1_000


def checked(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data as it is stored. Raises ValueError, naming the key only, for anything else."""
    return {require_code(key, "a key of event data"): _value(key, data[key]) for key in data}


def _value(key: str, value: object) -> Any:
    if isinstance(value, (list, tuple, set, frozenset)):
        if len(value) > _MOST_ITEMS:
            raise ValueError(f"{key}: more than {_MOST_ITEMS} items")
        return [_plain(key, item) for item in value]
    return _plain(key, value)


def _plain(key: str, value: object) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if value is None or isinstance(value, (bool, int, float)) or is_code(value):
        return value
    raise ValueError(f"{key}: an event carries ids, codes and numbers only")
