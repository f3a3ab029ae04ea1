"""What the review keeps about a person."""

from __future__ import annotations

from typing import Any

from xinqiao.accounts.models import Person
from xinqiao.review.models import Signature


def signatures_of(person: Person) -> list[dict[str, Any]]:
    """The texts that *person* has approved; readers see name and role beside them."""
    signatures = Signature.objects.filter(person=person).select_related("version")
    return [
        {
            "text": signature.version.title,
            "language": signature.version.language,
            "role": signature.role,
            "name": signature.name,
            "at": signature.at.isoformat(),
        }
        for signature in signatures.defer("version__content")
    ]
