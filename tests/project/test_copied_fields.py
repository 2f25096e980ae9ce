"""Of each field and part of a workshop it is said whether the next workshop takes it over."""

import pytest
from modeltranslation.translator import NotRegistered, translator

from tools import languages
from workshops.models import Workshop
from workshops.registration import copying

PARTS = {each.get_accessor_name(): each.related_model for each in Workshop._meta.related_objects}


def fields_of(model):
    """Without the columns of the languages: a translated field counts once."""
    try:
        translated = translator.get_options_for_model(model).all_fields
    except NotRegistered:
        translated = ()
    columns = {f"{name}_{code}" for name in translated for code in languages.LANGUAGES}
    own = (*model._meta.concrete_fields, *model._meta.local_many_to_many)
    return sorted(field.name for field in own if field.name not in columns)


def test_each_field_of_a_workshop_is_given_copied_moved_or_never_copied():
    said = [copying.GIVEN, copying.COPIED, copying.MOVED, copying.NEVER]

    assert sorted(name for names in said for name in names) == fields_of(Workshop)


def test_each_part_of_a_workshop_is_copied_or_never_copied():
    assert sorted([*copying.PARTS, *copying.PARTS_NEVER_COPIED]) == sorted(PARTS)


@pytest.mark.parametrize("name", copying.PARTS)
def test_each_field_of_a_part_is_copied_or_never_copied(name):
    said = [*copying.PARTS[name], *copying.NEVER_OF_PARTS[name]]

    assert sorted(said) == fields_of(PARTS[name])
