from django.core.exceptions import BadRequest

NUL = "\x00"


def refuse_malformed_text(get_response):
    """400 for a NUL sign in an address, a header or a text field: no database stores it.

    The bytes of uploaded files are not looked at.
    """

    def middleware(request):
        if any(NUL in text for text in _texts(request)):
            raise BadRequest("NUL sign in the request")
        return get_response(request)

    return middleware


def _texts(request):
    yield request.path_info
    yield from _headers(request)
    yield from _pairs(request.GET)
    if request.method == "POST":
        yield from _pairs(request.POST)
        for name, files in request.FILES.lists():
            yield name
            yield from (file.name for file in files)


def _headers(request):
    yield from (text for name, text in request.META.items() if name.startswith("HTTP_"))
    for name, text in request.COOKIES.items():
        yield name
        yield text


def _pairs(fields):
    for name, texts in fields.lists():
        yield name
        yield from texts
