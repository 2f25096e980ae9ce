"""Odd parameters in addresses of the administration: refused or ignored, never an error of ours."""

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from tests.factories import (
    make_delegate,
    make_municipality,
    make_organisation,
    make_partnership,
    make_report,
    make_topic,
)

pytestmark = pytest.mark.django_db

OF_ALL = [
    "_to_field=",
    "_to_field=x&_popup=x&_source_model=x",
    "_to_field=workshop__id&_popup=1",
    "_changelist_filters=%25&x&_facets=x&next=//evil.example",
    "_changelist_filters=" + "o%3Dx%26p%3D-1%26" * 200,
]
OF_LISTS = [
    *(
        f"{name}={value}"
        for name in ("o", "p", "all", "e", "q")
        for value in ("", "x", "-1", "9" * 30, "²", "1.-2..x", "%ED%A0%BD")
    ),
    *(
        f"{name}={value}"
        for name in ("x", "id", "pk", "id__in", "__", "a__b", "id__exact__exact", "password")
        for value in ("x", "9" * 30)
    ),
]
DATES = ["", "x", "-1", "0", "9999", "9" * 30, "²", "2026-02-31", "1e3"]
OF_AUTOCOMPLETE = [
    "",
    "term=a",
    "app_label=x&model_name=y&field_name=z",
    "app_label=workshops&model_name=workshop&field_name=",
    "app_label=workshops&model_name=workshop&field_name=title",
    "app_label=workshops&model_name=workshop&field_name=days",
    "app_label=workshops&model_name=workshop&field_name=host_municipality&page=x",
    "app_label=workshops&model_name=workshop&field_name=host_municipality&page=" + "9" * 30,
    "app_label=workshops&model_name=workshop&field_name=host_municipality&term=%ED%A0%BD",
]


@pytest.fixture
def addresses(organiser):
    """Every page of the administration, those of one thing with a thing that is there."""
    make_delegate()
    make_report()
    make_partnership(make_municipality(), make_municipality())
    make_organisation()
    make_topic()
    return sorted(found())


def found():
    for model, model_admin in admin.site._registry.items():
        thing = model._base_manager.first()
        for pattern in model_admin.get_urls():
            for arguments in ([], [thing.pk if thing else 1]):
                try:
                    yield reverse(f"admin:{pattern.name}", args=arguments)
                except NoReverseMatch:
                    continue
    yield from (reverse(f"admin:{name}") for name in ("index", "autocomplete", "translation_list"))


def faults(client, addresses, queries):
    client.raise_request_exception = False
    asked = [f"{address}?{query}" for address in addresses for query in queries]
    return [address for address in asked if client.get(address).status_code >= 500]


@pytest.mark.parametrize("query", OF_ALL)
def test_no_page_fails_over_a_parameter(client, addresses, query):
    assert faults(client, addresses, [query]) == []


@pytest.mark.row("A59")
def test_what_asks_for_a_pop_up_gets_a_page(client, organiser):
    address = reverse("admin:partnerships_countrynote_add")
    sent = {"code": "UA", "label_de": "Ukraine", "_popup": "1", "_to_field": "x"}

    page = client.get(f"{address}?_popup=1&_to_field=code").content.decode()
    response = client.post(f"{address}?_popup=1", sent)

    assert "_popup" not in page
    assert response.status_code == 302


def lists():
    return {
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"): model_admin
        for model, model_admin in admin.site._registry.items()
    }


@pytest.mark.row("A05")
def test_no_list_fails_over_a_parameter(client, addresses):
    assert faults(client, lists(), OF_LISTS) == []


@pytest.mark.row("A06")
def test_no_filter_fails_over_a_value(client, addresses):
    for address, model_admin in lists().items():
        names = [getattr(each, "parameter_name", each) for each in model_admin.list_filter]
        asked = [
            f"{name}{lookup}={value}"
            for name in names
            for lookup in ("", "__exact", "__isnull", "__id__exact", "__gte")
            for value in ("", "x", "9" * 30, "²")
        ]
        dates = [
            f"{model_admin.date_hierarchy}__{step}={value}"
            for step in ("year", "month", "day", "gte", "lt")
            for value in DATES
            if model_admin.date_hierarchy
        ]
        assert faults(client, [address], asked + dates) == []


def test_no_choice_by_search_fails_over_a_parameter(client, addresses):
    assert faults(client, [reverse("admin:autocomplete")], OF_AUTOCOMPLETE) == []
