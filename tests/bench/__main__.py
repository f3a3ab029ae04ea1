"""`make bench`: measure, print a table, write bench.json. Exit status 1 if a limit is missed.

The machine may be noisy: what counts are ratios of things measured in turn in one run.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.server import REPO, environment, free_port, served, settle

PARTS = ["article", "cache", "publish", "sync", "storm", "weight", "questions", "search", "exam"]


def verdict(row: dict[str, Any]) -> str:
    if "limit" in row:
        return f"{'ok  ' if row['value'] <= row['limit'] else 'MISS'} at most {row['limit']:g}"
    if "floor" in row:
        return f"{'ok  ' if row['value'] >= row['floor'] else 'MISS'} at least {row['floor']:.3g}"
    return ""


def tell(row: dict[str, Any]) -> None:
    figure = f"{row['value']:>12,.2f} {row['unit']:<18} {verdict(row)}"
    print(f"{row['what']:<58} {figure}", flush=True)  # noqa: T201


def main(parts: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="xinqiao-bench-") as folder:
        port = free_port()
        os.environ.update(environment(Path(folder), port))
        settle()
        import django

        django.setup()
        from tests.bench import (
            article,
            cache,
            exam,
            publish,
            questions,
            search,
            storm,
            sync,
            weight,
        )

        paths = article.prepare()
        plain = Path(folder, "plain")
        plain.mkdir()
        with served(port, plain) as server:
            measures = {
                "article": lambda: article.measure(server, paths),
                "cache": lambda: cache.measure(server, paths[0]),
                "exam": exam.measure,
                "publish": lambda: publish.measure(server, paths[0]),
                "questions": questions.measure,
                "search": search.measure,
                "storm": lambda: storm.measure(server),
                "sync": lambda: sync.measure(server),
                "weight": lambda: weight.measure(server.base),
            }
            rows = []
            for part in parts:
                for row in measures[part]():
                    rows.append(row)
                    tell(row)
    (REPO / "bench.json").write_text(json.dumps(rows, indent=2) + "\n")
    return int(any(verdict(row).startswith("MISS") for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or PARTS))
