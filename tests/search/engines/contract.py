"""What every engine does. Each engine's tests take this class and give it a fixture `engine`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from threading import Event, Thread

import pytest

from search.engines import Engine
from search.entries import one_person
from tests.search.engines.entries import CHINESE, ENGLISH, ask, entry, titles

ODD = [
    *("", " ", "心", "\x00", "心\x00理", "🙂", "\u200f心理\u202e", "心" * 10_000, "a " * 5_000),
    *('"', "'", '"心理', "心理 AND", "NOT", "OR OR", "+心理 -健康", "(心理", "心理)", "title:心理"),
    *("心理~2", "心*", "?", "心理^9", "[a TO b]", "{!func}x", "\\", "/心理/", "NEAR(a b)"),
    *("'; DROP TABLE wagtailcore_page; --", "1' OR '1'='1", '{"match_all": {}}', "<script>"),
    *("_exists_:key", "readers:everyone", "*:*", "key:*", "%", "_", "¶", "= =", "ﬁ", "Ａ"),
]


class EngineContract:
    # Finding

    def test_what_is_put_is_found_at_once_and_comes_back_whole(self, engine: Engine):
        told = entry(
            "考前睡不着",
            summary="三件小事。",
            body="把手机放远。",
            keywords="睡眠",
            facets={"topic": ("sleep_body", "exam_stress"), "audience": ("carer",)},
            day=date(2025, 6, 7),
        )

        assert engine.put([told]) == 1

        answer = ask(engine, "睡不着")
        assert answer.total == 1
        assert answer.hits[0].entry == told
        assert answer.hits[0].score > 0

    @pytest.mark.parametrize("field", ["title", "summary", "body", "keywords"])
    def test_every_text_of_an_entry_is_looked_into(self, engine: Engine, field: str):
        engine.put([entry("别的"), replace(entry("某篇"), **{field: "谈谈欺凌"})])

        assert ask(engine, "欺凌").total == 1

    def test_a_phrase_does_not_reach_from_one_text_into_the_next(self, engine: Engine):
        engine.put([entry("教师的心", summary="理由很多")])

        assert titles(engine, "心理") == []

    def test_characters_that_only_meet_by_accident_are_not_found(self, engine: Engine):
        engine.put([entry("我们的产品和服务"), entry("和服的样式")])

        assert titles(engine, "和服") == ["和服的样式"]

    def test_all_parts_of_a_question_hold(self, engine: Engine):
        engine.put([entry("考试的焦虑"), entry("焦虑"), entry("考试")])

        assert titles(engine, "考试 焦虑") == ["考试的焦虑"]

    def test_english_is_found_in_its_other_forms(self, engine: Engine):
        engine.put([entry("Counselling a child", language=ENGLISH)])

        assert ask(engine, "child counselled", lang=ENGLISH).total == 1
        assert ask(engine, "counsel", lang=ENGLISH).total == 1

    def test_each_language_is_searched_by_itself(self, engine: Engine):
        engine.put([entry("PHQ-9 量表"), entry("The PHQ-9 scale", language=ENGLISH)])

        assert titles(engine, "PHQ-9") == ["PHQ-9 量表"]
        assert titles(engine, "PHQ-9", lang=ENGLISH) == ["The PHQ-9 scale"]

    def test_a_word_in_the_title_counts_more_than_one_in_the_text(self, engine: Engine):
        engine.put([entry("家访记", body="路上谈到焦虑。"), entry("焦虑", body="路上谈到家访。")])

        assert titles(engine, "焦虑") == ["焦虑", "家访记"]

    @pytest.mark.parametrize("text", ODD)
    def test_whatever_is_typed_is_answered(self, engine: Engine, text: str):
        engine.put([entry("心理健康"), entry("私下的心事", readers=(one_person(7),))])

        answer = ask(engine, text)

        assert "私下的心事" not in [hit.entry.title for hit in answer.hits]
        assert len(answer.hits) <= answer.total <= 1
        assert "私下的心事" not in [one.text for one in engine.suggest(text, CHINESE)]

    # Readers

    def test_a_private_note_is_found_by_its_writer_alone(self, engine: Engine):
        engine.put([entry("我的心事", readers=(one_person(1),))])

        assert titles(engine, "心事") == []
        assert titles(engine, "心事", readers=("everyone", one_person(11))) == []
        assert titles(engine, "心事", readers=("everyone", one_person(1))) == ["我的心事"]

    def test_a_private_note_is_counted_suggested_and_related_for_nobody(self, engine: Engine):
        note = entry("我的心事", readers=(one_person(1),), facets={"topic": ("grief",)})
        other = entry("孩子的心事")
        engine.put([note, other])

        assert "topic" not in ask(engine, "心事").facets
        assert [one.text for one in engine.suggest("我", CHINESE)] == []
        assert engine.related(other.key) == []

    def test_what_is_sensitive_is_found_by_the_words_written_and_by_no_others(self, engine: Engine):
        engine.put([entry("抑郁与自伤", sensitive=True), entry("抑郁")])

        assert set(titles(engine, "抑郁")) == {"抑郁与自伤", "抑郁"}
        assert titles(engine, "depression") == ["抑郁"]

    def test_what_is_sensitive_is_never_suggested_or_related(self, engine: Engine):
        other = entry("失去之后的陪伴")
        engine.put([entry("失去", sensitive=True), other])

        assert [one.text for one in engine.suggest("失去", CHINESE)] == ["失去之后的陪伴"]
        assert engine.related(other.key) == []

    # Facets, order, pages

    def test_facets_count_what_choosing_them_would_give(self, engine: Engine):
        engine.put(
            [
                entry("睡眠一", facets={"topic": ("sleep",), "audience": ("carer",)}),
                entry("睡眠二", facets={"topic": ("sleep",), "audience": ("teacher",)}),
                entry(
                    "睡眠三", facets={"topic": ("stress",), "audience": ("carer",)}, kind="lesson"
                ),
            ]
        )

        chosen = ask(engine, "睡眠", filters={"topic": frozenset({"sleep"})})

        assert chosen.total == 2
        assert chosen.facets["topic"] == {"sleep": 2, "stress": 1}
        assert chosen.facets["audience"] == {"carer": 1, "teacher": 1}
        assert chosen.facets["kind"] == {"article": 2}

    def test_values_of_one_facet_add_up_and_facets_narrow(self, engine: Engine):
        engine.put(
            [
                entry("睡眠一", facets={"topic": ("sleep",), "audience": ("carer",)}),
                entry("睡眠二", facets={"topic": ("stress",), "audience": ("carer",)}),
                entry("睡眠三", facets={"topic": ("stress",), "audience": ("teacher",)}),
            ]
        )
        both = frozenset({"sleep", "stress"})

        assert ask(engine, "睡眠", filters={"topic": both}).total == 3
        narrowed = ask(engine, "睡眠", filters={"topic": both, "audience": frozenset({"teacher"})})
        assert [hit.entry.title for hit in narrowed.hits] == ["睡眠三"]

    def test_a_value_that_does_not_exist_finds_nothing_and_tells_what_would(self, engine: Engine):
        engine.put([entry("睡眠", facets={"topic": ("sleep",)})])

        answer = ask(engine, "睡眠", filters={"topic": frozenset({"nosuch' OR 1=1"})})

        assert (answer.total, answer.hits) == (0, ())
        assert answer.facets["topic"] == {"sleep": 1}

    def test_the_newest_comes_first_when_asked_for(self, engine: Engine):
        days = [date(2024, 5, 1), date(2026, 5, 1), date(2025, 5, 1)]
        engine.put([entry(f"睡眠 {day.year}", day=day) for day in days])

        assert titles(engine, "睡眠", order="date") == ["睡眠 2026", "睡眠 2025", "睡眠 2024"]

    def test_pages_follow_one_another_without_gap_or_repetition(self, engine: Engine):
        engine.put([entry(f"睡眠 {number}", body="夜" * number) for number in range(25)])

        pages = [titles(engine, "睡眠", start=start, size=10) for start in (0, 10, 20)]

        assert [len(page) for page in pages] == [10, 10, 5]
        assert len({title for page in pages for title in page}) == 25

    @pytest.mark.parametrize("start", [10, 9_995, 10**4, 10**9, 10**15])
    def test_beyond_the_last_page_there_is_nothing(self, engine: Engine, start: int):
        engine.put([entry("睡眠")])

        answer = ask(engine, "睡眠", start=start)

        assert (answer.total, answer.hits) == (1, ())

    # Suggestions and related entries

    @pytest.mark.parametrize("beginning", ["心", "心理咨", "xlzx", "xinli", "X"])
    def test_titles_are_suggested_from_the_first_character_on(self, engine: Engine, beginning: str):
        engine.put([entry("心理咨询入门"), entry("家访")])

        assert [one.text for one in engine.suggest(beginning, CHINESE)] == ["心理咨询入门"]

    def test_suggestions_tell_where_they_lead_and_terms_come_first(self, engine: Engine):
        lesson = entry("心理一课", kind="lesson")
        term = entry("心理健康", kind="term", url="/zh-hans/glossary/#mental-health")
        engine.put([lesson, term, entry("Mind", language=ENGLISH)])

        first, second = engine.suggest("心理", CHINESE)

        assert (first.text, first.kind, first.url) == (term.title, "term", term.url)
        assert second.url == lesson.url
        assert len(engine.suggest("心理", CHINESE, limit=1)) == 1

    def test_related_entries_share_words_and_not_the_text_itself(self, engine: Engine):
        one = entry("考试焦虑怎么办", keywords="睡眠")
        same = entry("考试焦虑怎么办", family=one.family, key=f"{one.family}:other")
        engine.put([one, same, entry("考试前的睡眠"), entry("做客的礼貌")])

        assert [other.title for other in engine.related(one.key)] == ["考试前的睡眠"]
        assert engine.related("article:nosuch:en") == []

    # Changing

    def test_an_entry_is_replaced_by_its_key(self, engine: Engine):
        old = entry("旧的标题")
        engine.put([old])

        engine.put([replace(old, title="新的题目")])

        assert titles(engine, "标题") == []
        assert titles(engine, "题目") == ["新的题目"]

    def test_what_is_removed_is_not_found(self, engine: Engine):
        one, other = entry("睡眠一"), entry("睡眠二")
        engine.put([one, other])

        engine.remove([one.key, "article:nosuch:en"])

        assert titles(engine, "睡眠") == ["睡眠二"]
        assert [found.text for found in engine.suggest("睡", CHINESE)] == ["睡眠二"]

    def test_a_rebuild_leaves_just_what_it_was_given(self, engine: Engine):
        engine.put([entry("旧的睡眠")])
        one = entry("睡眠一")

        assert engine.rebuild([one, replace(one, title="睡眠二")]) >= 1

        assert titles(engine, "睡眠") == ["睡眠二"]

    def test_a_rebuild_that_fails_leaves_the_old_index(self, engine: Engine):
        engine.put([entry("旧的睡眠")])

        def broken():
            yield entry("新的睡眠")
            raise RuntimeError

        with pytest.raises(RuntimeError):
            engine.rebuild(broken())

        assert titles(engine, "睡眠") == ["旧的睡眠"]

    def test_what_changes_during_a_rebuild_is_not_lost(self, engine: Engine):
        edited, removed = entry("旧的睡眠"), entry("要删的睡眠")
        engine.put([edited, removed])

        def meanwhile():
            yield edited
            engine.put([replace(edited, title="改过的睡眠"), entry("新写的睡眠")])
            engine.remove([removed.key])
            assert set(titles(engine, "睡眠")) == {"改过的睡眠", "新写的睡眠"}
            yield removed
            yield edited

        engine.rebuild(meanwhile())

        assert set(titles(engine, "睡眠")) == {"改过的睡眠", "新写的睡眠"}

    def test_fingerprints_tell_of_every_entry_and_of_every_change(self, engine: Engine):
        one, other = entry("睡眠一"), entry("睡眠二")
        engine.rebuild([one, other])
        before = dict(engine.fingerprints())

        engine.put([replace(one, summary="新的概述")])

        after = engine.fingerprints()
        assert set(before) == set(after) == {one.key, other.key}
        assert before[one.key] != after[one.key]
        assert before[other.key] == after[other.key]

    def test_search_misses_nothing_while_the_index_is_rebuilt_again_and_again(self, engine: Engine):
        entries = [entry(f"睡眠 {number}") for number in range(50)]
        engine.rebuild(entries)
        totals: set[int] = set()
        done = Event()

        def ask_on() -> None:
            while not done.is_set():
                totals.add(ask(engine, "睡眠").total)

        readers = [Thread(target=ask_on) for _ in range(3)]
        for reader in readers:
            reader.start()
        for _ in range(15):
            engine.rebuild(entries)
        done.set()
        for reader in readers:
            reader.join()

        assert totals == {50}
