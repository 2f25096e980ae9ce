import pytest
from django.db import transaction

from workshops.demo.load import load


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Loaded once for all tests of a module, in a transaction around theirs; what was new."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)
