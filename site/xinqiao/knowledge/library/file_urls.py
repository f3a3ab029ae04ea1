from django.urls import path

from xinqiao.knowledge.library import file_views

urlpatterns = [
    path("<uuid:key>/", file_views.resource_file, name="resource_file"),
    path("<uuid:key>/<int:number>.webp", file_views.resource_preview, name="resource_preview"),
]
