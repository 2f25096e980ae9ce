"""Every address as everybody: nobody sees more than roles.py says, and nobody less (A17, A55)."""

import pytest

from tests.security.roles import ROLES
from tests.security.walk import Walk, every_route
from tests.security.world import build
from tools import languages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.PAGE_CACHE_SECONDS = 0
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def world():
    return build()


def walk(world, role, caplog, wanted=None):
    is_account = role.is_account
    codes = [role.language] if is_account else list(languages.LANGUAGES)
    caplog.set_level("INFO")
    return Walk(world, role, caplog.records).over(wanted or every_route(), codes)


@pytest.mark.parametrize("role", ROLES.values(), ids=list(ROLES))
def test_nobody_sees_more_than_the_rules_say(world, role, caplog):
    found = walk(world, role, caplog)

    print(role.name, found.requests)
    assert found.faults == []
    assert found.leaks == []
