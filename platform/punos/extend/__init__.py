"""The plugin host: metadata, hooks, the registry and the dispatcher. It knows no domain."""

from punos.extend.contributions import (
    MenuItem,
    Metric,
    Panel,
    Refusal,
    ReportFigure,
    ReportSection,
    ReportTable,
    TodayItem,
)
from punos.extend.dispatcher import Hooks
from punos.extend.holdings import Blank, Coded, Delete, Holding, Keep, about_nobody
from punos.extend.markers import hookimpl, hookspec
from punos.extend.metadata import API_VERSION, Plugin
from punos.extend.registry import PluginRegistry
from punos.extend.states import PluginState

__all__ = [
    "API_VERSION",
    "Blank",
    "Coded",
    "Delete",
    "Holding",
    "Hooks",
    "Keep",
    "MenuItem",
    "Metric",
    "Panel",
    "Plugin",
    "PluginRegistry",
    "PluginState",
    "Refusal",
    "ReportFigure",
    "ReportSection",
    "ReportTable",
    "TodayItem",
    "about_nobody",
    "hookimpl",
    "hookspec",
]
