"""One id per request: on the answer, in each line of the log that it causes, on error pages."""

import re
import secrets
from contextvars import ContextVar

_SHAPE = re.compile(r"[A-Za-z0-9_-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def begin(offered: str = "") -> str:
    """The id of the request that begins: the one offered if it looks like one, else a new one."""
    request_id = offered if _SHAPE.fullmatch(offered) else secrets.token_hex(8)
    _current.set(request_id)
    return request_id


def current() -> str:
    """Of the request at hand; empty outside of one."""
    return _current.get()
