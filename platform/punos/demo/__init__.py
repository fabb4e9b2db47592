"""The demo's people: plainly made up, with dates relative to today."""

from punos.demo.load import load

__all__ = ["load"]
