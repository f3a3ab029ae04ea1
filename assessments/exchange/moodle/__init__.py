"""Moodle XML: https://docs.moodle.org/en/Moodle_XML_format."""

from .reading import read_moodle
from .writing import write_moodle

__all__ = ["read_moodle", "write_moodle"]
