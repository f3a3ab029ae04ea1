"""A folder of resources comes in: looked at first, row by row, and twice without doubling."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase

from tests.factories import AssignmentFactory, PersonFactory
from tests.knowledge.library.making import docx, pdf, picture, worksheet, xlsx, zipped
from tests.knowledge_factories import AudienceFactory, TopicFactory, library
from tests.page_factories import ENGLISH
from xinqiao.accounts.models import Person, Role
from xinqiao.knowledge.library.bulk import folder, sheet, uploads
from xinqiao.knowledge.models import ResourceFile, ResourcePage, ResourceUpload

pytestmark = pytest.mark.django_db

HEADS = [
    "编号 / Id",
    "语言",
    "标题 / Title",
    "类型 / Kind",
    "文件",
    "链接",
    "读者",
    "主题",
    "黑白版",
]
FIRST = ["week", "中文", "一周心情", "练习单", "week.pdf", "", "祖辈照护人", "情绪", ""]
SECOND = ["line", "zh-hans", "热线指南", "guide", "", "https://example.org/", "", "", ""]


@pytest.fixture(autouse=True)
def words() -> None:
    library()
    AudienceFactory(code="carer", name_zh="祖辈照护人")
    TopicFactory(code="emotions", name_zh="情绪")


@pytest.fixture
def author() -> Person:
    return AssignmentFactory(role=Role.AUTHOR).person


@pytest.fixture
def writer(client: Client, author: Person) -> Client:
    client.force_login(author)
    return client


def table(*rows: Sequence[str], encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADS, *rows])
    return text.getvalue().encode(encoding)


def a_folder(*rows: Sequence[str], **files: bytes) -> bytes:
    named = {f"{name}.pdf": content for name, content in files.items()}
    return zipped({"resources.csv": table(*(rows or (FIRST, SECOND))), "week.pdf": pdf()} | named)


def put_up(content: bytes, by: Person) -> ResourceUpload:
    """Put up and checked."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        put = uploads.put_up(SimpleUploadedFile("folder.zip", content), by=by)
    put.refresh_from_db()
    return put


def taken_in(content: bytes, by: Person) -> ResourceUpload:
    put = put_up(content, by)
    with TestCase.captureOnCommitCallbacks(execute=True):
        uploads.confirm(put)
    put.refresh_from_db()
    return put


def outcomes(put: ResourceUpload) -> list[str]:
    return [row["outcome"] for row in put.report["rows"]]


def reason(row: Sequence[str], by: Person) -> str:
    put = put_up(a_folder(row), by)
    assert outcomes(put) == ["refused"]
    return str(put.report["rows"][0]["reason"])


def test_checking_a_folder_changes_nothing(author: Person):
    put = put_up(a_folder(), author)

    assert (put.state, outcomes(put)) == ("checked", ["new", "new"])
    assert not ResourcePage.objects.exists()
    assert not ResourceFile.objects.exists()


def test_a_folder_becomes_drafts_that_wait_for_their_review(author: Person):
    put = taken_in(a_folder(), author)
    resource = ResourcePage.objects.get(slug="week")
    draft = resource.get_latest_revision_as_object()

    assert (put.state, put.file.name) == ("taken", "")
    assert not resource.live
    assert (draft.title, draft.kind, draft.file.format) == ("一周心情", "worksheet", "pdf")
    assert [term.code for term in draft.audiences.all()] == ["carer"]
    assert draft.file.shown_at is None
    assert resource.latest_revision.user == author


def test_the_same_folder_again_changes_nothing(author: Person):
    content = zipped(
        {"resources.csv": table(FIRST, [*SECOND[:4], "a.png", *SECOND[5:]])}
        | {"week.pdf": pdf(), "a.png": picture()}
    )
    taken_in(content, author)
    count = ResourcePage.objects.count(), ResourceFile.objects.count()

    again = put_up(content, author)

    assert outcomes(again) == ["unchanged", "unchanged"]
    with pytest.raises(uploads.NotChecked):
        uploads.confirm(again)
    assert (ResourcePage.objects.count(), ResourceFile.objects.count()) == count


def test_a_better_file_is_a_new_version_in_the_draft(author: Person):
    taken_in(a_folder(), author)

    put = taken_in(a_folder(FIRST, SECOND, week=pdf(pages=2)), author)
    draft = ResourcePage.objects.get(slug="week").get_latest_revision_as_object()

    assert outcomes(put) == ["changed", "unchanged"]
    assert (draft.file.version, draft.file.pages) == (2, 2)


def test_both_languages_of_a_resource_belong_together(author: Person):
    library(ENGLISH)
    english = ["week", "en", "My week", "worksheet", "week.pdf", "", "", "", ""]
    taken_in(a_folder(FIRST, english), author)

    keys = ResourcePage.objects.filter(slug="week").values_list("translation_key", flat=True)
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_readers_keep_what_they_have_until_the_change_was_approved(author: Person, client: Client):
    resource = worksheet(slug="week", title="旧标题")
    taken_in(a_folder(), author)
    resource.refresh_from_db()

    assert resource.title == "旧标题"
    assert "旧标题" in client.get(resource.url).content.decode()


