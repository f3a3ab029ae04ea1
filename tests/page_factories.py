"""Pages for tests. Those of a second language share the keys of the first."""

from __future__ import annotations

import uuid
from typing import Any

import factory
from wagtail.models import Locale, Page, Site
from wagtail.signals import page_published
from wagtail_factories import PageFactory

from courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from xinqiao.pages.models import HomePage

CHINESE, ENGLISH = "zh-hans", "en"


def locale(language: str) -> Locale:
    return Locale.objects.get_or_create(language_code=language)[0]


class OurPageFactory(PageFactory):
    """`language` places it; `of` is the page that it translates; `live=False` makes a draft."""

    class Meta:
        abstract = True

    class Params:
        language = CHINESE
        of: Page | None = None

    title = factory.Sequence("页 {}".format)
    slug = factory.Sequence("page-{}".format)
    locale = factory.LazyAttribute(lambda page: locale(page.language))
    translation_key = factory.LazyAttribute(
        lambda page: page.of.translation_key if page.of else uuid.uuid4()
    )

    @classmethod
    def _create_instance(cls, model_class: type[Page], parent: Page | None, kwargs: Any) -> Page:
        many = {
            name: kwargs.pop(name)
            for name in list(kwargs)
            if model_class._meta.get_field(name).many_to_many
        }
        page = model_class(**kwargs)
        (parent or cls.usual_parent(page.locale)).add_child(instance=page)
        for name, others in many.items():
            getattr(page, name).set(others)
        if many:
            page.save()
        if page.live:
            page_published.send(sender=model_class, instance=page, revision=None)
        return model_class.objects.get(pk=page.pk)

    @classmethod
    def usual_parent(cls, locale: Locale) -> Page:
        raise NotImplementedError(f"{cls.__name__} needs a parent")


class HomePageFactory(OurPageFactory):
    class Meta:
        model = HomePage

    @classmethod
    def usual_parent(cls, locale: Locale) -> Page:
        return Page.get_first_root_node()

    @classmethod
    def _create_instance(cls, model_class: type[Page], parent: Page | None, kwargs: Any) -> Page:
        home = super()._create_instance(model_class, parent, kwargs)
        if home.locale.language_code == CHINESE:
            Site.objects.update_or_create(
                is_default_site=True, defaults={"hostname": "localhost", "root_page": home}
            )
        return home


def home_page(language: str = CHINESE) -> HomePage:
    """The home page in *language*, made if there is none yet. The Chinese one is the root."""
    existing = HomePage.objects.filter(locale__language_code=language).first()
    if existing:
        return existing
    of = home_page() if language != CHINESE else None
    return HomePageFactory(language=language, of=of, slug=f"home-{language}", title="心桥")


class CourseIndexPageFactory(OurPageFactory):
    class Meta:
        model = CourseIndexPage

    title = "课程"
    slug = "courses"

    @classmethod
    def usual_parent(cls, locale: Locale) -> Page:
        return home_page(locale.language_code)


class CoursePageFactory(OurPageFactory):
    class Meta:
        model = CoursePage

    title = factory.Sequence("守护第 {} 步".format)

    @classmethod
    def usual_parent(cls, locale: Locale) -> Page:
        existing = CourseIndexPage.objects.filter(locale=locale).first()
        if existing:
            return existing
        other = CourseIndexPage.objects.first()
        return CourseIndexPageFactory(language=locale.language_code, of=other)


class ModulePageFactory(OurPageFactory):
    class Meta:
        model = ModulePage

    title = factory.Sequence("第 {} 单元".format)


def check(key: str = "c1", *, right: tuple[str, ...] = ("a",)) -> dict[str, Any]:
    """A question with the answers a, b and c."""
    answers = [
        {
            "id": option,
            "type": "item",
            "value": {"text": f"答案 {option}", "right": option in right},
        }
        for option in "abc"
    ]
    return {
        "id": key,
        "type": "check",
        "value": {"question": "哪一句合适？", "answers": answers, "explanation": "不追问。"},
    }


def true_false(key: str = "c2", *, is_true: bool = True) -> dict[str, Any]:
    value = {"statement": "先看，再问。", "is_true": is_true, "explanation": "看见在先。"}
    return {"id": key, "type": "true_false", "value": value}


def reflection(key: str = "r1") -> dict[str, Any]:
    return {"id": key, "type": "reflection", "value": {"prompt": "你先看见了什么？"}}


def text(words: str = "先看见，再开口。") -> dict[str, Any]:
    return {"type": "text", "value": f"<p>{words}</p>"}


class LessonPageFactory(OurPageFactory):
    """Asks three things: read to the end, answer c1 right (a), and write r1."""

    class Meta:
        model = LessonPage

    title = factory.Sequence("第 {} 课".format)
    body = factory.LazyFunction(lambda: [text(), check(), reflection()])


def make_course(*, lessons: int = 2, modules: int = 1, **fields: Any) -> CoursePage:
    """A published course in Chinese, with *lessons* in each of its *modules*."""
    course = CoursePageFactory(**fields)
    for _ in range(modules):
        module = ModulePageFactory(parent=course)
        for _ in range(lessons):
            LessonPageFactory(parent=module)
    return course


def translate(course: CoursePage, language: str = ENGLISH, **fields: Any) -> CoursePage:
    """The same course with all its lessons in *language*."""
    english = CoursePageFactory(
        language=language,
        of=course,
        title=f"{course.title} in English",
        access=course.access,
        in_order=course.in_order,
        **fields,
    )
    for module in ModulePage.objects.child_of(course).order_by("path"):
        below = ModulePageFactory(
            parent=english, language=language, of=module, title=f"{module.title} in English"
        )
        for lesson in LessonPage.objects.child_of(module).order_by("path"):
            LessonPageFactory(
                parent=below,
                language=language,
                of=lesson,
                title=f"{lesson.title} in English",
                body=lesson.body.raw_data,
            )
    return english


def lessons_in(course: CoursePage) -> list[LessonPage]:
    return list(LessonPage.objects.descendant_of(course).order_by("path"))
