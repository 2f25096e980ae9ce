"""Styles, fonts and icons: every icon that is asked for exists, nothing comes from elsewhere."""

import gzip
import re

from django.conf import settings

from partnerships.models import Topic
from workshops.public.parts.pairs import TONES
from workshops.public.parts.phases import LOOKS

STATIC = settings.BASE_DIR / "static"
TEMPLATES = settings.BASE_DIR / "templates"
PUBLIC_STYLES = ["reset", "tokens", "base", "layout", "components", "pages", "print"]


def test_every_icon_is_in_the_sprite():
    sprite = (STATIC / "icons/sprite.svg").read_text(encoding="utf-8")
    there = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    templates = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))

    asked = set(re.findall(r'(?:icon |icon=)"([a-z0-9-]+)"', templates))
    asked |= {icon for _tone, icon in [*LOOKS.values(), *TONES.values()]} | set(Topic.Icon.values)
    assert asked - there == set()


def test_styles_stay_within_the_budget():
    styles = "".join((STATIC / f"css/{name}.css").read_text("utf-8") for name in PUBLIC_STYLES)

    assert len(gzip.compress(styles.encode())) < 14_000


def test_styles_load_nothing_from_elsewhere():
    for name in [*PUBLIC_STYLES, "desk", "forms"]:
        style = (STATIC / f"css/{name}.css").read_text(encoding="utf-8")
        files = re.findall(r'url\("([^"]+)"\)', style)

        assert [file for file in files if not (STATIC / "css" / file).is_file()] == []
        assert "@import" not in style


def test_fonts_and_icons_come_with_their_licences():
    fonts = {path.name.rsplit("-", 1)[0] for path in STATIC.glob("fonts/*-LICENSE.txt")}

    assert fonts == {"piazzolla", "source-sans-3"}
    assert (STATIC / "icons/lucide-LICENSE.txt").is_file()
