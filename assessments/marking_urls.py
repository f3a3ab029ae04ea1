from django.urls import path

from assessments import teach_marking

urlpatterns = [
    path("", teach_marking.index, name="teach_marking"),
    path(
        "exams/<slug:slug>/<uuid:question>/<int:number>/next/",
        teach_marking.next_answer,
        name="marking_next",
    ),
    path("sittings/<uuid:key>/release/", teach_marking.release, name="release_results"),
    path("<uuid:key>/", teach_marking.answer, name="marking_answer"),
    path("<uuid:key>/back/", teach_marking.give_back, name="marking_back"),
]
