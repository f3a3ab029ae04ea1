from django.urls import path

from xinqiao.knowledge import feeds, views
from xinqiao.knowledge.library import bulk_views as bulk
from xinqiao.knowledge.library import views as library

urlpatterns = [
    path("glossary/", views.glossary, name="glossary"),
    path("articles/feed/", feeds.ArticleFeed(), name="article_feed"),
    path("my/saved/", library.saved, name="saved"),
    path("my/saved/<uuid:key>/", library.save_resource, name="save_resource"),
    path("my/collected/<uuid:key>/", library.put_into_collection, name="put_into_collection"),
    path("collections/", library.collections, name="collections"),
    path("collections/new/", library.new_collection, name="new_collection"),
    path("collections/<uuid:key>/", library.collection, name="collection"),
    path("collections/<uuid:key>/change/", library.change_collection, name="change_collection"),
    path("collections/<uuid:key>/places/", library.place_in_collection, name="place_in_collection"),
    path("collections/<uuid:key>/delete/", library.delete_collection, name="delete_collection"),
    path("teach/library/", bulk.put_up, name="library_uploads"),
    path("teach/library/resources.csv", bulk.empty_sheet, name="library_empty_sheet"),
    path("teach/library/<uuid:key>/", bulk.upload, name="library_upload"),
    path("teach/library/<uuid:key>/take/", bulk.take, name="take_library_upload"),
    path("teach/library/<uuid:key>/discard/", bulk.discard, name="discard_library_upload"),
]
