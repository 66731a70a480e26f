"""What the panes, the printed lists and the command line show: frozen dataclasses only.

Money is whole cents of the row's currency and None is "unknown", never 0. Moments are aware UTC
datetimes (`_utc`), days are calendar days of the club (`_on`). What a list has 50,000 of has slots:
half the memory, and half of what the garbage collector walks through.
"""

from __future__ import annotations

from gymdesk.rows.clients import (
    AgreementRow,
    ClientDetail,
    ClientList,
    ClientRow,
    ConfirmedRow,
    Contact,
    DebtPart,
    HeldFigure,
    InvoiceRow,
    PackageRow,
    WatchedRow,
)
from gymdesk.rows.clubs import ClubRow
from gymdesk.rows.collections import CollectionsList
from gymdesk.rows.held import HeldChangeRow, HeldSweepRow
from gymdesk.rows.imports import (
    FileMembership,
    Imported,
    ImportPreview,
    ImportTroubleRow,
    MembershipPreview,
)
from gymdesk.rows.members import (
    JoinRow,
    LeadList,
    LeadRow,
    MemberList,
    MemberRow,
    PairRow,
    PersonSide,
)
from gymdesk.rows.runs import ErrorRow, Health, RunRow, RunStatus, SourceRow
from gymdesk.rows.sign_ins import SignInRow
from gymdesk.rows.warnings import (
    LIST_WARNINGS,
    FiguresOld,
    ListWarning,
    NothingFetched,
    RefreshIncomplete,
    SweepWaits,
)

__all__ = [
    "LIST_WARNINGS",
    "AgreementRow",
    "ClientDetail",
    "ClientList",
    "ClientRow",
    "ClubRow",
    "CollectionsList",
    "ConfirmedRow",
    "Contact",
    "DebtPart",
    "ErrorRow",
    "FiguresOld",
    "FileMembership",
    "Health",
    "HeldChangeRow",
    "HeldFigure",
    "HeldSweepRow",
    "ImportPreview",
    "ImportTroubleRow",
    "Imported",
    "InvoiceRow",
    "JoinRow",
    "LeadList",
    "LeadRow",
    "ListWarning",
    "MemberList",
    "MemberRow",
    "MembershipPreview",
    "NothingFetched",
    "PackageRow",
    "PairRow",
    "PersonSide",
    "RefreshIncomplete",
    "RunRow",
    "RunStatus",
    "SignInRow",
    "SourceRow",
    "SweepWaits",
    "WatchedRow",
]
