from django.urls import path

from assessments import teach_exams, teach_grants, teach_sittings

SITTING = "<slug:slug>/sittings/<uuid:key>/"

urlpatterns = [
    path("", teach_exams.exams, name="teach_exams"),
    path("<slug:slug>/", teach_exams.exam, name="teach_exam"),
    path("<slug:slug>/rules/", teach_exams.rules, name="teach_rules"),
    path("<slug:slug>/rules/<int:number>/", teach_exams.version, name="teach_exam_version"),
    path("<slug:slug>/publish/", teach_exams.publish, name="teach_publish_exam"),
    path("<slug:slug>/drop-draft/", teach_exams.drop, name="teach_drop_draft"),
    path("<slug:slug>/sittings/new/", teach_sittings.make, name="teach_new_sitting"),
    path(SITTING, teach_sittings.sitting, name="teach_sitting"),
    path(f"{SITTING}change/", teach_sittings.change, name="teach_change_sitting"),
    path(f"{SITTING}notice/", teach_sittings.notice, name="teach_sitting_notice"),
    path(f"{SITTING}try/", teach_sittings.try_out, name="teach_try_exam"),
    path(f"{SITTING}grants/", teach_grants.grants, name="teach_grants"),
]
