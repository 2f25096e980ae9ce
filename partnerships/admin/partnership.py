from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _

from partnerships.admin.base import TabularInline, TranslatedAdmin
from partnerships.admin.forms import RowFormSet
from partnerships.models import Partnership, PartnershipMember


class MemberFormSet(RowFormSet):
    def clean(self):
        super().clean()
        rows = [form.cleaned_data for form in self.forms if hasattr(form, "cleaned_data")]
        kept = [row for row in rows if row.get("municipality") and not row.get("DELETE")]
        try:
            self.instance.require_members([row["municipality"] for row in kept])
        except ValidationError as refused:
            self._non_form_errors.extend(refused.messages)


class MemberInline(TabularInline):
    model = PartnershipMember
    formset = MemberFormSet
    fields = ["municipality", "position"]
    autocomplete_fields = ["municipality"]
    extra = 2
    max_num = 20

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else self.extra


@admin.register(Partnership)
class PartnershipAdmin(TranslatedAdmin):
    list_display = ["names", "kind", "status", "announced"]
    list_filter = ["kind", "status", "announced"]
    search_fields = ["title_de", "title_en", "title_uk", "title_sq"]
    autocomplete_fields = ["successor"]
    formfield_overrides = TranslatedAdmin.formfield_overrides | {
        ManyToManyField: {"widget": CheckboxSelectMultiple}
    }
    inlines = [MemberInline]
    fieldsets = [
        (None, {"fields": ["kind", "status", "announced", "title", "summary", "topics"]}),
        (
            _("Since when"),
            {
                "fields": [
                    ("started_on", "started_precision"),
                    ("ended_on", "ended_precision"),
                    "successor",
                    "source_url",
                ]
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("members__municipality")

    def title_of(self, thing):
        return self.names(thing)

    @admin.display(description=_("municipalities"))
    def names(self, partnership):
        members = partnership.members.all()
        return " – ".join(str(member.municipality) for member in members) or str(partnership)
