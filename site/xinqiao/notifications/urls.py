from django.urls import path

from xinqiao.notifications import views

urlpatterns = [
    path("my/notices/", views.notices, name="notices"),
    path("my/notices/read/", views.read_all, name="read_all_notices"),
    path("my/notices/mail/", views.choose_mail, name="mail_choices"),
    path("my/notices/<uuid:pk>/", views.open_notice, name="open_notice"),
    path("stop-mail/<str:token>/", views.stop_mail, name="stop_mail"),
]
