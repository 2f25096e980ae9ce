"""How a picture is chosen in a form, and what must be said of it."""

from django import forms
from django.template import loader
from django.utils.translation import gettext as _

from partnerships.models import Picture
from tools import languages


class PictureInput(forms.ClearableFileInput):
    """Shows the picture that is kept, with a box to take it away."""

    template_name = "admin/_picture_input.html"
    is_forgotten = False

    def __init__(self, attrs=None):
        super().__init__({"accept": "image/jpeg,image/png,image/webp"} | (attrs or {}))

    def is_initial(self, value):
        return isinstance(value, Picture)

    def value_from_datadict(self, data, files, name):
        # a browser forgets the file when the form comes back with errors
        self.is_forgotten = name in files
        return super().value_from_datadict(data, files, name)

    def get_context(self, name, value, attrs):
        return super().get_context(name, value, attrs) | {"is_forgotten": self.is_forgotten}

    def _render(self, template_name, context, renderer=None):
        return loader.render_to_string(template_name, context)


class SignatureInput(forms.ClearableFileInput):
    """Says that there is one, without an address: it is shown in letters only."""

    template_name = "admin/_signature_input.html"

    def is_initial(self, value):
        return bool(value)

    def _render(self, template_name, context, renderer=None):
        return loader.render_to_string(template_name, context)


def require_description(form, name):
    """Add an error to each field that says too little of the picture: alternative texts, credit."""
    cleaned = form.cleaned_data
    if name not in form.fields or not cleaned.get(name):
        return
    for code in languages.LANGUAGES:
        if not form.data_of(f"{name}_alt_{code}"):
            language = languages.language_name(code, languages.current_language())
            text = _("Say what the picture shows. Language: %(language)s")
            form.add_error(f"{name}_alt_{code}", text % {"language": language})
    if not form.data_of(f"{name}_credit"):
        form.add_error(f"{name}_credit", _("Say whose picture it is."))
