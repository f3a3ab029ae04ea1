from __future__ import annotations

from celery import shared_task

from assessments import finishing, measured
from assessments.models import ExamVersion
from xinqiao.operation.kept import SlowTask


@shared_task(name="assessments.sweep")
def sweep() -> None:
    """Safe to run again."""
    finishing.sweep()


@shared_task(name="assessments.compute_figures")
def compute_figures() -> None:
    """Safe to run again."""
    for _figures in measured.compute_all():
        pass


@shared_task(name="assessments.compute_figures_of", base=SlowTask)
def compute_figures_of(version_id: int) -> None:
    """Safe to run again."""
    version = ExamVersion.objects.filter(pk=version_id).first()
    if version is not None:
        measured.compute(version)
