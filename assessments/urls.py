from django.urls import path

from assessments import candidate, result_views

urlpatterns = [
    path("", candidate.exams, name="exams"),
    path("<uuid:key>/", candidate.start, name="exam_start"),
    path("attempts/<uuid:key>/", candidate.attempt, name="attempt"),
    path("attempts/<uuid:key>/here/", candidate.take_over, name="attempt_here"),
    path("attempts/<uuid:key>/result/", result_views.result, name="exam_result"),
]
