from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.contrib.auth.models import AbstractUser, AnonymousUser, UserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from xinqiao.accounts import names, phones

from .roles import Role
from .units import Unit


class PersonQuerySet(models.QuerySet["Person"]):
    """Each method completes the sentence "people who are …"."""

    def called(self, login: str) -> Self:
        """Those who sign in by *login*, a user name or an e-mail address in any case."""
        if not login:
            return self.none()
        return self.alias(username_low=Lower("username"), email_low=Lower("email")).filter(
            models.Q(username_low=login.lower()) | models.Q(email_low=login.lower())
        )

    def visible_to(self, viewer: Person | AnonymousUser) -> Self:
        """Learners in a unit whose people *viewer* may see. One query, whatever the tree's size."""
        return self.filter(
            assignments__role=Role.LEARNER,
            assignments__unit__in=Unit.objects.visible_to(viewer),
        ).distinct()

    def trainers_visible_to(self, viewer: Person | AnonymousUser) -> Self:
        """Trainers in a unit whose people *viewer* may see. One query."""
        return self.filter(
            assignments__role=Role.TRAINER,
            assignments__unit__in=Unit.objects.visible_to(viewer),
        ).distinct()


class PersonManager(UserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    """Django's user manager, with our questions."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Lower case throughout: mail servers that tell cases apart have died out."""
        return (email or "").strip().lower()


class Person(AbstractUser):
    """Somebody with an account: a learner, a trainer, an editor. Never a child."""

    class Language(models.TextChoices):
        CHINESE = "zh-hans", "简体中文"
        ENGLISH = "en", "English"

    username = models.CharField(
        _("user name"),
        max_length=names.MAX_USERNAME_LENGTH,
        unique=True,
        validators=[names.validate_username],
        help_text=_("Chinese characters, letters, digits and @ . + - _"),
        error_messages={"unique": _("This user name is taken. Please choose another.")},
    )
    last_name = None  # type: ignore[assignment]
    public_id = models.UUIDField(
        _("public id"),
        default=uuid.uuid4,
        unique=True,
        editable=False,
        help_text=_("Stands for the person on devices and in addresses."),
    )
    display_name = models.CharField(
        _("name"), max_length=names.MAX_LENGTH, blank=True, validators=[names.validate_name]
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(
        _("phone"),
        max_length=phones.MAX_LENGTH,
        blank=True,
        validators=[phones.validate_phone],
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=Language,
        default=Language.CHINESE,
        help_text=_("For mail from us, and for the editor."),
    )

    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When the person closed the account. From then on the row stands for nobody by name."""

    objects: ClassVar[PersonManager] = PersonManager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="one_person_per_email",
                violation_error_message=_("This e-mail address belongs to another account."),
            ),
            models.UniqueConstraint(
                Lower("username"),
                name="usernames_differ_beyond_case",
                violation_error_message=_("This user name is taken. Please choose another."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    @property
    def first_name(self) -> str:  # type: ignore[override]
        """How the editor's menu calls a person."""
        return self.get_full_name()

    def clean(self) -> None:
        super().clean()
        self.display_name = names.tidy_name(self.display_name)

    def get_full_name(self) -> str:
        return self.display_name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()

    def has_role(self, *roles: Role) -> bool:
        """Whether the person holds one of *roles* anywhere. One query."""
        return self.assignments.filter(role__in=roles).exists()


def display_name(person: Person) -> str:
    """How the sign-in pages call a person."""
    return person.get_full_name()
