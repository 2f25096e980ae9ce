import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_english():
    """Whose texts are the message ids."""
    with translation.override("en"):
        yield
