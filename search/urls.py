from django.urls import path

from . import api, views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/opensearch.xml", api.opensearch, name="opensearch"),
]
without_language = [
    path("search/suggest", api.suggest, name="search_suggest"),
    path("search/opened", api.opened, name="search_opened"),
]
