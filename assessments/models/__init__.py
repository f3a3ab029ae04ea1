from .attempts import Attempt, AttemptSlot, Mark, Step
from .banks import Bank
from .exams import Exam, ExamVersion, Override, Sitting
from .figures import ExamFigures, ItemFigures
from .late import LateDecision
from .marking import Marking
from .questions import Label, NeverChanges, Question, QuestionVersion

__all__ = [
    "Attempt",
    "AttemptSlot",
    "Bank",
    "Exam",
    "ExamFigures",
    "ExamVersion",
    "ItemFigures",
    "Label",
    "LateDecision",
    "Mark",
    "Marking",
    "NeverChanges",
    "Override",
    "Question",
    "QuestionVersion",
    "Sitting",
    "Step",
]
