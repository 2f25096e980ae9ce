"""What the admin site knows; importing this registers it (see workshops/apps.py)."""

from workshops.admin import (
    address_book,
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
    "address_book",
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
