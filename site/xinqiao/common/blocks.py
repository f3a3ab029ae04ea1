"""The blocks that articles and lessons share. Each has a template of its name in templates/blocks/."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtailmedia.blocks import AudioChooserBlock, VideoChooserBlock

NOT_RECOMMENDED = _(
    "This page is sensitive, and such pages are not recommended. Where your text speaks of its "
    "subject, link to it there."
)
PLAIN = ["bold", "italic", "link"]
LISTS = [*PLAIN, "ol", "ul"]


class TextBlock(blocks.RichTextBlock):
    """Running text with headings and lists."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", ["h2", "h3", *LISTS, "document-link"])
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blocks/text.html"
        description = _("Paragraphs, headings and lists.")
        preview_value = "<h2>和平时比一比</h2><p>先看和他自己平时有什么不一样。</p>"


class FigureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Figure")
        template = "blocks/figure.html"
        description = _("A picture with a description for those who cannot see it.")


class CalloutBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(
        label=_("Tone"),
        choices=[("note", _("Note")), ("tip", _("Tip")), ("warning", _("Take care"))],
        default="note",
    )
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=80)
    text = blocks.RichTextBlock(label=_("Text"), features=LISTS)

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "blocks/callout.html"
        description = _("A short remark set apart from the running text.")
        preview_value = {"tone": "tip", "title": "小提醒", "text": "<p>蹲下来，再开口。</p>"}


class StepBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("In short"), required=False, max_length=60)
    text = blocks.RichTextBlock(label=_("Text"), features=PLAIN)

    class Meta:
        label = _("Step")


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=80)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=2)

    class Meta:
        icon = "list-ol"
        label = _("Numbered steps")
        template = "blocks/steps.html"
        description = _("What to do, one thing after the other.")
        preview_value = {
            "title": "一次好电话",
            "steps": [
                {"name": "先听", "text": "<p>让孩子先说。</p>"},
                {"name": "再问", "text": "<p>问一件小事。</p>"},
            ],
        }


class QuotationBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Text"), rows=3)
    source = blocks.CharBlock(label=_("Who said it, or where it stands"), max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "blocks/quotation.html"
        description = _("A short quotation with its source.")
        preview_value = {"text": "我看见你今天没有打开书包。", "source": "演示·值班老师"}


class AudioBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    recording = AudioChooserBlock(label=_("Recording"))
    transcript = blocks.RichTextBlock(
        label=_("Transcript"),
        features=["bold", "italic", "ul"],
        help_text=_("All that is said, for those who cannot hear it or have no signal."),
    )

    class Meta:
        icon = "media"
        label = _("Audio")
        template = "blocks/audio.html"
        description = _("A recording with its transcript.")


class VideoBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    recording = VideoChooserBlock(label=_("Recording"))
    transcript = blocks.RichTextBlock(
        label=_("Transcript"),
        features=["bold", "italic", "ul"],
        help_text=_("What is said and what is seen, for those who cannot play it."),
    )

    class Meta:
        icon = "media"
        label = _("Video")
        template = "blocks/video.html"
        description = _("A film with its transcript.")


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(label=_("Title"), max_length=120)

    class Meta:
        label = _("File")


class DownloadsValue(blocks.StructValue):
    @property
    def present(self) -> list[blocks.StructValue]:
        """The entries whose file has not been deleted."""
        return [file for file in self["files"] if file["document"]]


class DownloadsBlock(blocks.StructBlock):
    files = blocks.ListBlock(DownloadBlock(), label=_("Files"), min_num=1)

    class Meta:
        icon = "download"
        value_class = DownloadsValue
        label = _("Downloads")
        template = "blocks/downloads.html"
        description = _("Files to keep or to print, with their kind and size.")


class RelatedPagesBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=80)
    pages = blocks.ListBlock(blocks.PageChooserBlock(), label=_("Pages"), min_num=1)

    class Meta:
        icon = "link"
        label = _("Related pages")
        template = "blocks/related_pages.html"
        description = _("Pages of this site to read next.")

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Refuses a sensitive page: readers meet those on purpose, never by the way."""
        chosen = super().clean(value)
        errors = {
            place: ValidationError(NOT_RECOMMENDED)
            for place, page in enumerate(chosen["pages"])
            if page and getattr(page.specific, "is_sensitive", bool)()
        }
        if errors:
            raise StructBlockValidationError({"pages": ListBlockValidationError(errors)})
        return chosen


class HelpBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.RichTextBlock(label=_("Text"), features=LISTS)

    class Meta:
        icon = "help"
        label = _("When to get help")
        template = "blocks/help.html"
        description = _("When to ask whom for help. The phone numbers are added by themselves.")
        preview_value = {
            "title": "什么时候要找人帮忙",
            "text": "<ul><li>难受持续两周以上。</li></ul>",
        }


class BodyBlocks(blocks.StreamBlock):
    """What any page of running text may be made of."""

    text = TextBlock()
    figure = FigureBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    quotation = QuotationBlock()
    audio = AudioBlock()
    video = VideoBlock()
    downloads = DownloadsBlock()
    related_pages = RelatedPagesBlock()
    help = HelpBlock()

    class Meta:
        required = False


class SourceBlock(blocks.StructBlock):
    """Where a statement comes from."""

    title = blocks.CharBlock(label=_("Title"), max_length=250)
    publisher = blocks.CharBlock(label=_("Author or publisher"), required=False, max_length=200)
    year = blocks.CharBlock(label=_("Year"), required=False, max_length=20)
    url = blocks.URLBlock(label=_("Address"), required=False)

    class Meta:
        icon = "link"
        label = _("Source")


class SourcesBlock(blocks.StreamBlock):
    source = SourceBlock()

    class Meta:
        required = False
