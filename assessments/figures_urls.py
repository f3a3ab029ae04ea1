from django.urls import path

from assessments import figures_views

urlpatterns = [
    path("figures/", figures_views.exams, name="teach_figures"),
    path("exams/<slug:slug>/figures/", figures_views.figures, name="exam_figures"),
    path("exams/<slug:slug>/figures/items.csv", figures_views.items_csv, name="exam_figures_csv"),
]
