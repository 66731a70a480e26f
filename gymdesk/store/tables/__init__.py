"""The tables of the store. The remote owns remote columns, the desk owns its own.

A table is a `DeskTable` (what is typed at the desk) or a `RefreshTable` (what a refresh writes).
Money is integer minor units of the club's currency; moments are UTC; a due day is a calendar day.
Constraints are named, so that a migration can find them on SQLite and PostgreSQL alike.
"""

from __future__ import annotations

from gymdesk.store.tables.agreements import AgreementTable, InvoiceTable, ScheduledPaymentTable
from gymdesk.store.tables.base import (
    FETCHED,
    DeskTable,
    RefreshTable,
    Table,
    UtcMoment,
    desk_tables,
)
from gymdesk.store.tables.cases import CaseEventTable, CollectionRule, DebtTurn
from gymdesk.store.tables.clients import (
    Client,
    ClientSource,
    Confirmation,
    ConfirmationTurn,
    ContactEdit,
    Watch,
)
from gymdesk.store.tables.clubs import Club
from gymdesk.store.tables.follow_ups import FollowUpEvent
from gymdesk.store.tables.held import HeldChange, HeldDecision, HeldSweep
from gymdesk.store.tables.holds import HoldLookTable
from gymdesk.store.tables.imports import (
    ImportedAgreement,
    ImportedMembership,
    ImportFile,
    MembershipFile,
)
from gymdesk.store.tables.inventories import SessionInventory
from gymdesk.store.tables.joins import ClientJoin
from gymdesk.store.tables.outbox import OutboxStep, OutboxWrite
from gymdesk.store.tables.runs import (
    AgreementChange,
    BalanceSnapshot,
    LookMark,
    RefreshLease,
    RunError,
    SyncRun,
)
from gymdesk.store.tables.sign_ins import SeenThrough, SignInTable
from gymdesk.store.tables.status_words import StatusWord
from gymdesk.store.tables.wodify import BillTable, LeadTable, MembershipTable, MemberTable

__all__ = [
    "FETCHED",
    "AgreementChange",
    "AgreementTable",
    "BalanceSnapshot",
    "BillTable",
    "CaseEventTable",
    "Client",
    "ClientJoin",
    "ClientSource",
    "Club",
    "CollectionRule",
    "Confirmation",
    "ConfirmationTurn",
    "ContactEdit",
    "DebtTurn",
    "DeskTable",
    "FollowUpEvent",
    "HeldChange",
    "HeldDecision",
    "HeldSweep",
    "HoldLookTable",
    "ImportFile",
    "ImportedAgreement",
    "ImportedMembership",
    "InvoiceTable",
    "LeadTable",
    "LookMark",
    "MemberTable",
    "MembershipFile",
    "MembershipTable",
    "OutboxStep",
    "OutboxWrite",
    "RefreshLease",
    "RefreshTable",
    "RunError",
    "ScheduledPaymentTable",
    "SeenThrough",
    "SessionInventory",
    "SignInTable",
    "StatusWord",
    "SyncRun",
    "Table",
    "UtcMoment",
    "Watch",
    "desk_tables",
]
