from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.forms import RadioSelect
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.admin.base import (
    LastMixin,
    TabularInline,
    TranslatedAdmin,
    TranslatedTabularInline,
)
from partnerships.admin.base import TranslatedStackedInline as StackedInline
from partnerships.models import InReadersLanguage
from tools import languages
from workshops.admin import navigation
from workshops.admin.moving import DayRows
from workshops.admin.scoped import ChoicesMixin, ScopedMixin, is_on_hold, nameable
from workshops.admin.workshop_forms import DayForm, TrackForm, WorkshopForm
from workshops.admin.workshop_pages import PAGES, PARTS
from workshops.models import (
    Assignment,
    Contribution,
    Phase,
    ThematicTrack,
    Workshop,
    WorkshopDay,
    WorkshopOrganiser,
    WorkshopRelation,
    works_on_all,
)


class OrganiserInline(TabularInline):
    model = WorkshopOrganiser
    fields = ["organisation", "role", "position"]
    autocomplete_fields = ["organisation"]


class TrackInline(LastMixin, StackedInline):
    model = ThematicTrack
    form = TrackForm
    fields = ["title", "slug", "description", "topic", "capacity", "position"]


class DayInline(TranslatedTabularInline):
    model = WorkshopDay
    form = DayForm
    formset = DayRows
    fields = ["date", "place"]
    classes = ["collapse"]


