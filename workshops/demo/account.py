from django.contrib.auth.models import Group

from partnerships.models import Role, User
from workshops import roles
from workshops.models import Assignment, Workshop

EMAIL = "organiser@example.org"
# one for each role, on the sample workshop alone
OTHERS = {
    "one-workshop@example.org": Role.ORGANISER,
    "translator@example.org": Role.TRANSLATOR,
    "reception@example.org": Role.RECEPTION,
    "viewer@example.org": Role.VIEWER,
}


def load(password):
    """The accounts with this password, unless they exist or none is given; how many are new."""
    if not password:
        return 0
    return _organiser(password) + sum(_other(email, password) for email in OTHERS)


def _organiser(password):
    if User.objects.filter(email=EMAIL).exists():
        return 0
    User.objects.create_superuser(EMAIL, password, name="Organiser (sample)", language="de")
    return 1


def _other(email, password):
    if User.objects.filter(email=email).exists():
        return 0
    roles.sync()
    name = f"{email.partition('@')[0].capitalize()} (sample)"
    account = User.objects.create_user(email, password, name=name, is_staff=True)
    account.groups.add(Group.objects.get(name=OTHERS[email]))
    for workshop in Workshop.objects.filter(slug__startswith="sample-"):
        Assignment.objects.create(user=account, workshop=workshop)
    return 1
