from django.urls import path

from courses import teach

urlpatterns = [
    path("", teach.courses, name="teach"),
    path("<uuid:course_key>/", teach.learners, name="teach_course"),
    path("<uuid:course_key>/learners.csv", teach.learners_csv, name="teach_course_csv"),
]
