from .enrolments import Enrolment
from .facts import LessonFact
from .outlines import LessonOutline
from .pages import CourseIndexPage, CoursePage, LessonPage, ModulePage
from .progress import LessonProgress, Reflection

__all__ = [
    "CourseIndexPage",
    "CoursePage",
    "Enrolment",
    "LessonFact",
    "LessonOutline",
    "LessonPage",
    "LessonProgress",
    "ModulePage",
    "Reflection",
]
