from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    name = "workshops"
    verbose_name = _("Workshops")

    def ready(self):
        # not from workshops.admin itself: Django makes the admin site out of that package, and
        # what registers while the site is being made is lost
        import_module("workshops.admin.registered")
        import_module("workshops.retention.checks")
