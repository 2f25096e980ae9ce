"""Objects for tests. Each reaches its status through the verbs, as in life."""

import datetime
import itertools
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from partnerships.models import (
    Contact,
    Municipality,
    Organisation,
    Partnership,
    PartnershipMember,
    Topic,
    User,
)
from workshops.models import (
    Delegate,
    DelegateNeeds,
    Delegation,
    Interest,
    LegalHold,
    Material,
    Message,
    Outcome,
    PendingRegistration,
    Report,
    Session,
    Status,
    ThematicTrack,
    Visibility,
    Workshop,
)
from workshops.models.session import instant
from workshops.registration import interest, lifecycle, nomination, registering

_numbers = itertools.count(1)


def make_user(email: str = "", *, password: str | None = None, **fields: Any) -> User:
    email = email or f"user{next(_numbers)}@example.org"
    return User.objects.create_user(email, password, **fields)


def make_organiser(email: str = "", **fields: Any) -> User:
    return make_user(email, **{"is_staff": True, "is_superuser": True} | fields)


def make_municipality(slug: str = "", *, name: str = "", **fields: Any) -> Municipality:
    slug = slug or f"municipality-{next(_numbers)}"
    name = name or slug.replace("-", " ").title()
    return Municipality.objects.create(
        slug=slug, **{"country": "UA", "name_de": name, "name_en": name} | fields
    )


def make_contact(
    municipality: Municipality | None = None,
    *,
    organisation: Organisation | None = None,
    **fields: Any,
) -> Contact:
    if municipality is None and organisation is None:
        municipality = make_municipality()
    number = next(_numbers)
    return Contact.objects.create(
        municipality=municipality,
        organisation=organisation,
        **{"name": f"Contact {number}", "email": f"contact{number}@example.org"} | fields,
    )


def make_organisation(slug: str = "", **fields: Any) -> Organisation:
    slug = slug or f"organisation-{next(_numbers)}"
    return Organisation.objects.create(slug=slug, **{"name_de": slug.title()} | fields)


def make_topic(slug: str = "", **fields: Any) -> Topic:
    slug = slug or f"topic-{next(_numbers)}"
    return Topic.objects.create(
        slug=slug, **{"name_de": slug.title(), "short_name_de": slug[:24]} | fields
    )


def make_partnership(*municipalities: Municipality, **fields: Any) -> Partnership:
    partnership = Partnership.objects.create(
        **{"kind": Partnership.Kind.TWINNING, "status": Partnership.Status.ACTIVE} | fields
    )
    for position, municipality in enumerate(municipalities):
        PartnershipMember.objects.create(
            partnership=partnership, municipality=municipality, position=position
        )
    return partnership


def make_workshop(slug: str = "", *, days: int = 2, **fields: Any) -> Workshop:
    """Published, in the future (2030), without limits, and online where no place is given, unless
    the fields say otherwise."""
    is_somewhere = any(name.startswith(("host_municipality", "place")) for name in fields)
    slug = slug or f"workshop-{next(_numbers)}"
    starts_on = fields.pop("starts_on", datetime.date(2030, 5, 7))
    workshop = Workshop.objects.create(
        slug=slug,
        starts_on=starts_on,
        **{
            "ends_on": starts_on + datetime.timedelta(days=days - 1),
            "title_de": f"Titel {slug}",
            "title_en": f"Title {slug}",
            "format": Workshop.Format.ONSITE if is_somewhere else Workshop.Format.ONLINE,
            "publication": Workshop.Publication.PUBLISHED,
        }
        | fields,
    )
    workshop.fit_days()
    return workshop


def make_past_workshop(slug: str = "", **fields: Any) -> Workshop:
    return make_workshop(slug, **{"starts_on": datetime.date(2023, 11, 28)} | fields)


def make_open_call(slug: str = "", **fields: Any) -> Workshop:
    """A workshop in which municipalities may express interest now."""
    opened = datetime.datetime(2023, 1, 1, tzinfo=datetime.UTC)
    call: dict[str, Any] = {"has_open_call": True, "nomination_opens_at": opened}
    return make_workshop(slug, **call | fields)


def make_webinar(slug: str = "", **fields: Any) -> Workshop:
    """A workshop for which anybody may register now."""
    opened = datetime.datetime(2023, 1, 1, tzinfo=datetime.UTC)
    webinar: dict[str, Any] = {"has_open_registration": True, "nomination_opens_at": opened}
    return make_workshop(slug, **webinar | fields)


def make_pending(workshop: Workshop | None = None, **fields: Any) -> PendingRegistration:
    """Somebody has registered, and a mail waits for them."""
    workshop = workshop or make_webinar()
    number = next(_numbers)
    typed = {
        "given_name": "Given",
        "family_name": f"Family{number}",
        "affiliation": f"Town {number}",
        "email": f"registered{number}@example.org",
        "language": "en",
    }
    registering.register(workshop, **typed | fields)
    return workshop.pending_registrations.latest("pk")


def make_hold(workshop: Workshop | None = None, **fields: Any) -> LegalHold:
    """One that stands."""
    until = timezone.localdate() + datetime.timedelta(days=1)
    values = {"reason": "Az 1", "until": until} | fields
    return LegalHold.objects.create(workshop=workshop or make_workshop(), **values)


def make_interest(workshop: Workshop | None = None, **fields: Any) -> Interest:
    workshop = workshop or make_open_call()
    number = next(_numbers)
    typed = {
        "municipality_name": f"Town {number}",
        "country": "UA",
        "name": f"Name {number}",
        "email": f"interest{number}@example.org",
        "language": "uk",
    }
    interest.express(workshop, **typed | fields)
    return workshop.interests.latest("pk")


