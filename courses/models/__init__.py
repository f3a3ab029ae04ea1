from .enrolments import Enrolment
from .facts import LessonFact
from .lessons import LessonPage
from .outlines import CourseTitle, LessonOutline
from .pages import CourseIndexPage, CoursePage, ModulePage
from .progress import LessonProgress, Reflection

__all__ = [
    "CourseIndexPage",
    "CoursePage",
    "CourseTitle",
    "Enrolment",
    "LessonFact",
    "LessonOutline",
    "LessonPage",
    "LessonProgress",
    "ModulePage",
    "Reflection",
]
