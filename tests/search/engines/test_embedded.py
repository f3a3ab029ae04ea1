from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from search.engines.embedded import Embedded
from tests.search.engines.contract import EngineContract
from tests.search.engines.entries import ask, entry, titles


@pytest.fixture
def engine(tmp_path: Path) -> Embedded:
    return Embedded(tmp_path)


class TestEmbedded(EngineContract):
    pass


def run_python(code: str, home: Path) -> subprocess.Popen[bytes]:
    """Another process that works on the index in *home*; it says "here" when told to."""
    return subprocess.Popen(
        [sys.executable, "-c", PRELUDE + code, str(home)],
        cwd=settings.REPO_DIR,
        env=os.environ | {"PYTHONPATH": f"{settings.REPO_DIR}{os.pathsep}{settings.SITE_DIR}"},
        stdout=subprocess.PIPE,
    )


PRELUDE = """
import sys, time
from pathlib import Path
from search.engines.embedded import Embedded
from tests.search.engines.entries import entry
engine = Embedded(Path(sys.argv[1]))
def here():
    print("here", flush=True)
def with_pause(entries):
    yield from entries
    here()
    time.sleep(600)
"""


def killed_once_here(process: subprocess.Popen[bytes]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == b"here\n"
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_without_an_index_there_is_nothing_and_no_fault(engine: Embedded):
    assert not engine.exists()
    assert ask(engine, "睡眠").total == 0
    assert engine.suggest("睡", "zh-hans") == []
    assert engine.related("article:1:en") == []
    assert engine.fingerprints() == {}


def test_other_processes_see_at_once_what_one_has_written(engine: Embedded, tmp_path: Path):
    engine.put([entry("睡眠一")])
    assert len(titles(engine, "睡眠")) == 1

    run_python("engine.put([entry('睡眠二', key='other')])", tmp_path).wait()

    assert set(titles(engine, "睡眠")) == {"睡眠一", "睡眠二"}


def test_several_processes_write_in_turn_and_none_is_lost(engine: Embedded, tmp_path: Path):
    code = "for n in range(20): engine.put([entry('睡眠', key=f'{P}-{n}')])"
    writers = [run_python(code.replace("{P}", str(number)), tmp_path) for number in range(3)]

    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert ask(engine, "睡眠").total == 60


def test_a_writer_that_is_killed_leaves_all_that_was_there(engine: Embedded, tmp_path: Path):
    engine.put([entry("睡眠一")])
    code = (
        "engine.folders.writing().__enter__()\nfrom search.engines.embedded import filling as e\n"
    )
    code += "w = e.index_in(engine.folders.current).writer(15_000_000, 1)\n"
    code += "w.delete_all_documents(); here(); time.sleep(600)"

    killed_once_here(run_python(code, tmp_path))

    assert titles(engine, "睡眠") == ["睡眠一"]
    engine.put([entry("睡眠二")])
    assert set(titles(engine, "睡眠")) == {"睡眠一", "睡眠二"}


def test_a_rebuild_that_is_killed_leaves_the_old_index_and_no_rest(
    engine: Embedded, tmp_path: Path
):
    engine.put([entry("睡眠一")])
    killed_once_here(run_python("engine.rebuild(with_pause([entry('新的睡眠')]))", tmp_path))

    assert titles(engine, "睡眠") == ["睡眠一"]
    engine.put([entry("睡眠二")])

    assert set(titles(engine, "睡眠")) == {"睡眠一", "睡眠二"}
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [
        engine.folders.pointer.read_text()
    ]


def test_an_index_of_another_form_counts_as_none(engine: Embedded):
    engine.put([entry("睡眠")])

    engine.folders.pointer.write_text("0-20200101000000-abcdef")

    assert not engine.exists()
    assert ask(engine, "睡眠").total == 0
