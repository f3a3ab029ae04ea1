"""Whatever a file holds, reading it ends in blocks or faults, never in an error."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.demo.conftest import SAMPLE
from tests.demo.helpers import LESSON
from xinqiao.demo import articles, glossary, lessons, taxonomy
from xinqiao.demo.reading.faults import Faults
from xinqiao.demo.vocabulary import Vocabulary

CHINESE = (SAMPLE / f"{LESSON}.zh-hans.md").read_text(encoding="utf-8").split("\n")
ENGLISH = (SAMPLE / f"{LESSON}.en.md").read_text(encoding="utf-8")
ODD_LINES = st.sampled_from(
    ["---", ":::", "::: check c1", "::: steps", "? ", "- [x] ", "= true", "1. **", "- ", "\t- a",
     "title: [", "title: 2026-11-20", "topics: {a: b}", "minutes: yes", "sources: [1, [2]]",
     "? [a]: b", "!!python/object:os.system x", "&a *a", "\x07", "\u2028", "objectives: 'x"]
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """The Chinese lesson with some lines taken out, doubled or put in."""
    lines = list(CHINESE)
    for _change in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["out", "double", "in"])):
            case "out" if len(lines) > 1:
                del lines[place]
            case "double":
                lines.insert(place, lines[place])
            case _:
                lines.insert(place, draw(ODD_LINES | st.text(max_size=30)))
    return "\n".join(lines)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=damaged())
def test_a_damaged_lesson_never_stops_the_reading(text: str, tmp_path: Path) -> None:
    (tmp_path / "1-look.zh-hans.md").write_bytes(text.encode("utf-8", "surrogatepass"))
    (tmp_path / "1-look.en.md").write_text(ENGLISH, encoding="utf-8")
    faults = Faults(tmp_path)

    lessons.read_lessons(tmp_path, "bridge", set(), faults, Vocabulary())

    for fault in faults.in_order():
        assert 1 <= fault.line <= text.count("\n") + ENGLISH.count("\n") + 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text() | st.lists(ODD_LINES).map("\n".join))
def test_any_text_in_place_of_a_yaml_file_never_stops_the_reading(
    text: str, tmp_path: Path
) -> None:
    for name in ("topics", "audiences", "levels", "competences"):
        (tmp_path / f"{name}.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    faults = Faults(tmp_path)

    taxonomy.read(tmp_path, faults, Vocabulary())
    glossary.read(tmp_path, faults)

    assert faults


def test_a_folder_without_files_holds_nothing(tmp_path: Path) -> None:
    faults = Faults(tmp_path)

    assert articles.read(tmp_path, faults, Vocabulary()) == []
    assert not faults
