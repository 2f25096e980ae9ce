from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from partnerships import audit
from partnerships.admin.base import TranslatedAdmin
from tools import languages
from workshops import built_in
from workshops.admin import legal
from workshops.models import TextPage


@admin.register(TextPage)
class TextPageAdmin(TranslatedAdmin):
    list_display = ["name", "written_in", "review"]
    fields = ["title", "body", "reviewed_on"]
    change_form_template = "workshops/admin/text_page.html"

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        TextPage.objects.complete()
        return super().changelist_view(request, extra_context)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if form.changed_data:
            fields, act = sorted(form.changed_data), audit.Action.TEXT_CHANGED
            audit.record(act, request=request, about=obj, page=obj.key, fields=fields)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Where nothing is written the built-in text is shown, to begin with; and what lacks."""
        context |= {
            "drafts": {} if obj.is_written else built_in.drafts(obj),
            "lacks": legal.lacks_of(request.user, obj),
        }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @admin.display(description=_("page"), ordering="pk")
    def name(self, page):
        return page.get_key_display()

    @admin.display(description=_("own text in"))
    def written_in(self, page):
        reader = languages.current_language()
        written = [code for code in languages.LANGUAGES if getattr(page, f"body_{code}")]
        names = [languages.language_name(code, reader) for code in written]
        return ", ".join(names) or _("built-in text")

    @admin.display(description=_("last reviewed"), ordering="reviewed_on")
    def review(self, page):
        if page.reviewed_on is None:
            return None
        day = languages.format_day(page.reviewed_on, languages.current_language())
        if not page.is_review_due():
            return day
        return format_html('{} <span class="badge badge-warn">{}</span>', day, _("Review it again"))
