from django.urls import path

from assessments import self_check_views

urlpatterns = [path("<uuid:key>/", self_check_views.answer, name="self_check")]
