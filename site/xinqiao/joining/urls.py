from django.urls import path

from xinqiao.joining import views

urlpatterns = [
    path("", views.enter_code, name="join"),
    path("ask/", views.choose_school, name="join_choose"),
    path("ask/<slug:slug>/", views.ask_school, name="join_ask"),
    path("requests/<int:pk>/withdraw/", views.withdraw, name="join_withdraw"),
    path("leave/<int:pk>/", views.leave, name="join_leave"),
    path("<str:code>/", views.use_code, name="join_code"),
]
