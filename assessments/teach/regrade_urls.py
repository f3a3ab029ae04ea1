from django.urls import path

from assessments.teach import regrades

urlpatterns = [
    path("", regrades.index, name="teach_regrades"),
    path("exams/<slug:slug>/", regrades.exam, name="regrade_exam"),
    path(
        "exams/<slug:slug>/<uuid:question>/<int:number>/",
        regrades.question,
        name="regrade_question",
    ),
    path("<uuid:key>/", regrades.regrade, name="teach_regrade"),
    path("<uuid:key>/approve/", regrades.approve, name="approve_regrade"),
    path("<uuid:key>/decline/", regrades.decline, name="decline_regrade"),
]
