"""Open data: files of a documented shape, the same in every language, and the page about them.

One list of fields makes the JSON, the CSV and the table that explains both.
"""

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from tools import languages
from tools.spreadsheets import Column, content_disposition, stream_csv
from workshops.public.files.data_fields import DATASETS
from workshops.public.policy import open_to_all

ATTRIBUTION = "Coordinates and populations: GeoNames (https://www.geonames.org/), CC BY 4.0"
OPEN = {"Access-Control-Allow-Origin": "*"}


@open_to_all
def open_data(request):
    calendar = settings.SITE_URL.partition("://")[2] + reverse("public:calendar")
    context = {
        "datasets": DATASETS.values(),
        "licence": settings.DATA_LICENCE,
        "subscription": f"webcal://{calendar}",
    }
    return render(request, "workshops/public/open_data.html", context)


@open_to_all
def data_json(request, name):
    dataset = dataset_or_404(name)
    rows = [
        {field.key: field.value(row) for field in dataset.fields}
        for row in dataset.rows(timezone.now())
    ]
    content = {
        "documentation": f"{settings.SITE_URL}/en/data/",
        "licence": settings.DATA_LICENCE,
        "attribution": ATTRIBUTION,
        dataset.name: rows,
    }
    return JsonResponse(content, headers=OPEN, json_dumps_params={"ensure_ascii": False})


@open_to_all
def data_csv(request, name):
    dataset = dataset_or_404(name)
    columns = [column for field in dataset.fields for column in columns_of(field)]
    rows = dataset.rows(timezone.now())
    pieces = stream_csv(columns, rows, dialect="rfc4180", language=languages.DEFAULT_LANGUAGE)
    headers = OPEN | {"Content-Disposition": content_disposition(f"{dataset.name}.csv")}
    return HttpResponse(b"".join(pieces), content_type="text/csv; charset=utf-8", headers=headers)


def dataset_or_404(name):
    if name not in DATASETS:
        raise Http404("No such data")
    return DATASETS[name]


def columns_of(field):
    """One column, or one for each language."""
    if not field.in_languages:
        return [Column(field.key, field.key, lambda row: cell(field.value(row)))]
    return [
        Column(f"{field.key}_{code}", "", lambda row, code=code: field.value(row)[code])
        for code in languages.LANGUAGES
    ]


def cell(value):
    return " ".join(value) if isinstance(value, list) else value
