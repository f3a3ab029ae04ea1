"""The Atom feed of new articles, one for each language."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from xinqiao.knowledge.models import ArticlePage

LENGTH = 30
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that no XML may hold; they come along with texts pasted from slides."""


class ArticleFeed(Feed):
    feed_type = Atom1Feed
    title = _("Xinqiao: articles")
    subtitle = _("New articles on children's feelings, families and school.")
    author_name = "心桥 Xinqiao"
    author_link = settings.BASE_URL
    feed_copyright = "CC BY 4.0"

    def get_object(self, request: HttpRequest) -> HttpRequest:
        return request

    def link(self, request: HttpRequest) -> str:
        return f"{settings.BASE_URL}/{get_language()}/articles/"

    def feed_url(self, request: HttpRequest) -> str:
        return settings.BASE_URL + reverse("article_feed")

    def feed_guid(self, request: HttpRequest) -> str:
        return uuid5(NAMESPACE_URL, self.link(request)).urn

    def items(self, request: HttpRequest) -> list[ArticlePage]:
        articles = ArticlePage.objects.suggestible().in_active_language().newest_first()
        newest = list(articles.exclude(first_published_at=None).for_lists()[:LENGTH])
        for article in newest:
            article.address = settings.BASE_URL + (article.get_url(request) or "")
        return newest

    def item_title(self, item: ArticlePage) -> str:
        return CONTROL.sub("", item.title)

    def item_description(self, item: ArticlePage) -> str:
        return escape(CONTROL.sub("", item.summary))  # a feed reader takes it for HTML

    def item_link(self, item: ArticlePage) -> str:
        return item.address

    def item_guid(self, item: ArticlePage) -> str:
        """The same wherever the article moves, and another one in each language."""
        return uuid5(item.translation_key, str(get_language())).urn

    def item_categories(self, item: ArticlePage) -> list[str]:
        return [topic.name for topic in item.topics.all()]

    def item_pubdate(self, item: ArticlePage) -> datetime:
        return item.first_published_at

    def item_updateddate(self, item: ArticlePage) -> datetime:
        return item.last_published_at or item.first_published_at
