"""What a form was loaded with may be old when it is saved: it asks again under the lock."""

import pytest
from django.forms import modelform_factory
from django.urls import reverse

from tests.factories import make_delegate, make_delegation, make_workshop
from workshops.admin.delegate import DelegateForm
from workshops.admin.delegation import DelegationForm
from workshops.models import Delegate, Delegation, Status, Workshop
from workshops.registration import nomination

pytestmark = pytest.mark.django_db


def form_for(form_class, model, thing, fields, **data):
    """The form of the administration, bound to an object that was loaded before."""
    made = modelform_factory(model, form=form_class, fields=fields)
    made.workshop = thing.workshop
    return made(data, instance=thing)


def test_a_decision_made_meanwhile_is_not_undone():
    loaded = make_delegation(status=Delegation.Status.SUBMITTED)
    nomination.accept(loaded, by=None)

    form = form_for(
        DelegationForm, Delegation, loaded, ["quota", "language"], quota=3, language="uk"
    )
    form.save()

    assert Delegation.objects.get(pk=loaded.pk).status == Delegation.Status.ACCEPTED


def test_seats_taken_away_meanwhile_count():
    workshop = make_workshop(capacity=5)
    make_delegate(workshop=workshop)
    loaded = make_delegate(workshop=workshop, role="expert")
    Workshop.objects.filter(pk=workshop.pk).update(capacity=1)

    form = form_for(DelegateForm, Delegate, loaded, ["role"], role="delegate")

    assert list(form.errors) == ["role"]


def test_a_quota_lowered_meanwhile_counts():
    delegation = make_delegation(quota=5)
    make_delegate(delegation)
    loaded = make_delegate(delegation, role="expert")
    Delegation.objects.filter(pk=delegation.pk).update(quota=1)

    data = {"role": "delegate", "delegation": delegation.pk}
    form = form_for(DelegateForm, Delegate, loaded, ["role", "delegation"], **data)

    assert list(form.errors) == ["delegation"]


@pytest.mark.parametrize(
    ("status", "answer"),
    [(Status.NOMINATED, 200), (Status.CONFIRMED, 403), (Status.WITHDRAWN, 403)],
)
def test_only_a_person_nobody_decided_on_can_be_deleted(client, organiser, status, answer):
    person = make_delegate(status=status)

    response = client.get(reverse("admin:workshops_delegate_delete", args=[person.pk]))

    assert response.status_code == answer
