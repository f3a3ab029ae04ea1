"""Statistics of exams by classical test theory: pure functions on plain values."""

from .base import (
    LEAST,
    Answer,
    Choice,
    ChoiceStatistics,
    ExamStatistics,
    Item,
    ItemStatistics,
    Paper,
)
from .exams import measure_exam
from .items import measure_items

__all__ = [
    "LEAST",
    "Answer",
    "Choice",
    "ChoiceStatistics",
    "ExamStatistics",
    "Item",
    "ItemStatistics",
    "Paper",
    "measure_exam",
    "measure_items",
]
