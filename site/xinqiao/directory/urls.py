from django.urls import path

from xinqiao.directory import views

urlpatterns = [path("help-lines/", views.help_lines, name="help_lines")]
