from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    """Django's admin with our own site, so that both apps register plainly."""

    default_site = "workshops.admin.site.OrganiserSite"
