from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.urls.converters import StringConverter

from workshops.public.policy import open_to_all

TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}


class PictureNameConverter(StringConverter):
    """The name of a derived picture and nothing else: no folder, no other file."""

    regex = r"[0-9a-f]{32}-[1-9][0-9]{0,3}\.(?:webp|jpg|png)"


@open_to_all
def picture(request, name):
    """A file that never changes: another picture has another name."""
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(
        file,
        content_type=TYPES[name.rpartition(".")[2]],
        headers={
            "Cache-Control": "public, max-age=31536000, immutable",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            # readers of news feeds show them
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )
