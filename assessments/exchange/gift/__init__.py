"""GIFT, Moodle's text format for questions: https://docs.moodle.org/en/GIFT_format."""

from .reading import read_gift
from .writing import write_gift

__all__ = ["read_gift", "write_gift"]
