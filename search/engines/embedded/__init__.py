"""The engine that runs inside the site, with its index in a folder of the data directory."""

from .engine import Embedded

__all__ = ["Embedded"]
