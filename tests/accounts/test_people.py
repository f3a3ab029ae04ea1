from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from tests.factories import PersonFactory
from xinqiao.accounts.models import Person

pytestmark = pytest.mark.django_db


def test_two_people_without_an_address_are_two_people() -> None:
    PersonFactory(email="")
    PersonFactory(email="")

    assert Person.objects.count() == 2


def test_an_address_belongs_to_one_account_whatever_the_case() -> None:
    PersonFactory(email="lin@school.cn")

    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=PersonFactory().pk).update(email="LIN@school.CN")


def test_an_address_is_kept_in_lower_case() -> None:
    assert PersonFactory(email=" Lin@School.CN ").email == "lin@school.cn"


def test_user_names_differ_beyond_case() -> None:
    PersonFactory(username="Lin")

    with pytest.raises(IntegrityError), transaction.atomic():
        PersonFactory(username="lIN")


def test_a_clash_of_user_names_is_told_in_words() -> None:
    PersonFactory(username="Lin")
    twin = Person(username="lin", password="x")

    with pytest.raises(ValidationError) as fault:
        twin.full_clean()

    assert gettext("This user name is taken. Please choose another.") in fault.value.messages


def test_a_person_is_called_by_name_else_by_user_name() -> None:
    assert PersonFactory(username="lin", display_name="").get_full_name() == "lin"
    assert PersonFactory(display_name="林老师").get_short_name() == "林老师"


def test_a_name_is_tidied_when_it_is_cleaned() -> None:
    person = PersonFactory(username="lin")
    person.display_name = "阿依•古丽 "

    person.clean()

    assert person.display_name == "阿依·古丽"


@pytest.mark.parametrize("phone", ["", "13800000000", "+86 138-0000-0000", "0871-123456"])
def test_a_phone_number_is_free_to_leave_out(phone: str) -> None:
    PersonFactory.build(username="lin", phone=phone, password="x").clean_fields()


@pytest.mark.parametrize("phone", ["12", "一三八", "138x0000", "1380000\n", "=1+1"])
def test_what_is_no_phone_number_is_refused(phone: str) -> None:
    with pytest.raises(ValidationError):
        PersonFactory.build(username="lin", phone=phone, password="x").clean_fields()


def test_people_are_found_by_user_name_and_address_in_any_case() -> None:
    lin = PersonFactory(username="Lin", email="lin@school.cn")
    PersonFactory(username="shi")

    assert Person.objects.called("LIN").get() == lin
    assert Person.objects.called("Lin@School.cn").get() == lin


def test_nobody_is_found_by_an_address_that_is_left_out() -> None:
    PersonFactory(email="")

    assert not Person.objects.called("").exists()