class ContributionInline(StackedInline):
    model = Contribution
    fields = [
        "topic_title",
        "role",
        "track",
        "session",
        "person_name",
        "organisation",
        "municipality",
    ]
    autocomplete_fields = ["organisation", "municipality"]
    classes = ["collapse"]

    def has_delete_permission(self, request, obj=None):
        """A legal hold keeps the speakers."""
        is_kept = obj is not None and is_on_hold(obj)
        return super().has_delete_permission(request, obj) and not is_kept

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Tracks and sessions of this workshop alone."""
        if db_field.name in {"track", "session"}:
            workshop_pk = request.resolver_match.kwargs.get("object_id")
            kwargs["queryset"] = db_field.related_model.objects.filter(
                workshop=unquote(workshop_pk) if workshop_pk else None
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class RelationInline(ChoicesMixin, StackedInline):
    model = WorkshopRelation
    fk_name = "from_workshop"
    fields = ["kind", "to_workshop", "note"]
    autocomplete_fields = ["to_workshop"]
    classes = ["collapse"]

    def get_queryset(self, request):
        """Not those to a draft of others."""
        relations = super().get_queryset(request)
        if works_on_all(request.user):
            return relations
        return relations.filter(to_workshop__in=nameable(request.user))


# what delegations want to hear of; place and venue in any language
TOLD = {"starts_on", "ends_on", "timezone", "format", "host_municipality"} | {
    f"{name}_{code}" for name in ("place", "venue") for code in languages.LANGUAGES
}


REPLACED = "replaced_by"


def offer_notice(request, workshop):
    """Nothing is sent by itself: the organiser may tell those who are in touch."""
    may_write = request.user.has_perm("workshops.change_delegation")
    if may_write and not workshop.cancelled_at and workshop.delegations.in_touch().exists():
        text = _("Dates or place have changed.")
        link = navigation.url_of(workshop, "tell_change")
        offer = _("Tell the delegations")
        messages.info(request, format_html('{} <a href="{}">{}</a>', text, link, offer))


@admin.register(Workshop)
class WorkshopAdmin(ScopedMixin, TranslatedAdmin):
    form = WorkshopForm
    change_form_template = "workshops/admin/texts.html"
    list_display = ["name", "dates", "host_municipality", "publication", "phase"]
    list_filter = ["publication", "kind", "format"]
    list_select_related = ["host_municipality"]
    search_fields = ["search_key"]
    search_help_text = gettext_lazy("Title or place, in any language.")
    date_hierarchy = "starts_on"
    ordering = ["-starts_on", "-pk"]
    autocomplete_fields = ["host_municipality", "replaced_by"]
    inlines = [OrganiserInline, TrackInline, ContributionInline, DayInline, RelationInline]
    fieldsets = [
        (None, {"fields": ["title", "slug", "kind", "summary", "description"]}),
        (
            gettext_lazy("Cover picture"),
            {
                "fields": ["cover", "cover_alt", "cover_credit", "cover_licence"],
                "classes": ["collapse"],
            },
        ),
        (
            gettext_lazy("When and where"),
            {
                "fields": [
                    ("starts_on", "ends_on", "timezone"),
                    "format",
                    "host_municipality",
                    "place",
                    "venue",
                    "venue_visibility",
                    "guidance",
                ]
            },
        ),
        (
            gettext_lazy("Seats and nomination"),
            {
                "fields": [
                    "capacity",
                    "nomination_opens_at",
                    "nomination_closes_at",
                    "has_open_call",
                    "has_open_registration",
                    "travel_data_due_on",
                ]
            },
        ),
        (
            gettext_lazy("Publication"),
            {"fields": ["publication", "cities_public_from"], "classes": ["publication"]},
        ),
        (
            gettext_lazy("Languages"),
            {"fields": ["languages_spoken", "languages_interpreted"], "classes": ["collapse"]},
        ),
        (
            gettext_lazy("Contact and administration"),
            {
                "fields": ["mailbox", "funder_reference"],
                "classes": ["collapse"],
            },
        ),
        (
            gettext_lazy("Invitation letters"),
            {
                "fields": [
                    ("arrives_on", "departs_on"),
                    "costs",
                    "on_duty_contact",
                    "signatory",
                    "signature",
                ],
                "classes": ["collapse"],
            },
        ),
        (
            gettext_lazy("Cancellation"),
            {
                "fields": ["cancelled_at", "cancellation_reason", "replaced_by"],
                "classes": ["collapse"],
            },
        ),
    ]

    def get_urls(self):
        """A workshop's pages, one address each: …/workshop/7/people/"""
        pages = [
            path(
                f"<int:pk>/{name.replace('_', '/')}/",
                self.admin_site.admin_view(page),
                name=f"workshops_workshop_{name}",
            )
            for name, page in PAGES.items()
        ]
        parts = [
            path(
                f"<int:pk>/{route}",
                self.admin_site.admin_view(page),
                name=f"workshops_workshop_{name}",
            )
            for name, (route, page) in PARTS.items()
        ]
        return [*pages, *parts, *super().get_urls()]

    def get_queryset(self, request):
        return super().get_queryset(request).with_seats()

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        return queryset.matching(search_term), False

    def get_changelist(self, request, **kwargs):
        return WorkshopList

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "publication":
            kwargs["widget"] = RadioSelect
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            context |= navigation.workshop_context(request, obj, "change")
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_fieldsets(self, request, obj=None):
        """A draft of others that replaces this workshop is neither shown nor taken away."""
        shown = super().get_fieldsets(request, obj)
        if obj is None or obj.replaced_by_id is None or works_on_all(request.user):
            return shown
        if nameable(request.user).filter(pk=obj.replaced_by_id).exists():
            return shown
        return [
            (title, options | {"fields": [each for each in options["fields"] if each != REPLACED]})
            for title, options in shown
        ]

    def save_model(self, request, obj, form, change):
        """A signature that was replaced or taken away goes once that is certain."""
        super().save_model(request, obj, form, change)
        if not change:
            Assignment.objects.keep(obj, by=request.user)
        old = form.initial.get("signature") if "signature" in form.changed_data else None
        if old:
            transaction.on_commit(lambda: old.storage.delete(old.name))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if change and (form.move.distance or form.move.is_felt):
            rows = [rows for rows in formsets if rows.model is WorkshopDay and rows.has_changed()]
            form.move.carry_out(with_days=not rows)
            if form.move.is_felt:
                messages.success(request, _("The programme moved along and keeps its times."))
        form.instance.fit_days()
        if change and TOLD.intersection(form.changed_data):
            offer_notice(request, form.instance)

    def response_post_save_add(self, request, obj):
        return redirect(navigation.url_of(obj, "overview"))

    response_post_save_change = response_post_save_add

    def has_delete_permission(self, request, obj=None):
        """What was published stays: it is put away instead."""
        is_draft = obj is None or obj.publication == Workshop.Publication.DRAFT
        return is_draft and super().has_delete_permission(request, obj)

    @admin.display(description=gettext_lazy("title"), ordering=InReadersLanguage("title"))
    def name(self, workshop):
        return str(workshop)

    @admin.display(description=gettext_lazy("days"), ordering="starts_on")
    def dates(self, workshop):
        language = languages.current_language()
        return languages.date_range(workshop.starts_on, workshop.ends_on, language)

    @admin.display(description=gettext_lazy("stands at"))
    def phase(self, workshop):
        return Phase(workshop.phase()).label


class WorkshopList(admin.views.main.ChangeList):
    def url_for_result(self, workshop):
        return reverse("admin:workshops_workshop_overview", args=[workshop.pk])