@pytest.mark.parametrize(
    ("place", "cell"),
    [
        (0, ""),
        (0, "no name!"),
        (1, "法语"),
        (2, ""),
        (2, "长" * 300),
        (3, "nosuch"),
        (4, "gone.pdf"),
        (4, "../../etc/passwd"),
        (5, "javascript:alert(1)"),
        (6, "外星人"),
        (7, "nosuch"),
        (8, "gone.pdf"),
    ],
)
def test_a_row_that_makes_no_sense_is_told_with_its_reason(author: Person, place: int, cell: str):
    row = list(FIRST)
    row[place] = cell

    assert reason(row, author)


def test_a_row_needs_a_file_or_a_link_and_stands_once(author: Person):
    assert reason([*FIRST[:4], "", *FIRST[5:]], author)
    assert outcomes(put_up(a_folder(FIRST, FIRST), author)) == ["new", "refused"]


def test_a_file_that_is_not_taken_in_refuses_its_row_alone(author: Person):
    put = taken_in(a_folder(FIRST, SECOND, week=b"MZ a program"), author)

    assert outcomes(put) == ["refused", "new"]
    assert [page.slug for page in ResourcePage.objects.all()] == ["line"]


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 no zip",
        zipped({"a.pdf": pdf()}),
        zipped({"resources.csv": b"a,b\n1,2"}),
        zipped({"resources.csv": b""}),
        zipped({"resources.xlsx": b"no sheet"}),
        zipped({f"{n}.txt": b"" for n in range(folder.MOST_FILES + 1)}),
        zipped({"resources.csv": b" " * (folder.MOST_OF_SHEET + 1)}),
        zipped({"a": b"\0" * 350_000_000, "b": b"\0" * 350_000_000}),
    ],
    ids=["cut", "no sheet", "no heads", "empty", "no xlsx", "many", "large sheet", "bomb"],
)
def test_a_folder_that_is_none_is_told(author: Person, content: bytes):
    put = put_up(content, author)

    assert put.state == "checked"
    assert put.report["fault"]
    with pytest.raises(uploads.NotChecked):
        uploads.confirm(put)


def test_sheets_of_older_programs_and_of_excel_are_read(author: Person):
    for name, content in (
        ("resources.csv", table(FIRST, encoding="gb18030")),
        ("资源.xlsx", xlsx(HEADS, FIRST)),
        ("上学期/resources.csv", table(FIRST)),
    ):
        place = name.rpartition("/")[0]
        inside = {name: content, f"{place}/week.pdf" if place else "week.pdf": pdf()}
        assert outcomes(put_up(zipped(inside), author)) == ["new"], name


def test_names_packed_in_gbk_are_found():
    """Older programs in China pack them so, and mark it nowhere; Python then reads code page 437."""
    name = "一周.pdf".encode("gb18030").decode("cp437")

    assert folder.name_of(zipfile.ZipInfo(name)) == "一周.pdf"


def test_the_empty_sheet_has_headings_that_are_understood(writer: Client):
    response = writer.get("/zh-hans/teach/library/resources.csv")
    heads = next(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert set((sheet.headings(heads) or {}).values()) == set(sheet.COLUMNS)


def test_a_folder_comes_in_by_its_pages(writer: Client):
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = writer.post(
            "/zh-hans/teach/library/", {"file": SimpleUploadedFile("f.zip", a_folder(FIRST, FIRST))}
        )
    html = writer.get(response.url).content.decode()
    assert "一周心情" in html
    assert ResourceUpload.objects.get().report["rows"][1]["reason"] in html

    with TestCase.captureOnCommitCallbacks(execute=True):
        writer.post(f"{response.url}take/")
    assert ResourcePage.objects.get().slug == "week"
    assert writer.get(response.url).status_code == 200


def test_what_is_no_zip_is_refused_on_the_page(writer: Client):
    response = writer.post(
        "/zh-hans/teach/library/", {"file": SimpleUploadedFile("f.zip", docx()[1:])}
    )

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not ResourceUpload.objects.exists()


def test_only_who_writes_resources_puts_folders_up_and_only_their_own(author: Person):
    put = put_up(a_folder(), author)
    others = {
        "visitor": None,
        "learner": PersonFactory(),
        "supervisor": AssignmentFactory(role=Role.SUPERVISOR).person,
        "other author": AssignmentFactory(role=Role.AUTHOR).person,
    }
    pages = ["", f"{put.key}/"]
    for name, person in others.items():
        client = Client()
        if person:
            client.force_login(person)
        seen = [client.get(f"/zh-hans/teach/library/{page}").status_code for page in pages]
        acts = [
            client.post(f"/zh-hans/teach/library/{put.key}/{act}/").status_code
            for act in ("take", "discard")
        ]
        expected = {"visitor": ([302, 302], [302, 302]), "other author": ([200, 404], [404, 404])}
        assert (seen, acts) == expected.get(name, ([404, 404], [404, 404])), name
    assert ResourceUpload.objects.filter(pk=put.pk, state="checked").exists()


def test_a_folder_that_nobody_took_in_goes(author: Person):
    put = put_up(a_folder(), author)
    storage, name = put.file.storage, put.file.name

    with TestCase.captureOnCommitCallbacks(execute=True):
        uploads.forget_old(put.at + uploads.KEPT_UNTAKEN * 2)

    assert not ResourceUpload.objects.exists()
    assert not storage.exists(name)
