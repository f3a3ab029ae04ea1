from django.urls import path

from xinqiao.knowledge import feeds, views

urlpatterns = [
    path("glossary/", views.glossary, name="glossary"),
    path("articles/feed/", feeds.ArticleFeed(), name="article_feed"),
]
