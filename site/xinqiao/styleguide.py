"""All components with invented data, for those who build the site. Asks for no row of its own."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, BoundBlock
from wagtail.images.models import Image, Rendition
from wagtailmedia.models import Media

from courses.blocks import QUESTIONS, LessonBlocks
from xinqiao.common.blocks import BodyBlocks
from xinqiao.common.pictures import PICTURES
from xinqiao.knowledge.templatetags.knowledge import Reading
from xinqiao.knowledge.terms_in_text import glossary_of
from xinqiao.question_samples import question_samples
from xinqiao.samples import TERMS, articles, hard_topics, of_learning, of_lists, sample_lines

COLOURS = [
    "paper", "sheet", "ink", "ink-soft", "line", "indigo", "indigo-wash", "persimmon",
    "persimmon-wash", "bamboo", "bamboo-wash", "wheat",
]  # fmt: skip

DRAWN = "img/share.png"
"""A picture among the static files that stands for what editors put up."""


class SampleForm(forms.Form):
    name = forms.CharField(label=_("Your name"), help_text=_("As colleagues know you."))
    email = forms.EmailField(label=_("E-mail"), required=False)
    again = forms.BooleanField(label=_("Stay signed in"), required=False)


@dataclass
class Sample:
    """A block with a value to show; `asks` where a lesson draws it as a form."""

    name: str
    bound: BoundBlock
    asks: str = ""

    @property
    def key(self) -> str:
        return f"sample-{self.name}"

    @property
    def label(self) -> str:
        return self.bound.block.label

    @property
    def template(self) -> str:
        return self.bound.block.meta.template


def drawn_image() -> Image:
    """A picture that is shown from the static files, at whatever size."""
    image = Image(title="心桥", width=1200, height=630)
    rendition = Rendition(image=image, width=1200, height=630, file=DRAWN)
    rendition.file.storage = staticfiles_storage
    image.get_renditions = lambda *_filters: {"original": rendition}
    image.contextual_alt_text = "灯下的一座桥"
    image.decorative = False
    return image


def drawn_file() -> SimpleNamespace:
    return SimpleNamespace(
        url=staticfiles_storage.url(DRAWN), file_extension="png", get_file_size=48_000
    )


def recording(kind: str, name: str) -> Media:
    """A recording whose file is not there: it has its place on the page and plays nothing."""
    return Media(title="演示", type=kind, file=f"media/{name}")


def stand_ins() -> dict[str, dict[str, Any]]:
    """Values of the blocks that choose something which editors keep."""
    said = "<p><b>林老师：</b>今天晚上有点不一样，是吗？</p><p>（停了一会儿。）我在这里。</p>"
    return {
        "figure": {"image": drawn_image(), "caption": "演示：图片下面的说明。"},
        "audio": {
            "title": "一次睡前的谈话（演示）",
            "recording": recording("audio", "sample.mp3"),
            "transcript": said,
        },
        "video": {
            "title": "蹲下来，再开口（演示）",
            "recording": recording("video", "sample.mp4"),
            "transcript": said,
        },
        "downloads": {"files": [{"document": drawn_file(), "title": "观察记录表（演示）"}]},
        "related_pages": {"title": "接着读", "pages": articles()},
    }


def sample_of(name: str, block: Block, given: dict[str, dict[str, Any]]) -> Sample:
    value = block.normalize(given[name]) if name in given else block.get_preview_value()
    if name == "check":  # by its keys the page knows the answers when they come back
        for number, answer in enumerate(value["answers"].bound_blocks):
            answer.id = f"answer-{number}"
    asks = "question" if name in QUESTIONS else name if name == "reflection" else ""
    return Sample(name, block.bind(value), asks)


def block_samples() -> list[Sample]:
    """One of each block that a lesson may be made of, with those of articles first."""
    given = stand_ins()
    return [sample_of(name, block, given) for name, block in LessonBlocks().child_blocks.items()]


def reading() -> Reading:
    """Glossary and pages to read next for the texts of the samples, none from the database."""
    made = Reading({}, glossary_of(TERMS), reverse("styleguide"))
    made.readable = list(articles())
    return made


def drawings() -> dict[str, list[str]]:
    """The keys of all pictures and icons."""
    folder = settings.SITE_DIR / "templates"
    course_pictures = [key for key, _words in PICTURES]
    scenes = sorted(path.stem for path in (folder / "pictures").glob("*.svg"))
    icons = sorted(path.stem for path in (folder / "icons").glob("*.svg"))
    return {
        "pictures": course_pictures,
        "scenes": [key for key in scenes if key not in course_pictures],
        "icons": [key for key in icons if key != "mark"],
    }


def styleguide(request: HttpRequest) -> HttpResponse:
    """404 except where the site is built or shown, for its samples are no content."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    request.reading = reading()  # type: ignore[attr-defined]
    samples = block_samples()
    shared = BodyBlocks().child_blocks
    context = {
        "colours": COLOURS,
        "form": SampleForm({"name": ""}, auto_id="sample_%s"),
        "of_texts": [sample for sample in samples if sample.name in shared],
        "of_lessons": [sample for sample in samples if sample.name not in shared],
        "of_questions": question_samples(),
        "article": articles()[0],
        "sample_lines": sample_lines(),
        "hard_topics": hard_topics(),
        **drawings(),
        **of_learning(),
        **of_lists(),
    }
    return render(request, "styleguide.html", context)
