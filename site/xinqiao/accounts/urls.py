from django.urls import path

from xinqiao.accounts import views

urlpatterns = [
    path("", views.my_account, name="my_account"),
    path("room/", views.room, name="account_room"),
    path("signup/", views.sign_up, name="account_signup"),  # before allauth's own
]
