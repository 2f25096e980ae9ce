"""What remains of a workshop: outcomes and documents on one page, with the ways to its reports."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.admin.base import LastMixin, OrganiserAdmin
from partnerships.admin.base import TranslatedStackedInline as StackedInline
from partnerships.admin.forms import TranslatedForm
from tools import filetypes
from workshops.admin import navigation, policy
from workshops.admin.scoped import ScopedMixin
from workshops.models import Material, Outcome, Workshop

LARGEST = 20 * 1024 * 1024
ENDINGS = ", ".join(ending.upper() for ending in filetypes.CONTENT_TYPES)


class OutcomeInline(LastMixin, StackedInline):
    model = Outcome
    fields = [("kind", "visibility", "position"), "text", ("municipality", "track")]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """The choices are read once for all rows."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        workshop = request.workshop
        if db_field.name == "track":
            field.choices = choices(workshop.tracks.all())
        if db_field.name == "municipality":
            field.choices = choices(sorted(named_municipalities(workshop), key=str))
        return field


class MaterialForm(TranslatedForm):
    class Meta:
        accepted = ",".join(f".{ending}" for ending in filetypes.CONTENT_TYPES)
        widgets = {"file": forms.FileInput(attrs={"accept": accepted})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].max_length = None  # of the uploaded name, which is not kept

    def clean_file(self):
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            limit = {"size": filesizeformat(LARGEST)}
            if file.size > LARGEST:
                raise ValidationError(_("The file may have at most %(size)s.") % limit)
            if not filetypes.is_what_it_says(file, file.name):
                text = _("Choose a file of one of these kinds, without macros: %(kinds)s")
                raise ValidationError(text % {"kinds": ENDINGS})
            self.instance.size = file.size
        return file


class MaterialInline(StackedInline):
    model = Material
    form = MaterialForm
    fields = ["title", ("stored", "file"), ("language", "visibility"), "session"]
    readonly_fields = ["stored"]

    def get_fields(self, request, obj=None):
        """Who only reads opens the stored file and chooses none."""
        if self.has_change_permission(request, obj):
            return self.fields
        return ["title", "stored", *self.fields[2:]]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.choices = choices(request.workshop.sessions.in_order())
        return field

    @admin.display(description=gettext_lazy("Stored file"))
    def stored(self, material):
        if not material.pk:
            return "–"
        url = reverse("admin:workshops_workshop_material", args=[material.workshop_id, material.pk])
        said = f"{material.kind}, {filesizeformat(material.size)}"
        return format_html('<a href="{}">{}</a>', url, said)


class ResultsAdmin(ScopedMixin, OrganiserAdmin):
    """A workshop with nothing but its results; its own fields are on the tab of its texts."""

    change_form_template = "workshops/admin/results.html"
    inlines = [OutcomeInline, MaterialInline]

    def get_fieldsets(self, request, obj=None):
        return []

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        pass

    def save_formset(self, request, form, formset, change):
        """Files that were removed or replaced go once that is certain."""
        super().save_formset(request, form, formset, change)
        if formset.model is Material:
            left = [
                row.initial["file"]
                for row in formset.initial_forms
                if row in formset.deleted_forms or "file" in row.changed_data
            ]
            transaction.on_commit(lambda: [file.storage.delete(file.name) for file in left])

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context |= navigation.workshop_context(request, obj, "results")
        context |= {
            "reports": obj.reports.latest_first(),
            "may_add_report": request.user.has_perm("workshops.add_report"),
            "may_see_reports": policy.may(request.user, *policy.SEE_REPORTS),
            "may_see_people": policy.may(request.user, *policy.SEE_PEOPLE),
            "show_save_and_add_another": False,
        }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def response_post_save_change(self, request, obj):
        return redirect(navigation.url_of(obj, "results"))


def choices(things):
    return [("", "–"), *((thing.pk, str(thing)) for thing in things)]


def named_municipalities(workshop):
    """Those that send people, and those that an outcome names already."""
    delegations = workshop.delegations.of_municipalities().select_related("municipality")
    outcomes = workshop.outcomes.select_related("municipality")
    return {row.municipality for rows in (delegations, outcomes) for row in rows} - {None}


@policy.needs(*policy.SEE_RESULTS)
def results(request, pk):
    request.workshop = policy.workshop_or_404(request, pk)
    return ResultsAdmin(Workshop, admin.site).changeform_view(request, str(pk))


@policy.needs("workshops.view_material", "workshops.change_material")
def material(request, pk, material_pk):
    """Any file of the workshop, public or not."""
    found = get_object_or_404(policy.workshop_or_404(request, pk).materials, pk=material_pk)
    return filetypes.download(found.file, found.download_name, found.language)
