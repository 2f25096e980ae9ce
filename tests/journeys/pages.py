"""The pages that the journeys walk: one or more of every public kind, without the language."""

LANGUAGES = ("de", "en", "uk", "sq")
MUNICH = "workshops/resilience-munich-2023/"
SAMPLE = "workshops/sample-energy-water-rebuilding/"
PREVIEW = "preview/TOKEN/"
MISSING = "no-such-page/"
PAGES = (
    "",
    "workshops/",
    "workshops/?when=past&country=UA",
    "workshops/?when=past&q=nowhere",
    MUNICH,
    SAMPLE,
    PREVIEW,
    "cities/",
    "cities/?q=nowhere",
    "cities/vinnytsia/",
    "cities/melitopol/",
    "topics/",
    "topics/water-and-sanitation/",
    "partnerships/",
    "map/",
    "map/?city=kyjiw",
    "search/",
    "search/?q=Wasser",
    "search/?q=nowhere",
    "reports/",
    "reports/building-resilience/",
    "data/",
    "about/",
    "contact/",
    "plain-language/",
    "sign-language/",
    "map-notice/",
    "imprint/",
    "privacy/",
    "accessibility/",
    MISSING,
)
# one of each shape, for what depends on the shape alone
SHAPES = ("", "workshops/", SAMPLE, "cities/", "cities/vinnytsia/", "map/", "topics/", "data/")
