from django.utils import translation


def use_own_language(get_response):
    """The administration speaks the language of the account, whatever the browser asks for."""

    def middleware(request):
        if request.path.startswith("/admin/") and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return get_response(request)

    return middleware
