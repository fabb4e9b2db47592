"""The marks of pluggy under our name."""

from pluggy import HookimplMarker, HookspecMarker

hookspec = HookspecMarker("punos")
hookimpl = HookimplMarker("punos")
