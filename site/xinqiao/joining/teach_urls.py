from django.urls import path

from xinqiao.joining import teach, teach_codes

urlpatterns = [
    path("people/", teach.people_list, name="teach_people"),
    path("people/<uuid:public_id>/", teach.person_page, name="teach_person"),
    path("roles/<int:pk>/end/", teach.end_role, name="teach_end_role"),
    path("requests/", teach.request_list, name="teach_requests"),
    path("requests/<int:pk>/accept/", teach.accept, name="teach_accept"),
    path("requests/<int:pk>/decline/", teach.decline, name="teach_decline"),
    path("codes/", teach_codes.code_list, name="teach_codes"),
    path("codes/<int:pk>/", teach_codes.slips, name="teach_slips"),
    path("codes/<int:pk>/end/", teach_codes.end_code, name="teach_end_code"),
]
