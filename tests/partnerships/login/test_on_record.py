"""What happens at the login is in the audit, whoever it is about."""

import pytest
from django.urls import reverse

from partnerships.models import AuditEntry
from tests.factories import make_organiser

pytestmark = [pytest.mark.django_db, pytest.mark.row("A74")]


def test_wrong_codes_and_ended_sessions_are_on_record(client, browser, protected):
    browser.password(protected.email)
    browser.code("000000")
    client.force_login(make_organiser())

    client.post(reverse("admin:partnerships_user_lost_device", args=[protected.pk]), {"act": "end"})

    about = AuditEntry.objects.filter(about_id=protected.pk).in_chain()
    assert list(about.values_list("action", "details")) == [
        ("login_failed", {"second_factor": True}),
        ("logout", {}),
    ]
