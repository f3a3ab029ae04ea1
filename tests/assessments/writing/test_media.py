"""Pictures and recordings that are put up with a question."""

from __future__ import annotations

import io
import wave

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Drawn
from wagtail.images import get_image_model
from wagtailmedia.models import get_media_model

from assessments.models import Bank
from assessments.question_types.faults import SENTENCES
from tests.assessments.factories import both, make_draft
from tests.assessments.question_types.examples import EXAMPLES
from tests.assessments.question_types.test_templates import sent
from tests.assessments.writing.forms import edit_of, form_in, kept, post, wrong_at
from tests.factories import PersonFactory
from xinqiao.accounts.models import Person

pytestmark = pytest.mark.django_db


def picture(kind: str = "PNG", name: str = "lamp.png") -> SimpleUploadedFile:
    file = io.BytesIO()
    Drawn.new("RGB", (40, 30), "#345").save(file, kind)
    return SimpleUploadedFile(name, file.getvalue(), "image/png")


def recording(content: bytes = b"ID3" + bytes(400), name: str = "him.mp3") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "audio/mpeg")


def test_a_picture_is_drawn_anew_and_waits_for_its_words(
    client: Client, bank: Bank, author: Person
) -> None:
    version = make_draft(bank)
    place = edit_of(version)
    form = sent(form_in(client.get(place)))

    refused = form_in(post(client, place, form, **{"picture.file": picture()}))

    assert wrong_at(refused, "picture.alternative") == str(SENTENCES["string_too_short"])
    image = get_image_model().objects.get()
    assert image.uploaded_by_user == author
    assert "lamp" not in image.file.name
    form = sent(refused)
    form["picture.alternative.zh-hans"] = "一盏灯"
    post(client, place, form, **{"picture.file": None})
    assert kept()["picture"] == {"image": image.pk, "alternative": both("一盏灯")}

    form = sent(form_in(client.get(place)))
    form["picture.out"] = "on"
    post(client, place, form, **{"picture.file": None})
    assert "picture" not in kept()


def test_a_recording_in_a_question_of_a_case_keeps_its_transcript(
    client: Client, bank: Bank
) -> None:
    example = next(one for one in EXAMPLES if one.type == "case")
    place = edit_of(make_draft(bank, type="case", data=example.data))
    form = sent(form_in(client.get(place)))
    form["questions.0.data.recording.transcript.zh-hans"] = "老师，我想回家。"

    post(client, place, form, **{"questions.0.data.recording.file": recording()})

    media = get_media_model().objects.get()
    assert kept()["questions"][0]["data"]["recording"] == {
        "media": media.pk,
        "transcript": both("老师，我想回家。"),
    }
    assert "him" not in media.file.name


def too_loud() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(800))
    return file.getvalue()


@pytest.mark.parametrize(
    ("field", "upload"),
    [
        ("picture", SimpleUploadedFile("x.png", b"<svg onload='alert(1)'/>")),
        ("picture", SimpleUploadedFile("x.svg", b"<svg/>")),
        ("picture", SimpleUploadedFile("x.png", b"")),
        ("recording", SimpleUploadedFile("x.mp3", b"MZ" + bytes(50))),
        ("recording", SimpleUploadedFile("x.html", b"ID3" + bytes(50))),
        ("recording", SimpleUploadedFile("x.wav", too_loud())),
    ],
)
def test_what_is_no_picture_and_no_recording_is_refused_at_its_field(
    client: Client, bank: Bank, field: str, upload: SimpleUploadedFile
) -> None:
    version = make_draft(bank)
    form = sent(form_in(client.get(edit_of(version))))
    form["explanation.en"] = "Still here."
    refused = form_in(post(client, edit_of(version), form, **{f"{field}.file": upload}))
    assert wrong_at(refused, field)
    assert sent(refused)["explanation.en"] == "Still here."
    assert not get_image_model().objects.exists()
    assert not get_media_model().objects.exists()
    assert kept() == version.data


def test_a_picture_that_somebody_else_put_up_cannot_be_taken_by_its_number(
    client: Client, bank: Bank
) -> None:
    theirs = get_image_model().objects.create(
        title="x", file=picture(), uploaded_by_user=PersonFactory()
    )
    place = edit_of(make_draft(bank))
    form = sent(form_in(client.get(place)))
    form["picture.image"] = str(theirs.pk)
    form["picture.alternative.zh-hans"] = "别人的图"
    post(client, place, form)
    assert kept()["picture"] == {"alternative": both("别人的图")}
