"""What is put on record when an account or a group is saved."""

from partnerships import audit
from partnerships.audit import Action

RIGHTS = {"is_staff", "is_superuser", "groups", "user_permissions"}


def note_account(request, account, form, *, is_new):
    """A new account, one that was switched on or off, and other rights than before."""
    changed = set(form.changed_data)
    if is_new:
        audit.record(Action.ACCOUNT_ADDED, request=request, about=account)
    elif "is_active" in changed:
        act = Action.SWITCHED_ON if account.is_active else Action.SWITCHED_OFF
        audit.record(act, request=request, about=account)
    if "email" in changed and not is_new:
        audit.record(Action.RIGHTS, request=request, about=account, email="changed")
    if changed & RIGHTS:
        audit.record(
            Action.RIGHTS,
            request=request,
            about=account,
            staff=account.is_staff,
            superuser=account.is_superuser,
            groups=sorted(account.groups.values_list("pk", flat=True)),
        )


def note_group(request, group, form):
    """What a group may do after it was saved, where that is something else than before."""
    if "permissions" not in form.changed_data:
        return
    rights = group.permissions.values_list("content_type__app_label", "codename")
    rights = sorted(f"{app}.{codename}" for app, codename in rights)
    audit.record(Action.RIGHTS, request=request, about=group, rights=rights)
