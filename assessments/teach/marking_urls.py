from django.urls import path

from assessments.teach import marking

urlpatterns = [
    path("", marking.index, name="teach_marking"),
    path(
        "exams/<slug:slug>/<uuid:question>/<int:number>/next/",
        marking.next_answer,
        name="marking_next",
    ),
    path("sittings/<uuid:key>/release/", marking.release, name="release_results"),
    path("<uuid:key>/", marking.answer, name="marking_answer"),
    path("<uuid:key>/back/", marking.give_back, name="marking_back"),
]
