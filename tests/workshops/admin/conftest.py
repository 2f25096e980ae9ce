import pytest
from django.contrib.auth.models import Permission

from tests.factories import make_organiser, make_user

FOR_ALL = "work_on_all_workshops"


@pytest.fixture
def organiser(client):
    """Logged in, may do everything; reads English, whose texts are the message ids."""
    user = make_organiser(language="en", name="Olga Organiser")
    client.force_login(user)
    return user


@pytest.fixture
def staff(client):
    """Logs in an account with exactly the named permissions, for all workshops."""

    def log_in(*codenames):
        user = make_user(is_staff=True, language="en")
        user.user_permissions.set(Permission.objects.filter(codename__in=[*codenames, FOR_ALL]))
        client.force_login(user)
        return user

    return log_in
