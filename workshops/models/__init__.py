from workshops.models.contribution import Contribution
from workshops.models.day import WorkshopDay
from workshops.models.delegate import Delegate
from workshops.models.delegation import Delegation, public_municipalities
from workshops.models.history import ExportLog, StatusChange
from workshops.models.organiser import WorkshopOrganiser
from workshops.models.phase import Phase
from workshops.models.relation import WorkshopRelation
from workshops.models.report import Report, ReportedFigure
from workshops.models.status import LIVING, OCCUPYING, TRANSITIONS, Status
from workshops.models.track import ThematicTrack
from workshops.models.workshop import Workshop

__all__ = [
    "LIVING",
    "OCCUPYING",
    "TRANSITIONS",
    "Contribution",
    "Delegate",
    "Delegation",
    "ExportLog",
    "Phase",
    "Report",
    "ReportedFigure",
    "Status",
    "StatusChange",
    "ThematicTrack",
    "Workshop",
    "WorkshopDay",
    "WorkshopOrganiser",
    "WorkshopRelation",
    "public_municipalities",
]
