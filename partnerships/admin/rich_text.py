from django.contrib.admin.widgets import AdminTextareaWidget
from django.forms.widgets import Script


class RichTextWidget(AdminTextareaWidget):
    """A textarea which the script replaces by the editor; the buttons are in _rich_text.html."""

    class Media:
        js = [Script("js/admin-rich-text.js", type="module")]

    def __init__(self, attrs=None):
        super().__init__({"data-rich-text": ""} | (attrs or {}))
