from django.urls import path

from assessments.teach import exams, grants, sittings

SITTING = "<slug:slug>/sittings/<uuid:key>/"

urlpatterns = [
    path("", exams.exams, name="teach_exams"),
    path("<slug:slug>/", exams.exam, name="teach_exam"),
    path("<slug:slug>/rules/", exams.rules, name="teach_rules"),
    path("<slug:slug>/rules/<int:number>/", exams.version, name="teach_exam_version"),
    path("<slug:slug>/publish/", exams.publish, name="teach_publish_exam"),
    path("<slug:slug>/drop-draft/", exams.drop, name="teach_drop_draft"),
    path("<slug:slug>/sittings/new/", sittings.make, name="teach_new_sitting"),
    path(SITTING, sittings.sitting, name="teach_sitting"),
    path(f"{SITTING}change/", sittings.change, name="teach_change_sitting"),
    path(f"{SITTING}notice/", sittings.notice, name="teach_sitting_notice"),
    path(f"{SITTING}try/", sittings.try_out, name="teach_try_exam"),
    path(f"{SITTING}grants/", grants.grants, name="teach_grants"),
]
