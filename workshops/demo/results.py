"""What remains of a workshop: outcomes as reported, and the files of the sample."""

from django.core.files.base import ContentFile

from workshops.demo import facts
from workshops.models import Material, Outcome, Visibility


def add_outcomes(workshop, outcomes):
    for position, outcome in enumerate(outcomes, start=1):
        Outcome.objects.create(
            workshop=workshop,
            kind=outcome["kind"],
            visibility=Visibility.PUBLIC,
            position=position,
            **facts.by_language(outcome, "text"),
        )


def add_materials(workshop, materials):
    for material in materials:
        content = material["text"].encode()
        Material.objects.create(
            workshop=workshop,
            file=ContentFile(content, name="text.txt"),
            size=len(content),
            language=material["language"],
            visibility=Visibility.PUBLIC,
            **facts.by_language(material, "title"),
        )
