"""The language switch above a form: how much is missing in each language, and where errors are."""

from dataclasses import dataclass

from modeltranslation.translator import NotRegistered, translator

from tools import languages


@dataclass(frozen=True)
class Tab:
    code: str
    name: str
    missing: int
    has_errors: bool
    # whether there is a text in any language yet
    has_texts: bool


def tabs(forms):
    """One tab per language, or none where the forms have no translated text."""
    if not any(translated_fields(type(form.instance)) for form in forms):
        return []
    has_texts = any(_has_texts(form) for form in forms)
    return [
        Tab(
            code,
            languages.language_name(code, code).capitalize(),
            sum(_missing_in_form(form, code) for form in forms),
            any(_has_errors(form, code) for form in forms),
            has_texts,
        )
        for code in languages.LANGUAGES
    ]


def forms_of(context):
    """The form of a page and those of the rows in it."""
    yield context["adminform"].form
    for inline in context["inline_admin_formsets"]:
        yield from inline.formset.forms


def translated_fields(model):
    try:
        return tuple(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        return ()


def _missing_in_form(form, language):
    return sum(
        _is_missing(
            language, {code: _value(form, f"{name}_{code}") for code in languages.LANGUAGES}
        )
        for name in translated_fields(type(form.instance))
    )


def _has_texts(form):
    return any(
        _value(form, f"{name}_{code}")
        for name in translated_fields(type(form.instance))
        for code in languages.LANGUAGES
    )


def _value(form, column):
    """What stands in the form; a form that is only read has no fields."""
    return form[column].value() if column in form.fields else getattr(form.instance, column, "")


def _is_missing(language, texts):
    return not texts[language] and any(texts.values())


def _has_errors(form, language):
    return any(
        f"{name}_{language}" in form.errors for name in translated_fields(type(form.instance))
    )
