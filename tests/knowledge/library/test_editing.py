"""Writing a resource in the editor: files are looked into, and readers get what was approved."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase

from tests.factories import AssignmentFactory
from tests.knowledge.library.making import changed, docx, pdf, worksheet
from tests.knowledge_factories import AudienceFactory, TopicFactory, library
from xinqiao.accounts.models import Role
from xinqiao.knowledge.models import ResourceFile, ResourcePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client: Client) -> Client:
    library()
    client.force_login(AssignmentFactory(role=Role.AUTHOR).person)
    return client


def form(**fields: Any) -> dict[str, Any]:
    """What the editor posts for a resource."""
    return {
        "title": "一周心情",
        "slug": "week",
        "summary": "",
        "kind": "worksheet",
        "facet": "practice",
        "licence": "cc_by",
        "evidence": "practice_consensus",
        "topics": [TopicFactory(code="emotions").pk],
        "audiences": [AudienceFactory(code="carer").pk],
        "body-count": "0",
        "sources-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    } | fields


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def post(author: Client, address: str, **fields: Any) -> Any:
    with TestCase.captureOnCommitCallbacks(execute=True):
        return author.post(address, form(**fields))


def new() -> str:
    return f"/cms/pages/add/knowledge/resourcepage/{library().pk}/"


def test_an_author_writes_a_resource_with_its_file(author: Client):
    response = post(
        author, new(), upload=sent("week.pdf", pdf()), upload_mono=sent("bw.pdf", pdf(pages=2))
    )
    draft = ResourcePage.objects.get().get_latest_revision_as_object()

    assert response.status_code == 302
    assert (draft.file.format, draft.file.name, draft.file.state) == ("pdf", "week.pdf", "read")
    assert draft.mono_file.variant == ResourceFile.Variant.MONO
    assert not draft.live


def test_a_new_file_waits_in_the_draft_until_it_was_approved(author: Client):
    resource = worksheet()
    old = resource.file
    author.get(f"/cms/pages/{resource.pk}/edit/")

    post(author, f"/cms/pages/{resource.pk}/edit/", upload=sent("a.pdf", pdf(pages=3)))
    resource.refresh_from_db()

    assert resource.file == old
    draft = resource.get_latest_revision_as_object()
    assert draft.file.version == 2
    assert draft.file.shown_at is None
    draft.save_revision().publish()
    resource.refresh_from_db()
    assert resource.file.version == 2
    assert resource.file.shown_at


@pytest.mark.parametrize(
    "content",
    [b"MZ a program", changed(docx(), {"word/vbaProject.bin": b"x"}), b""],
    ids=["program", "macros", "empty"],
)
def test_a_file_that_is_not_taken_in_is_told_beside_its_field(author: Client, content: bytes):
    response = post(author, new(), upload=sent("a.docx", content))

    assert response.status_code == 200
    assert response.context["form"].errors["upload"]
    assert not ResourcePage.objects.exists()
    assert not ResourceFile.objects.exists()


def test_a_draft_may_be_empty_but_nothing_empty_goes_into_review(author: Client):
    assert post(author, new()).status_code == 302
    resource = ResourcePage.objects.get()

    address = f"/cms/pages/{resource.pk}/edit/"
    response = post(author, address, **{"action-submit": "1"})

    assert response.status_code == 200
    assert response.context["form"].non_field_errors()


def test_saving_again_without_a_file_keeps_the_one_there_is(author: Client):
    resource = worksheet()
    post(author, f"/cms/pages/{resource.pk}/edit/", title="新标题")
    resource.refresh_from_db()
    draft = resource.get_latest_revision_as_object()

    assert (draft.title, draft.file) == ("新标题", resource.file)
    assert ResourceFile.objects.count() == 1
