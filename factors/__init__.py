"""Every number of the world that Pigou uses, with unit, source, place, year and boundary."""

from factors.library import Library, load

__all__ = ["Library", "load"]
