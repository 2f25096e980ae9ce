"""A table that is looked at before it is imported: the file, how it is written, what to do."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tools import kept
from tools.sheets.limits import BadTable, Limits
from tools.sheets.text import DELIMITERS, ENCODINGS

FOUND_OUT = ("", gettext_lazy("found out"))


class UploadForm(forms.Form):
    """The page that shows what would be done sends the file back, signed: nothing of it is stored
    before the import. A kind of it says for what, and how much is read."""

    purpose = ""
    limits = Limits()

    file = forms.FileField(required=False)
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"), choices=[FOUND_OUT, *ENCODINGS.items()], required=False
    )
    delimiter = forms.ChoiceField(
        label=gettext_lazy("Columns are parted by"),
        choices=[FOUND_OUT, *DELIMITERS.items()],
        required=False,
    )
    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    mark = forms.CharField(max_length=64, required=False)
    act = forms.ChoiceField(choices=[(act, act) for act in ("check", "all", "good")])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file:
            try:
                self.limits.require_size(file.size)
            except BadTable as bad:
                raise forms.ValidationError(str(bad)) from bad
        return file

    def clean_kept(self):
        try:
            return kept.opened(self.cleaned_data["kept"], self.purpose)
        except kept.NotKept as broken:
            raise forms.ValidationError(str(broken)) from broken

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            file = cleaned["file"]
            cleaned["content"] = file.read() if file else cleaned["kept"]
            if not cleaned["content"]:
                self.add_error("file", _("Choose a file."))
        return cleaned

    def carried(self):
        """The file as the next step sends it back. Raises BadTable."""
        return kept.keep(self.cleaned_data["content"], self.purpose)
