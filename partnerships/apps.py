from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnershipsConfig(AppConfig):
    name = "partnerships"
    verbose_name = _("Municipalities and partnerships")

    def ready(self):
        # not from partnerships.admin itself: the admin site is made from modules that import that
        # package, and what registers while the site is being made is lost
        import_module("partnerships.admin.registered")
        import_module("partnerships.login.on_record")
