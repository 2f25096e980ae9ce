"""What every page needs to know about the site: its name, its address in each language."""

from django.conf import settings
from django.utils.encoding import iri_to_uri

from tools import languages
from workshops.public.language_switch import language_links


def site(request):
    links = language_links(request.path, request.META.get("QUERY_STRING", ""))
    default = next(link for link in links if link.code == languages.DEFAULT_LANGUAGE)
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "IS_DEMO": settings.DEMO,
        "IS_FOR_TESTS": is_for_tests(),
        "language_links": links,
        "canonical_url": settings.SITE_URL + iri_to_uri(request.path),
        "default_language_url": default.address,
        "section": _section(request),
    }


def is_for_tests():
    """Real people only where second factor and backups are set up; what is due is erased anyway.
    A demo asks for no second factor."""
    return not (settings.SECOND_FACTOR_REQUIRED and settings.BACKUP_RECIPIENTS)


def _section(request):
    """The part of the site a public page belongs to: "city" for city_list and city_detail."""
    match = getattr(request, "resolver_match", None)
    if not match or match.namespace != "public":
        return ""
    return match.url_name.partition("_")[0]
