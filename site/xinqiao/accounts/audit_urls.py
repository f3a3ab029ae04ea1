from django.urls import path

from xinqiao.accounts import audit_views

urlpatterns = [
    path("", audit_views.entries, name="audit"),
    path("entries.csv", audit_views.entries_csv, name="audit_csv"),
]
