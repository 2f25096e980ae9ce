"""What the admin site knows; importing this registers it (see workshops/apps.py)."""

from workshops.admin import (
    audit,
    delegate,
    delegation,
    export_log,
    message_template,
    needs,
    report,
    text_page,
    workshop,
)

__all__ = [
    "audit",
    "delegate",
    "delegation",
    "export_log",
    "message_template",
    "needs",
    "report",
    "text_page",
    "workshop",
]
