from django.urls import path

from assessments.teach import figures

urlpatterns = [
    path("figures/", figures.exams, name="teach_figures"),
    path("exams/<slug:slug>/figures/", figures.figures, name="exam_figures"),
    path("exams/<slug:slug>/figures/items.csv", figures.items_csv, name="exam_figures_csv"),
]
