"""The organisers' own wording of our messages, with a preview in each language."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from partnerships.admin.base import TranslatedAdmin
from partnerships.admin.forms import TranslatedForm
from tools import languages
from workshops.models import MessageTemplate
from workshops.registration import wording


class MessageTemplateForm(TranslatedForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code in languages.LANGUAGES:
            if f"text_{code}" in self.fields:
                self.fields[f"text_{code}"].widget.attrs["rows"] = 16

    def clean(self):
        cleaned = super().clean()
        for name in self.fields:
            try:
                wording.validate(
                    cleaned.get(name) or "", wording.placeholders_of(self.instance.kind)
                )
            except ValidationError as refused:
                self.add_error(name, refused)
        return cleaned


@admin.register(MessageTemplate)
class MessageTemplateAdmin(TranslatedAdmin):
    form = MessageTemplateForm
    change_form_template = "workshops/admin/message_template.html"
    list_display = ["name", "written_in"]
    fields = ["subject", "text"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        MessageTemplate.objects.complete(wording.OURS)
        return super().changelist_view(request, extra_context)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["placeholders"] = wording.placeholders_of(obj.kind).items()
        context["previews"] = [preview(obj.kind, code) for code in languages.LANGUAGES]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def title_of(self, thing):
        return wording.name_of(thing.kind)

    @admin.display(description=_("message"), ordering="pk")
    def name(self, template):
        return wording.name_of(template.kind)

    @admin.display(description=_("own text in"))
    def written_in(self, template):
        reader = languages.current_language()
        written = [code for code in languages.LANGUAGES if getattr(template, f"text_{code}")]
        names = [languages.language_name(code, reader) for code in written]
        return ", ".join(names) or _("built-in text")


def preview(kind, language):
    """(language, subject, text) as saved; each placeholder shows what it stands for."""
    with translation.override(language):
        values = {name: f"[{about}]" for name, about in wording.placeholders_of(kind).items()}
        return language, *wording.wording(kind, language).filled(values)
