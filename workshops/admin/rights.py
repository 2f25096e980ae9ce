"""The rights of one person: all that is held of them as a file, and erasure with a proof."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from partnerships import audit
from partnerships.models import Contact
from tools import languages
from tools.spreadsheets import content_disposition
from workshops.admin import navigation, policy, printing
from workshops.documents import statement
from workshops.models import Delegate, RetentionRun, for_user
from workshops.models.assignment import works_on_all
from workshops.registration import lifecycle
from workshops.retention import erase, held, held_of_contacts, rights
from workshops.retention.policy import RULES, STORES

NO_STORE = {"Cache-Control": "private, no-store"}


def may_take(user):
    """The answer has to be whole: who may not see food and travel cannot give it."""
    return (
        policy.may(user, *policy.TAKE_LISTS)
        and policy.may(user, *policy.SEE_PEOPLE)
        and policy.may(user, *policy.SEE_NEEDS)
    )


@require_safe
@policy.needs(*policy.TAKE_LISTS)
def person_json(request, pk, person_pk):
    person = _taken(request, pk, person_pk, "json")
    return _as_json(held.as_data(person), f"{person.workshop.slug}-{person.reference}.json")


@require_safe
@policy.needs(*policy.TAKE_LISTS)
def person_pdf(request, pk, person_pk):
    person = _taken(request, pk, person_pk, "pdf")
    with override(person.language):
        content = _as_pdf(held.as_sections(person), person.language)
    return _pdf(content, f"{person.workshop.slug}-{person.reference}.pdf")


def _taken(request, pk, person_pk, format):
    """The person, after it is noted that their data leaves the system."""
    if not may_take(request.user):
        raise PermissionDenied
    policy.list_of_workshop_or_404(request, pk)
    people = Delegate.objects.with_senders().filter(erased_at=None)
    person = policy.thing_or_404(request, people, pk=person_pk, workshop=pk)
    if request.method == "GET":
        printing.log(
            request.user,
            person.workshop,
            purpose="own_data",
            format=format,
            filter=f"selected={person.pk}",
            columns="all",
            people=[person],
            reason="",
        )
        act = audit.Action.DISCLOSED
        audit.record(act, request=request, about=person, workshop=person.workshop_id)
    return person


@require_http_methods(["GET", "POST"])
@policy.needs(*policy.ERASE_PEOPLE)
def person_erase(request, pk, person_pk):
    people = Delegate.objects.with_senders()
    person = policy.thing_or_404(request, people, pk=person_pk, workshop=pk)
    back_url = navigation.url_of(person.workshop, "people")
    if not policy.may(request.user, *policy.SEE_PEOPLE):
        raise PermissionDenied
    try:
        rights.require_erasable(person)
        if request.method == "POST":
            run = _withdrawn_and_erased(person, request)
            messages.success(request, _done(run))
            return redirect(navigation.url_of(person.workshop, "cleaning"))
    except rights.NotErasable as refused:
        messages.warning(request, str(refused))
        return redirect(back_url)
    elsewhere = rights.elsewhere(person.email).exclude(pk=person.pk)
    context = navigation.workshop_context(request, person.workshop, "people") | {
        "title": _("Erase everything of %(name)s") % {"name": person},
        "frame": "workshops/admin/base.html",
        "is_expected": person.is_expected and person.workshop.ends_at > timezone.now(),
        "goes": rights.goes(person.email, request.user),
        "left": rights.left(person),
        "elsewhere": list(for_user(elsewhere, request.user)),
        "back_url": reverse("admin:workshops_delegate_change", args=[person.pk]),
    }
    return _ask(request, context)


@transaction.atomic
def _withdrawn_and_erased(person, request):
    """Who holds a seat leaves first, and it is free; no mail names who left. After the workshop
    nobody waits for the seat, and the counts stay as they are."""
    if person.can_leave and person.workshop.ends_at > timezone.now():
        lifecycle.withdraw(person, by=request.user, notify=False)
    run = rights.erase_person(person, by=request.user)
    act = audit.Action.ERASED
    audit.record(act, request=request, about=person, workshop=person.workshop_id)
    return run


@require_safe
@policy.needs(*policy.SEE_CONTACTS)
def contact_json(request, pk):
    contact = _disclosed(request, pk)
    return _as_json(held_of_contacts.as_data(contact), f"contact-{contact.pk}.json")


@require_safe
@policy.needs(*policy.SEE_CONTACTS)
def contact_pdf(request, pk):
    contact = _disclosed(request, pk)
    with override(contact.language):
        content = _as_pdf(held_of_contacts.as_sections(contact), contact.language)
    return _pdf(content, f"contact-{contact.pk}.pdf")


def _whole(request, pk):
    """A contact, to whoever works on all workshops: what is held stands in any of them."""
    if not works_on_all(request.user):
        raise PermissionDenied
    return get_object_or_404(Contact.objects.with_bodies(), pk=pk)


def _disclosed(request, pk):
    contact = _whole(request, pk)
    if request.method == "GET":
        audit.record(audit.Action.DISCLOSED, request=request, about=contact)
    return contact


@require_http_methods(["GET", "POST"])
@policy.needs(*policy.ERASE_CONTACTS)
def contact_erase(request, pk):
    contact = _whole(request, pk)
    if request.method == "POST":
        try:
            run = rights.erase_contact(contact, by=request.user)
        except rights.NotErasable as refused:
            messages.warning(request, str(refused))
        else:
            audit.record(audit.Action.ERASED, request=request, about=contact)
            messages.success(request, _done(run))
        return redirect("admin:partnerships_contact_changelist")
    return _ask(
        request,
        {
            "frame": "admin/base_site.html",
            "title": _("Erase everything of %(name)s") % {"name": contact},
            "goes": rights.goes(contact.email, request.user),
            "left": rights.left_of_contact(contact),
            "elsewhere": list(rights.elsewhere(contact.email)),
            "back_url": reverse("admin:partnerships_contact_change", args=[contact.pk]),
        },
    )


@require_safe
@policy.needs(*policy.ERASE_PEOPLE, *policy.ERASE_CONTACTS)
def proof(request, reference):
    """For the person: what was erased and when. It names nobody."""
    one_person = RetentionRun.objects.exclude(cause=RetentionRun.Cause.SCHEDULE)
    run = get_object_or_404(one_person.select_related("workshop"), reference=reference)
    if run.workshop_id:
        policy.workshop_or_404(request, run.workshop_id)
    language = languages.current_language()
    at = run.finished_at or run.started_at
    zone = run.workshop.timezone if run.workshop else timezone.get_current_timezone_name()
    about = [
        (_("Reference"), run.reference),
        (_("Erased"), f"{languages.format_moment(at, zone, language)} ({zone})"),
    ]
    if run.workshop:
        about.append((_("Workshop"), str(run.workshop)))
    content = statement.pdf(
        _("Proof of erasure"),
        _("All that was held of one person is erased. This paper names nobody on purpose."),
        [(_("Report"), about), (_("How many records"), _numbers(run))],
        language,
        at=at,
    )
    return _pdf(content, f"erasure-{run.reference}.pdf")


def _numbers(run):
    names = {rule.key: rule.table._meta.verbose_name for rule in RULES}
    names |= {store.key: store.what for store in STORES}
    erased = erase.total(run.erasures.all())
    return [(capfirst(str(names.get(key, key))), str(number)) for key, number in erased.items()]


def _ask(request, context):
    return render(request, "workshops/admin/erase.html", admin.site.each_context(request) | context)


def _done(run):
    text = _("Everything is erased. Proof: %(reference)s")
    return text % {"reference": run.reference}


def _as_json(data, name):
    return JsonResponse(
        data,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers=NO_STORE | {"Content-Disposition": content_disposition(name)},
    )


def _as_pdf(sections, language):
    title = _("What we hold about you")
    lead = _("You can have it corrected or erased, have its use restricted, object to it, and "
             "complain to a data protection authority.")  # fmt: skip
    return statement.pdf(title, lead, sections, language, at=timezone.now())


def _pdf(content, name):
    headers = NO_STORE | {"Content-Disposition": content_disposition(name)}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


# beside those of a workshop: [(name, address, page)]
PAGES = [
    ("contact_json", "contacts/<int:pk>/data.json", contact_json),
    ("contact_pdf", "contacts/<int:pk>/data.pdf", contact_pdf),
    ("contact_erase", "contacts/<int:pk>/erase/", contact_erase),
    ("proof", "proof/<slug:reference>.pdf", proof),
]