def make_track(workshop: Workshop | None = None, slug: str = "", **fields: Any) -> ThematicTrack:
    slug = slug or f"track-{next(_numbers)}"
    return ThematicTrack.objects.create(
        workshop=workshop or make_workshop(), slug=slug, **{"title_de": slug.title()} | fields
    )


def make_session(
    workshop: Workshop | None = None,
    starts: str = "09:00",
    ends: str = "10:00",
    *,
    day: int = 1,
    **fields: Any,
) -> Session:
    """On a day counted from the first, at times on the clocks of the workshop."""
    workshop = workshop or make_workshop()
    date = workshop.dates[day - 1]
    return Session.objects.create(
        workshop=workshop,
        starts_at=instant(date, datetime.time.fromisoformat(starts), workshop.zone),
        ends_at=instant(date, datetime.time.fromisoformat(ends), workshop.zone),
        **fields,
    )


PATHS: dict[Delegation.Status, list[Callable[..., Delegation]]] = {
    Delegation.Status.INTERESTED: [],
    Delegation.Status.INVITED: [nomination.invite],
    Delegation.Status.DRAFTING: [nomination.invite, nomination.start],
    Delegation.Status.SUBMITTED: [nomination.invite, nomination.start, nomination.submit],
    Delegation.Status.ACCEPTED: [
        nomination.invite,
        nomination.start,
        nomination.submit,
        nomination.accept,
    ],
    Delegation.Status.DECLINED: [
        nomination.invite,
        nomination.start,
        nomination.submit,
        nomination.decline,
    ],
    Delegation.Status.WITHDRAWN: [nomination.withdraw],
}


def make_delegation(
    workshop: Workshop | None = None,
    municipality: Municipality | None = None,
    *,
    organisation: Organisation | None = None,
    status: Delegation.Status = Delegation.Status.ACCEPTED,
    **fields: Any,
) -> Delegation:
    if municipality is None and organisation is None:
        municipality = make_municipality()
    delegation = Delegation.objects.create(
        workshop=workshop or make_workshop(),
        municipality=municipality,
        organisation=organisation,
        **fields,
    )
    for act in PATHS[status]:
        delegation = act(delegation, by=None)
    return delegation


def make_delegate(
    delegation: Delegation | None = None,
    *,
    workshop: Workshop | None = None,
    status: Status = Status.CONFIRMED,
    by: User | None = None,
    **fields: Any,
) -> Delegate:
    """In a new delegation, unless one is given, or only a workshop (nobody sends the person)."""
    if workshop is None:
        delegation = delegation or make_delegation()
        workshop = delegation.workshop
    number = next(_numbers)
    delegate = lifecycle.nominate(
        workshop,
        delegation=delegation,
        by=by,
        notify=False,
        **{
            "given_name": "Given",
            "family_name": f"Family{number}",
            "email": f"delegate{number}@example.org",
        }
        | fields,
    )
    if status in {Status.ACCEPTED, Status.CONFIRMED}:
        delegate = lifecycle.accept(delegate, by=by, notify=False)
    if status == Status.CONFIRMED:
        delegate = lifecycle.confirm(delegate, by=by, notify=False)
    if status == Status.WAITLISTED:
        delegate = lifecycle.waitlist(delegate, by=by, notify=False)
    if status == Status.REJECTED:
        delegate = lifecycle.reject(delegate, by=by, notify=False)
    if status == Status.WITHDRAWN:
        delegate = lifecycle.withdraw(delegate, by=by, notify=False)
    return delegate


def make_needs(person: Delegate, **fields: Any) -> DelegateNeeds:
    """Nothing but what the fields say, valid as the model wants it."""
    needs = DelegateNeeds(delegate=person, **fields)
    needs.full_clean()
    needs.save()
    return needs


def make_message(
    delegation: Delegation | None = None, *, contact: Contact | None = None, **fields: Any
) -> Message:
    """Queued for a contact, in the contact's language; to nobody's contact if only recipient."""
    if contact is None and "recipient" not in fields:
        contact = make_contact()
    number = next(_numbers)
    address = {"recipient": contact.email, "language": contact.language} if contact else {}
    return Message.objects.create(
        delegation=delegation,
        contact=contact,
        **{
            "kind": Message.Kind.INVITATION,
            "workshop": delegation.workshop if delegation else None,
            "language": "en",
            "subject": f"Subject {number}",
            "text": f"Text {number}",
            "message_id": f"<{number}@testserver>",
        }
        | address
        | fields,
    )


def make_outcome(workshop: Workshop | None = None, **fields: Any) -> Outcome:
    """For everybody, unless the fields say otherwise."""
    return Outcome.objects.create(
        workshop=workshop or make_past_workshop(),
        **{"text_de": f"Ergebnis {next(_numbers)}", "visibility": Visibility.PUBLIC} | fields,
    )


def make_material(
    workshop: Workshop | None = None,
    *,
    content: bytes = b"%PDF-1.7",
    name: str = "a.pdf",
    **fields: Any,
) -> Material:
    """For everybody, unless the fields say otherwise."""
    return Material.objects.create(
        workshop=workshop or make_past_workshop(),
        file=ContentFile(content, name=name),
        size=len(content),
        **{"title_de": "Unterlage", "language": "de", "visibility": Visibility.PUBLIC} | fields,
    )


def make_report(workshop: Workshop | None = None, slug: str = "", **fields: Any) -> Report:
    slug = slug or f"report-{next(_numbers)}"
    return Report.objects.create(
        workshop=workshop or make_past_workshop(),
        slug=slug,
        **{"headline_de": slug.title(), "published_on": datetime.date(2024, 1, 18)} | fields,
    )
