"""Fields that name no person, or only as an organiser publishes a name; checks.py reads it.

They stay as long as the workshop or the municipality. Free texts are for the organisers' content:
what a report, an outcome or a programme says of people is published on purpose, as are the credits
of pictures, which the law asks for (UrhG section 13). A mailbox is that of an office. References
and numbers of papers point to rows whose names are erased.
"""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


NOT_PERSONAL: dict[str, frozenset[str]] = {
    "partnerships.CountryNote": _names("code label footnote"),
    "partnerships.Municipality": _names(
        "slug country name native_name native_language region population population_year "
        "population_source latitude longitude website is_website_confirmed summary crest "
        "crest_credit crest_permission publication_policy situation situation_note search_key"
    ),
    "partnerships.Spelling": _names("municipality text kind key"),
    "partnerships.Organisation": _names(
        "slug name kind municipality country website logo logo_credit"
    ),
    "partnerships.Partnership": _names(
        "kind status municipalities successor started_on started_precision ended_on "
        "ended_precision title summary topics source_url announced"
    ),
    "partnerships.PartnershipMember": _names("partnership municipality position"),
    "partnerships.Topic": _names("slug name short_name description colour icon search_key"),
    "partnerships.User": _names("is_active joined_at sessions_ended_at"),
    # numbers and codes, and a network without the last part of its address
    "partnerships.AuditEntry": _names(
        "happened_at action about about_id workshop_number details network previous_hash hash"
    ),
    "workshops.Assignment": _names("workshop assigned_at"),
    "workshops.LastRun": _names("ran_at"),
    "workshops.WorkshopDay": _names("workshop date place"),
    "workshops.Delegation": _names(
        "workshop municipality organisation quota substitutes language status listed_publicly "
        "contacts reference extended_until informed_people_at named_in_source"
    ),
    "workshops.DoorPass": _names("workshop token_hash code_hash wrong_codes created_at revoked_at"),
    "workshops.ColumnChoice": _names("purpose columns"),
    "workshops.Handover": _names("workshop handed_over_on sha256 reference recorded_at"),
    "workshops.StatusChange": _names("delegate from_status to_status changed_at via reason"),
    "workshops.DelegationChange": _names("delegation from_status to_status changed_at"),
    "workshops.IssuedPaper": _names("delegate kind number language dated_on created_at revoked_at"),
    "workshops.InvitationLetter": _names("delegation number dated_on revoked_at"),
    "workshops.Material": _names("workshop session title file size language visibility"),
    "workshops.MessageTemplate": _names("kind subject text"),
    "workshops.WorkshopOrganiser": _names("workshop organisation role position"),
    "workshops.Outcome": _names("workshop kind text municipality track visibility position"),
    "workshops.WorkshopRelation": _names("from_workshop to_workshop kind note"),
    "workshops.Report": _names(
        "workshop slug headline kicker published_on body source_url photo photo_alt "
        "photo_credit photo_licence search_key"
    ),
    "workshops.ReportedFigure": _names("report metric value qualifier scope"),
    "workshops.LegalHold": _names("workshop until set_at lifted_at"),
    "workshops.RetentionRun": _names(
        "reference cause workshop is_dry_run started_at finished_at failed"
    ),
    "workshops.Erasure": _names("run rule workshop number"),
    "workshops.Session": _names(
        "workshop track kind starts_at ends_at room title interpreted_into sequence changed_at"
    ),
    "workshops.TextPage": _names("key title body reviewed_on"),
    "workshops.ThematicTrack": _names(
        "workshop slug position title description topic capacity search_key"
    ),
    "workshops.TranslationReview": _names("workshop language confirmed_at"),
    "workshops.Workshop": _names(
        "slug uid sequence changed_at kind title summary description cover cover_alt "
        "cover_credit cover_licence starts_on ends_on timezone starts_at ends_at format "
        "host_municipality place venue venue_visibility guidance languages_spoken "
        "languages_interpreted capacity nomination_opens_at nomination_closes_at has_open_call "
        "has_open_registration travel_data_due_on cities_public_from arrives_on departs_on "
        "costs mailbox funder_reference publication cancelled_at cancellation_reason "
        "replaced_by search_key"
    ),
    "workshops.Contribution": _names(
        "workshop track session role organisation municipality topic_title"
    ),
    "workshops.ExportLog": _names(
        "workshop exported_at purpose format filter columns row_count protected_count finished_at"
    ),
}
