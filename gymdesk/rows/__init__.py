"""What the panes, the printed lists and the command line show: frozen dataclasses only.

Money is whole cents of the row's currency and None is "unknown", never 0. Moments are aware UTC
datetimes (`_utc`), days are calendar days of the club (`_on`). What a list has 50,000 of has slots:
half the memory, and half of what the garbage collector walks through.

Each name loads the module that it lives in when it is asked for first: making a dataclass takes
most of a millisecond, and the list that the window opens with needs four of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gymdesk.rows.client_details import (
        AgreementRow,
        ClientDetail,
        ConfirmedRow,
        InvoiceRow,
        WatchedRow,
    )
    from gymdesk.rows.clients import (
        ClientList,
        ClientRow,
        Contact,
        DebtPart,
        HeldFigure,
        PackageRow,
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
    from gymdesk.rows.runs import ErrorRow, RunRow, SourceRow
    from gymdesk.rows.sign_ins import SignInRow
    from gymdesk.rows.states import Health, RunStatus
    from gymdesk.rows.warnings import (
        LIST_WARNINGS,
        FiguresOld,
        ListWarning,
        NothingFetched,
        RefreshIncomplete,
        SweepWaits,
    )

_LIVES_IN: Final = {
    "AgreementRow": "client_details",
    "ClientDetail": "client_details",
    "ClientList": "clients",
    "ClientRow": "clients",
    "ClubRow": "clubs",
    "CollectionsList": "collections",
    "ConfirmedRow": "client_details",
    "Contact": "clients",
    "DebtPart": "clients",
    "ErrorRow": "runs",
    "FiguresOld": "warnings",
    "FileMembership": "imports",
    "Health": "states",
    "HeldChangeRow": "held",
    "HeldFigure": "clients",
    "HeldSweepRow": "held",
    "ImportPreview": "imports",
    "ImportTroubleRow": "imports",
    "Imported": "imports",
    "InvoiceRow": "client_details",
    "JoinRow": "members",
    "LIST_WARNINGS": "warnings",
    "LeadList": "members",
    "LeadRow": "members",
    "ListWarning": "warnings",
    "MemberList": "members",
    "MemberRow": "members",
    "MembershipPreview": "imports",
    "NothingFetched": "warnings",
    "PackageRow": "clients",
    "PairRow": "members",
    "PersonSide": "members",
    "RefreshIncomplete": "warnings",
    "RunRow": "runs",
    "RunStatus": "states",
    "SignInRow": "sign_ins",
    "SourceRow": "runs",
    "SweepWaits": "warnings",
    "WatchedRow": "client_details",
}


def __getattr__(name: str) -> object:
    """Load what lives in a module of its own; a test holds the table against the imports above."""
    if name not in _LIVES_IN:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    found = globals()[name] = getattr(import_module(f"{__name__}.{_LIVES_IN[name]}"), name)
    return found


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
