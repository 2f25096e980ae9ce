from django.shortcuts import get_object_or_404

from tools import filetypes
from workshops.models import Material
from workshops.public.policy import open_to_all


@open_to_all
def material(request, slug, pk):
    """A public file to take along."""
    public = Material.objects.public().filter(workshop__slug=slug)
    found = get_object_or_404(public, pk=pk)
    return filetypes.download(found.file, found.download_name, found.language)


material.parameters = None  # the page cache keeps no files
