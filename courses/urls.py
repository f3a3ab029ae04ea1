from django.urls import path

from courses import views

urlpatterns = [
    path("courses/<uuid:course_key>/join/", views.join, name="join_course"),
    path("courses/<uuid:course_key>/leave/", views.leave, name="leave_course"),
    path("courses/<uuid:course_key>/go-on/", views.go_on, name="go_on"),
    path("lessons/<uuid:lesson_key>/record/", views.record, name="record_fact"),
    path("lessons/<uuid:lesson_key>/notes/", views.notes, name="notes"),
]
