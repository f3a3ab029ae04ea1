from django.urls import path

from assessments import late_views

urlpatterns = [
    path("", late_views.index, name="late_answers"),
    path("<uuid:key>/", late_views.decide, name="late_answers_of"),
]
