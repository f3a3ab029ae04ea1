from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import PersonFactory


@pytest.fixture
def learner_client(db: None) -> Client:
    """A browser in which a person without any role is signed in."""
    client = Client()
    client.force_login(PersonFactory())
    return client
