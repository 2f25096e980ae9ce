"""Lines of the log: one per record, with the id of the request, without secrets.

Whoever reads a log could open a secret address, and a mail address is a person. Names do not get
into logs in the first place: messages name accounts, people and workshops by their numbers.
"""

import datetime
import json
import logging
import re
import unicodedata

from tools import request_ids

# letters of the path may come percent-encoded, so whatever stands between the slashes counts
SECRET = re.compile(
    r"(/(?:(?:p|%70)(?:r|%72)(?:e|%65)(?:v|%76)(?:i|%69)(?:e|%65)(?:w|%77)"
    r"|(?:p|%70)(?:a|%61)(?:s|%73)(?:s|%73)|[cdir]|%6[349]|%72|reset/\w+)/)[^/\s]+",
    re.I,
)
MAIL = re.compile(r"[^\s@<>()\[\]{}\"'=:;,/?&]+(?:@|%40)[^\s@<>()\[\]{}\"'=:;,/?&]+", re.I)
# PostgreSQL ends an error with the values of the row, up to the next error of the traceback
ROW = re.compile(
    r"\bDETAIL:.*?(?=\n\nThe above exception|\n\nDuring handling of the above|\Z)", re.S
)


def discreet(text):
    """Without tokens of secret addresses, mail addresses and values of rows."""
    return MAIL.sub("…@…", SECRET.sub(r"\1…", ROW.sub("DETAIL: …", text)))


class WithoutTokens(logging.Filter):
    """For handlers that are not ours; the formatters below do the same for whole lines."""

    def filter(self, record):
        text = record.getMessage()
        shown = discreet(text)
        if shown != text:
            record.msg, record.args = shown, ()
        return True


class Json(logging.Formatter):
    """One JSON object per record, in ASCII: nothing in it can begin a line or steer a terminal."""

    def format(self, record):
        line = {
            "time": datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": discreet(record.getMessage()),
        }
        if request_ids.current():
            line["request"] = request_ids.current()
        if record.exc_info:
            line["exception"] = discreet(self.formatException(record.exc_info))
        return json.dumps(line)


class Plain(logging.Formatter):
    """For eyes; only the lines of a traceback are lines of their own."""

    def format(self, record):
        request_id = request_ids.current()
        line = f"{record.levelname} {_visible(discreet(record.getMessage()))}"
        line += f" [{request_id}]" if request_id else ""
        if record.exc_info:
            trace = discreet(self.formatException(record.exc_info)).splitlines()
            line += "".join(f"\n  {_visible(text)}" for text in trace)
        return line


def _visible(text):
    """Signs that would begin a line, steer a terminal or turn the direction, as escapes."""
    return "".join(
        sign.encode("unicode_escape").decode()
        if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        else sign
        for sign in text
    )


FORMATTERS = {"json": Json, "plain": Plain}
