"""What hooks give back: plain values, drawn by the core."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class MenuItem:
    """An entry of the main menu, shown to those who hold `permission`."""

    label: Any
    endpoint: str
    permission: str
    values: Mapping[str, Any] = field(default_factory=dict)
    order: int = 50


@dataclass(frozen=True)
class Panel:
    """A part of a page, drawn from the plugin's own template."""

    title: Any
    template: str
    permission: str
    context: Mapping[str, Any] = field(default_factory=dict)
    order: int = 50


@dataclass(frozen=True)
class TodayItem:
    """Something that waits for staff, and the page on which it is done."""

    text: Any
    endpoint: str
    permission: str
    values: Mapping[str, Any] = field(default_factory=dict)
    count: int = 1
    order: int = 50


@dataclass(frozen=True)
class Refusal:
    """A plugin's no, with its reason."""

    reason: Any
    plugin: str = ""
