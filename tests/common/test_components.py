"""Our components, as templates use them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.template import Context, Template, TemplateDoesNotExist, TemplateSyntaxError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tests.knowledge_factories import HelpLineFactory
from xinqiao.common.templatetags.components import duration


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize("tag", ["icon", "picture"])
def test_a_drawing_is_hidden_from_screen_readers(tag: str):
    html = render(f'{{% {tag} "{"check" if tag == "icon" else "lamp"}" %}}')

    assert html.startswith("<svg")
    assert 'aria-hidden="true"' in html


def test_an_unknown_drawing_is_an_error_and_not_a_blank():
    with pytest.raises(TemplateDoesNotExist):
        render('{% icon "nosuch" %}')


def test_a_wrong_argument_is_an_error():
    with pytest.raises((TemplateSyntaxError, TypeError)):
        render("{% progress_bar 1 2 %}")


@pytest.mark.parametrize(
    ("done", "total", "width"), [(0, 0, 0), (0, 3, 0), (1, 3, 33), (3, 3, 100)]
)
def test_progress_is_drawn_and_said(done: int, total: int, width: int):
    html = render('{% progress_bar done total label="几课" %}', done=done, total=total)

    assert f'<rect width="{width}"' in html
    assert "几课" in html


def test_a_callout_escapes_what_it_is_given():
    html = render(
        '{% callout "warning" title=title %}{{ text }}{% endcallout %}', title="<a>", text="<b>"
    )

    assert 'data-tone="warning"' in html
    assert "&lt;a&gt;" in html and "&lt;b&gt;" in html
    assert "<b>" not in html


def test_an_empty_state_offers_one_thing_to_do():
    with_link = render('{% empty_state "empty-results" "无" "没有" "/x/" "去看" %}')
    without = render('{% empty_state "empty-results" "无" "没有" %}')

    assert '<a class="button" href="/x/">去看</a>' in with_link
    assert "<a " not in without


class Form(forms.Form):
    name = forms.CharField(label="姓名", help_text="同事怎么叫您")
    agree = forms.BooleanField(label="同意", required=False)
    way = forms.ChoiceField(label="方式", choices=[("a", "一")], widget=forms.RadioSelect)

    def clean(self) -> dict[str, object]:
        raise forms.ValidationError("整个表单有误")


def test_a_form_ties_labels_hints_and_faults_to_their_fields():
    html = render("{% form_fields form %}", form=Form({"name": ""}))

    assert '<label for="id_name">' in html
    assert 'aria-describedby="id_name_helptext' in html
    assert 'id="id_name_helptext"' in html and "同事怎么叫您" in html
    assert 'aria-invalid="true"' in html
    assert "<legend>方式</legend>" in html
    assert "整个表单有误" in html


def test_the_full_list_of_numbers_tells_what_each_is_for(db: None):
    html = render("{% help_numbers %}", help_lines=[HelpLineFactory()])

    assert 'href="tel:12356"' in html
    assert "难过时找人说说话。" in html
    assert "每天至少18小时" in html


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 min"),
        (29, "0 min"),
        (60, "1 min"),
        (3569, "59 min"),
        (3570, "1 h"),
        (3600, "1 h"),
        (4800, "1 h 20 min"),
    ],
)
def test_a_duration_is_said_in_hours_and_minutes(seconds: int, said: str):
    with override("en"):
        assert duration(seconds) == said


@given(st.integers(0, 10**7))
def test_a_duration_never_says_sixty_minutes(seconds: int):
    with override("en"):
        assert "60 min" not in duration(seconds)


def test_a_day_is_that_of_shanghai_and_written_as_people_write_it():
    late = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)

    assert render("{{ moment|day }}", moment=late) == "2026年11月21日"
    assert render("{{ moment|day }}", moment=date(2026, 11, 20)) == "2026年11月20日"
    assert render("{{ moment|day }}", moment=None) == ""
    with override("en"):
        assert "2026" in render("{{ moment|day }}", moment=late)
        assert "21" in render("{{ moment|day }}", moment=late)
