"""What plugins may use of materials."""

from punos.materials.reading import required_done

__all__ = ["required_done"]
