from __future__ import annotations

from celery import shared_task

from assessments import calling, finishing, imports, measured, notices
from assessments.models import Attempt, ExamVersion, Regrade
from assessments.regrading import applying
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


@shared_task(name="assessments.tell_results_of", base=SlowTask)
def tell_results_of(attempts: list[int]) -> None:
    """Tell the candidates of *attempts*, by their ids, that their results are there.

    Safe to run again.
    """
    told = Attempt.objects.filter(pk__in=attempts, released_at__isnull=False)
    notices.tell_results(
        told.select_related("person", "sitting__exam", "version").iterator(chunk_size=500)
    )


@shared_task(name="assessments.check_import", base=SlowTask)
def check_import(pk: int) -> None:
    """Safe to run again."""
    imports.check(pk)


@shared_task(name="assessments.take_import", base=SlowTask)
def take_import(pk: int) -> None:
    """Safe to run again."""
    imports.take(pk)


@shared_task(name="assessments.forget_imports")
def forget_imports() -> None:
    """Safe to run again."""
    imports.forget_old()


@shared_task(name="assessments.call")
def call() -> None:
    """Safe to run again."""
    calling.call()
    calling.tell_what_opened()


@shared_task(name="assessments.apply_regrade", base=SlowTask)
def apply_regrade(regrade_id: int) -> None:
    """Safe to run again, and to die in the middle."""
    applying.apply(Regrade.objects.get(pk=regrade_id))
