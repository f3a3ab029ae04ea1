"""What stands in the knowledge base and in the directory, for tests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from wagtail.models import Locale, Page

from tests.page_factories import CHINESE, OurPageFactory, home_page, locale
from xinqiao.directory.models import HelpLine
from xinqiao.knowledge.models import (
    ArticleIndexPage,
    ArticlePage,
    Audience,
    GlossaryTerm,
    LibraryPage,
    ResourcePage,
    Topic,
)
from xinqiao.pages.models import PlainPage


class TopicFactory(DjangoModelFactory[Topic]):
    class Meta:
        model = Topic
        django_get_or_create = ("code",)

    code = factory.Sequence("topic-{}".format)
    name_zh = factory.LazyAttribute(lambda topic: f"主题 {topic.code}")
    name_en = factory.LazyAttribute(lambda topic: f"Topic {topic.code}")


class AudienceFactory(DjangoModelFactory[Audience]):
    class Meta:
        model = Audience
        django_get_or_create = ("code",)

    code = factory.Sequence("audience-{}".format)
    name_zh = factory.LazyAttribute(lambda audience: f"读者 {audience.code}")
    name_en = factory.LazyAttribute(lambda audience: f"Reader {audience.code}")


class GlossaryTermFactory(DjangoModelFactory[GlossaryTerm]):
    class Meta:
        model = GlossaryTerm

    class Params:
        language = CHINESE

    slug = factory.Sequence("term-{}".format)
    term = "监护人"
    definition = "依法照管孩子的人。"
    locale = factory.LazyAttribute(lambda term: locale(term.language))


class HelpLineFactory(DjangoModelFactory[HelpLine]):
    class Meta:
        model = HelpLine

    number = "12356"
    name_zh, name_en = "心理援助热线", "Support line"
    purpose_zh, purpose_en = "难过时找人说说话。", "Somebody to talk to."
    hours_zh, hours_en = "每天至少18小时", "At least 18 hours a day"
    in_help_bar = True
    source_title = "国家卫生健康委公开信息"
    verified_on = factory.LazyFunction(timezone.localdate)
    next_check = factory.LazyAttribute(lambda line: line.verified_on + timedelta(days=180))


class PlainPageFactory(OurPageFactory):
    class Meta:
        model = PlainPage

    title = "关于心桥"
    summary = "为什么有这个网站。"

    @classmethod
    def usual_parent(cls, locale: Locale) -> Page:
        return home_page(locale.language_code)


class ArticleIndexPageFactory(OurPageFactory):
    class Meta:
        model = ArticleIndexPage

    title = "文章"
    slug = "articles"

    @classmethod
    def usual_parent(cls, locale: Locale) -> Page:
        return home_page(locale.language_code)


class ArticlePageFactory(OurPageFactory):
    """A published article about emotions, for carers."""

    class Meta:
        model = ArticlePage

    title = factory.Sequence("文章 {}".format)
    summary = "听，比问更要紧。"
    body = factory.LazyFunction(lambda: [{"type": "text", "value": "<p>先看见，再开口。</p>"}])
    topics = factory.LazyFunction(lambda: [TopicFactory(code="emotions", name_zh="情绪")])
    audiences = factory.LazyFunction(lambda: [AudienceFactory(code="carer", name_zh="照护人")])
    last_reviewed_on = date(2026, 11, 20)
    next_review_on = date(2027, 11, 20)

    @classmethod
    def usual_parent(cls, locale: Locale) -> Page:
        return article_index(locale.language_code)

    @classmethod
    def _create_instance(cls, model_class: type[Page], parent: Page | None, kwargs: Any) -> Page:
        if kwargs.get("live", True):
            kwargs.setdefault("first_published_at", timezone.now())
            kwargs.setdefault("last_published_at", timezone.now())
        return super()._create_instance(model_class, parent, kwargs)


def article_index(language: str = CHINESE) -> ArticleIndexPage:
    """The list of articles in *language*, made if there is none yet."""
    existing = ArticleIndexPage.objects.filter(locale__language_code=language).first()
    return existing or ArticleIndexPageFactory(
        language=language, of=ArticleIndexPage.objects.first()
    )


class LibraryPageFactory(OurPageFactory):
    class Meta:
        model = LibraryPage

    title = "资源库"
    slug = "library"

    @classmethod
    def usual_parent(cls, locale: Locale) -> Page:
        return home_page(locale.language_code)


class ResourcePageFactory(ArticlePageFactory):
    """A published worksheet about emotions, for carers; `add_file` gives it a file."""

    class Meta:
        model = ResourcePage

    title = factory.Sequence("资源 {}".format)
    summary = "打印出来就能用。"
    kind = ResourcePage.Kind.WORKSHEET

    @classmethod
    def usual_parent(cls, locale: Locale) -> Page:
        return library(locale.language_code)


def library(language: str = CHINESE) -> LibraryPage:
    """The library in *language*, made if there is none yet."""
    existing = LibraryPage.objects.filter(locale__language_code=language).first()
    return existing or LibraryPageFactory(language=language, of=LibraryPage.objects.first())
