"""Messages to many delegations at once: a cancellation, changed dates, a text of the organisers."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships.models import User
from workshops.models import Delegation, Message, Workshop
from workshops.registration import messages
from workshops.registration.transitions import NotAllowed
from workshops.registration.wording import Kind


@transaction.atomic
def send(
    kind: Kind,
    workshop: Workshop,
    delegations: QuerySet[Delegation],
    *,
    by: User | None,
    texts: Mapping[str, str],
    cause: str,
) -> list[Message]:
    """Queue a message to every contact of delegations of a workshop; `texts`: {language: text}.

    `cause` names this one announcement: sent once more, it writes nothing and returns nothing.
    """
    Workshop.objects.locked(workshop.pk)
    if Message.objects.filter(cause__startswith=f"{cause}:").exists():
        return []
    written = []
    for delegation in delegations.to_write_to():
        own = f"{cause}:{delegation.pk}"
        written += messages.queue(kind, delegation, by=by, remark=texts, cause=own)
    return written


@transaction.atomic
def cancel(
    workshop: Workshop,
    *,
    by: User | None,
    reasons: Mapping[str, str],
    replaced_by: Workshop | None = None,
    notify: bool = True,
) -> list[Message]:
    """Cancel the workshop and tell everyone who is invited or takes part.

    Links to its nominations say so from then on. Raises NotAllowed if it is cancelled already or
    over, ValidationError.
    """
    locked = Workshop.objects.locked(workshop.pk)
    at = timezone.now()
    if locked.cancelled_at:
        raise NotAllowed(_("The workshop is cancelled already."))
    if locked.ends_at <= at:
        raise NotAllowed(_("The workshop is over."))
    locked.cancelled_at = at
    locked.replaced_by = replaced_by
    for language, reason in reasons.items():
        setattr(locked, f"cancellation_reason_{language}", reason)
    locked.full_clean()
    locked.save()
    if not notify:
        return []
    cause = f"cancellation:{locked.pk}:{at.timestamp():.0f}"
    told = locked.delegations.in_touch()
    return send(Kind.CANCELLATION, locked, told, by=by, texts=reasons, cause=cause)
