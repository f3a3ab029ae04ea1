from __future__ import annotations

import logging

from celery import shared_task

from search import collecting, engines, indexing
from search.engines import EngineAway
from xinqiao.operation.kept import OftenTask, SlowTask

logger = logging.getLogger(__name__)


@shared_task(name="search.catch_up", base=OftenTask)
def catch_up() -> None:
    """Safe to run again."""
    indexing.catch_up_all()


@shared_task(name="search.compare", base=SlowTask)
def compare() -> None:
    """Safe to run again."""
    for engine in engines.all_engines():
        try:
            found = indexing.compare(engine)
        except EngineAway as fault:
            logger.warning("The index of %s was not compared: %s", engine.name, fault)
            continue
        if found.differing:
            logger.warning(
                "The index of %s differed in %d of %d entries, which is mended: %s",
                *(
                    engine.name,
                    len(found.differing),
                    found.entries,
                    ", ".join(found.differing[:20]),
                ),
            )


@shared_task(name="search.forget_old_searches")
def forget_old_searches() -> None:
    """Safe to run again."""
    collecting.forget_old()
