from django.urls import path

from assessments import teach_regrades

urlpatterns = [
    path("", teach_regrades.index, name="teach_regrades"),
    path("exams/<slug:slug>/", teach_regrades.exam, name="regrade_exam"),
    path(
        "exams/<slug:slug>/<uuid:question>/<int:number>/",
        teach_regrades.question,
        name="regrade_question",
    ),
    path("<uuid:key>/", teach_regrades.regrade, name="teach_regrade"),
    path("<uuid:key>/approve/", teach_regrades.approve, name="approve_regrade"),
    path("<uuid:key>/decline/", teach_regrades.decline, name="decline_regrade"),
]
