from django.contrib import admin

from partnerships.admin.base import BY_NAME, TranslatedAdmin, own_name
from partnerships.models import Topic


@admin.register(Topic)
class TopicAdmin(TranslatedAdmin):
    list_display = [own_name, "short_name", "colour", "icon"]
    ordering = BY_NAME
    search_fields = ["name_de", "name_en", "name_uk", "name_sq", "slug"]
    fields = ["name", "short_name", "slug", "description", "colour", "icon"]
