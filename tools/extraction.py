"""Messages of Django templates for Babel, which brings no reader for them."""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from babel.messages.extract import extract_javascript
from django.utils.translation.template import templatize


def extract_template(
    file: BinaryIO, keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[Any, ...]]:
    """Yield what Babel's extraction methods yield: line, function, messages, comments.

    Django's own `templatize` leaves only the calls of gettext and blanks out the rest. Its output
    is no valid Python, so the lenient reader for JavaScript reads it; the calls look the same.
    """
    code = templatize(file.read().decode("utf-8"))
    file = io.BytesIO(code.encode("utf-8"))
    yield from extract_javascript(file, keywords, comment_tags, {"encoding": "utf-8"})
