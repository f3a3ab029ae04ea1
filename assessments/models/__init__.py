from .attempts import Attempt, Step
from .banks import Bank
from .exams import Exam, ExamVersion, Override, Sitting
from .figures import ExamFigures, ItemFigures
from .imports import QuestionImport
from .late import LateDecision
from .marking import Marking
from .questions import Label, NeverChanges, Question, QuestionVersion
from .regrades import Regrade, Regraded
from .remarks import Remark
from .self_checks import SelfCheckPage
from .slots import AttemptSlot, Mark

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
    "QuestionImport",
    "QuestionVersion",
    "Remark",
    "Regrade",
    "Regraded",
    "SelfCheckPage",
    "Sitting",
    "Step",
]
