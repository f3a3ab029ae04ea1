"""With a real broker, worker and beat."""

from __future__ import annotations

from datetime import timedelta

from celery import current_app
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from search.finding import find
from tests.knowledge_factories import ArticlePageFactory
from tests.services.tasks import die_once
from tests.services.waiting import eventually


def put_page(title: str, *, live: bool = True) -> Page:
    return Page.get_first_root_node().add_child(instance=Page(title=title, slug=title, live=live))


def waiting_jobs() -> int:
    with current_app.connection_for_read() as connection:
        queue = connection.default_channel.queue_declare("celery", passive=False)
        return queue.message_count


def test_a_page_is_found_once_the_worker_has_indexed_it(start_worker):
    put_page("persimmon")

    assert waiting_jobs() > 0
    assert not Page.objects.search("persimmon")

    start_worker()

    assert eventually(lambda: Page.objects.search("persimmon").count() == 1)


def test_an_article_is_found_by_readers_once_the_worker_has_indexed_it(start_worker):
    start_worker()

    ArticlePageFactory(title="放羊的孩子")

    assert eventually(lambda: find("放羊", "zh-hans").total == 1)


def test_what_is_rolled_back_queues_no_job(queue):
    with transaction.atomic():
        put_page("persimmon")
        transaction.set_rollback(True)

    assert waiting_jobs() == 0


def test_beat_publishes_what_is_due(start_worker):
    page = put_page("persimmon", live=False)
    page.go_live_at = timezone.now() + timedelta(seconds=1)
    page.save_revision().publish()
    assert not Page.objects.get(pk=page.pk).live

    start_worker()

    assert eventually(lambda: Page.objects.filter(pk=page.pk, live=True).exists())


def test_a_job_survives_the_death_of_the_process_that_runs_it(start_worker):
    die_once.delay("tries")

    start_worker()

    assert eventually(lambda: cache.get("tries") == 2)
    assert eventually(lambda: waiting_jobs() == 0)
