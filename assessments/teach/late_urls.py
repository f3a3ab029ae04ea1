from django.urls import path

from assessments.teach import late

urlpatterns = [
    path("", late.index, name="late_answers"),
    path("<uuid:key>/", late.decide, name="late_answers_of"),
]
