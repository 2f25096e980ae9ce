from workshops.models.assignment import Assignment, for_user, works_on_all
from workshops.models.attendance import Attendance, SignedSheet
from workshops.models.consent import Consent
from workshops.models.contribution import Contribution
from workshops.models.day import WorkshopDay
from workshops.models.delegate import Delegate
from workshops.models.delegation import Delegation, public_municipalities
from workshops.models.door_pass import DoorPass
from workshops.models.export import ColumnChoice, ExportLog
from workshops.models.handover import Handover
from workshops.models.history import DelegationChange, StatusChange
from workshops.models.interest import Interest
from workshops.models.issued_paper import IssuedPaper
from workshops.models.last_run import LastRun
from workshops.models.letter import InvitationLetter, NominationLetter
from workshops.models.link import Link
from workshops.models.material import Material
from workshops.models.message import Message, MessageTemplate, is_sending
from workshops.models.needs import DelegateNeeds, Diet
from workshops.models.organiser import WorkshopOrganiser
from workshops.models.outcome import Outcome
from workshops.models.pending import PendingRegistration
from workshops.models.phase import Phase
from workshops.models.relation import WorkshopRelation
from workshops.models.report import Report, ReportedFigure
from workshops.models.retention import Erasure, LegalHold, RetentionRun
from workshops.models.session import Session
from workshops.models.status import LIVING, OCCUPYING, TRANSITIONS, Status
from workshops.models.text_page import TextPage
from workshops.models.track import ThematicTrack
from workshops.models.translation_review import TranslationReview
from workshops.models.visibility import Visibility
from workshops.models.workshop import Workshop
from workshops.models.workshop_queries import has_place

__all__ = [
    "LIVING",
    "OCCUPYING",
    "TRANSITIONS",
    "Assignment",
    "Attendance",
    "ColumnChoice",
    "Consent",
    "Contribution",
    "Delegate",
    "DelegateNeeds",
    "Diet",
    "Delegation",
    "DelegationChange",
    "DoorPass",
    "Erasure",
    "ExportLog",
    "Handover",
    "Interest",
    "InvitationLetter",
    "IssuedPaper",
    "LastRun",
    "LegalHold",
    "Link",
    "Material",
    "Message",
    "MessageTemplate",
    "NominationLetter",
    "Outcome",
    "PendingRegistration",
    "Phase",
    "Report",
    "ReportedFigure",
    "RetentionRun",
    "Session",
    "SignedSheet",
    "Status",
    "StatusChange",
    "TextPage",
    "ThematicTrack",
    "TranslationReview",
    "Visibility",
    "Workshop",
    "WorkshopDay",
    "WorkshopOrganiser",
    "WorkshopRelation",
    "for_user",
    "has_place",
    "is_sending",
    "public_municipalities",
    "works_on_all",
]
