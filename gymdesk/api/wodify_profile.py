"""The requests and fields of WODIFY, once for each of its profiles; no other module knows either.

A field is named by ours and read from the first of its paths that the answer has; a dot steps into
an object. What stands in `written` goes into the body of a change under WODIFY's own name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from gymdesk.domain.wodify import Capability, WodifyProfile
from gymdesk.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

Fields = dict[str, tuple[str, ...]]

PAGE_SIZE: Final = 100
"""The most that one page holds; a larger number is silently ignored."""

MEMBERS: Final = "clients"
MEMBERSHIPS: Final = "memberships"
LEADS: Final = "leads"
INVOICES: Final = "invoices"
HOLDS: Final = "holds"


@dataclass(frozen=True)
class Listing:
    """A list: where it is, under which names its rows may lie, and where its search is."""

    path: str
    keys: tuple[str, ...]
    search: str | None = None
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Call:
    """One request that is not a list. `needs` is a capability without which it is not sent.

    `wrapped` names the keys under which the record may lie in the answer; a bare one is one too.
    """

    method: str
    path: str
    needs: Capability | None = None
    wrapped: tuple[str, ...] = ()

    def about(self, key: str = "") -> str:
        """Return the path with *key* in its place; nothing in a key can leave its place."""
        return self.path.format(key=quote(key, safe=""))


@dataclass(frozen=True)
class Probe:
    """One read-only question of "Test connection"; `fields` are ours, from `table`."""

    name: str
    path: str
    keys: tuple[str, ...]
    table: str | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Profile:
    """One way in which WODIFY answers.

    `offset_paging`: limit and offset instead of page and page_size. `memberships_inside`: a row of
    the client list holds the membership, there is no list of them. `whole_puts`: a change sends the
    whole record, so that it is read first.
    """

    name: WodifyProfile
    key_header: tuple[str, str]
    base: str
    offset_paging: bool
    memberships_inside: bool
    whole_puts: bool
    lists: Mapping[str, Listing]
    calls: Mapping[str, Call]
    fields: Mapping[str, Fields]
    written: Mapping[str, Mapping[str, str]]
    whole: Mapping[str, tuple[str, ...]]
    volatile: frozenset[str]
    health: Call
    probes: tuple[Probe, ...]
    offered: frozenset[Capability] = frozenset()
    search_fields: Mapping[str, str] = field(default_factory=dict)

    def page(self, listing: Listing, number: int, seen: int) -> list[tuple[str, str]]:
        """Return the parameters of a page: its *number* from 1, and how many rows came before."""
        if self.offset_paging:
            paging = [("limit", str(PAGE_SIZE)), ("offset", str(seen))]
        else:
            paging = [("page", str(number)), ("page_size", str(PAGE_SIZE)), ("sort", "id")]
        return [*listing.params, *paging]

    def question(self, field_name: str, operator: str, value: str) -> str | None:
        """Return one clause of a search; None for what its grammar cannot express.

        The reserved signs cannot be escaped, so that a surname such as O'Neil cannot be asked for.
        """
        raw = self.search_fields.get(field_name)
        if raw is None or any(sign in value for sign in RESERVED):
            return None
        plain = field_name in _UNQUOTED
        return f"{raw}|{operator}|{value}" if plain else f"{raw}|{operator}|'{value}'"

    def body(self, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return *values* under WODIFY's names; None is left out, 0 and "" are not."""
        names = self.written[kind]
        return {names[key]: value for key, value in values.items() if value is not None}

    def whole_record(self, kind: str, read: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a change must repeat of the record as it was *read*: the rest is cleared."""
        return {name: read[name] for name in self.whole[kind] if name in read}


RESERVED: Final = "'|;{}"
_UNQUOTED: Final = frozenset({"remote_id", "client_id"})

_V1_MEMBER: Final[Fields] = {
    "remote_id": ("id",),
    "first_name": ("first_name",),
    "last_name": ("last_name",),
    "email": ("email",),
    "phone": ("phone_number",),
    "raw_status": ("client_status",),
    "status_id": ("client_status_id",),
    "location": ("location",),
    "since": ("member_since",),
    "attended": ("last_attendance",),
    "lead_source": ("lead_source", "referring_user"),
    "converted_from_lead": ("is_converted_from_lead",),
    "emergency_name": ("emergency_contact_name",),
    "emergency_phone": ("emergency_contact_phone",),
    "lead_id": ("lead_id",),
    "created_at": ("created_on.created_on_datetime", "created.created_on_datetime"),
    "updated_at": ("updated.updated_on_datetime",),
}

_V1_MEMBERSHIP: Final[Fields] = {
    "remote_id": ("id",),
    "client_id": ("client_id",),
    "name": ("name",),
    "kind": ("membership_type",),
    "template_id": ("membership_template_id",),
    "renewed_from": ("renewed_from_membership_id",),
    "start": ("start_date",),
    "end": ("end_date",),
    "expires": ("does_membership_expire",),
    "expiration": ("expiration_date",),
    "active": ("is_active",),
    "deleted": ("is_deleted",),
    "deactivation_planned": ("has_scheduled_deactivation",),
    "deactivation": ("scheduled_deactivation_date",),
    "plan_name": ("payment_plan.payment_plan_name",),
    "auto_renew": ("payment_plan.is_auto_renew",),
    "auto_renew_stop": ("payment_plan.auto_renew_stop_date",),
    "initial_kind": ("payment_plan.initial_payment_option.initial_payment_option_type",),
    "initial_cost": ("payment_plan.initial_payment_option.initial_cost",),
    "initial_length": ("payment_plan.initial_commitment_length",),
    "initial_unit": ("payment_plan.initial_commitment_time_unit",),
    "renewal_kind": ("payment_plan.renewal_payment_option.renewal_payment_option_type",),
    "renewal_cost": ("payment_plan.renewal_payment_option.renewal_cost",),
    "renewal_length": ("payment_plan.renewal_commitment_length",),
    "renewal_unit": ("payment_plan.renewal_commitment_time_unit",),
}

_V1_LEAD: Final[Fields] = {
    "remote_id": ("id",),
    "first_name": ("first_name",),
    "last_name": ("last_name",),
    "email": ("email",),
    "phone": ("phone_number",),
    "raw_status": ("lead_status",),
    "status_id": ("lead_status_id",),
    "converted": ("is_converted_to_client",),
    "lead_source": ("lead_source",),
    "owner": ("lead_owner",),
    "contacted_at": ("last_contact_datetime",),
    "notes": ("notes",),
    "created_at": ("created.created_on_datetime",),
    "updated_at": ("updated.updated_on_datetime",),
}

_V1_INVOICE: Final[Fields] = {
    "remote_id": ("id",),
    "number": ("invoice_number",),
    "client_id": ("client_id",),
    "raw_status": ("invoice_header_status",),
    "due": ("payment_due",),
    "paid_on": ("paid_on_date",),
    "total": ("final_charge",),
    "unpaid": ("unpaid_amount",),
    "paid": ("paid_amount",),
}

# nobody could verify what an entry of the holds looks like: these are the names such days go by
_V1_HOLD: Final[Fields] = {
    "list": ("membership_holds",),
    "from": ("start_date", "hold_start_date", "hold_start", "from_date", "from", "start"),
    "until": ("end_date", "hold_end_date", "hold_end", "to_date", "to", "end"),
    "reason": ("hold_reason", "reason", "membership_hold_reason"),
    "deleted": ("is_deleted",),
}

_CLIENT_WHOLE: Final = (
    "first_name",
    "last_name",
    "email",
    "phone_number",
    "billing_cc_email",
    "client_status_id",
    "location_id",
    "date_of_birth",
    "gender_id",
    "street_address_1",
    "street_address_2",
    "city",
    "state_id",
    "province",
    "zipcode",
    "country_id",
    "timezone_id",
    "height_measurement_1",
    "height1_system_of_measure",
    "height_measurement_2",
    "height2_system_of_measure",
    "weight",
    "weight_system_of_measure",
    "is_email_subscribed",
    "notes",
    "emergency_contact_name",
    "emergency_contact_phone",
    "lead_source_id",
    "referring_user_id",
    "is_sms_subscribed",
    "client_owner_id",
)
_LEAD_WHOLE: Final = (
    "first_name",
    "last_name",
    "email",
    "lead_status_id",
    "location_id",
    "gender_id",
    "phone_number",
    "date_of_birth",
    "street_address1",
    "street_address2",
    "city",
    "state_id",
    "province",
    "zipcode",
    "country_id",
    "notes",
    "emergency_contact_name",
    "emergency_contact_phone",
    "lead_source_id",
    "referred_by_from_web",
    "referred_by_user_id",
    "is_email_subscribed",
    "is_sms_subscribed",
    "lead_owner_id",
)
_CONVERT_WHOLE: Final = (
    "location_id",
    "email",
    "first_name",
    "last_name",
    "gender_id",
    "billing_cc_email",
    "date_of_birth",
    "street_address1",
    "street_address2",
    "city",
    "state_id",
    "province",
    "country_id",
    "zipcode",
)

WODIFY_V1: Final = Profile(
    name=WodifyProfile.WODIFY_V1,
    key_header=("x-api-key", "{key}"),
    base="/v1",
    offset_paging=False,
    memberships_inside=False,
    whole_puts=True,
    lists={
        MEMBERS: Listing("/clients", ("clients",), "/clients/search"),
        MEMBERSHIPS: Listing("/memberships", ("memberships",), "/memberships/search"),
        LEADS: Listing("/leads", ("leads",), "/leads/search"),
        INVOICES: Listing("/financials/invoices", ("invoices",), "/financials/invoices/search"),
        "client statuses": Listing("/clients/statuses", ("statuses",)),
        "lead statuses": Listing("/leads/statuses", ("statuses",)),
        "lead sources": Listing("/leads/sources", ("sources",)),
        "locations": Listing("/customers/locations", ("locations",)),
    },
    calls={
        "member": Call("GET", "/clients/{key}", wrapped=("client",)),
        "membership": Call("GET", "/memberships/{key}", wrapped=("membership",)),
        "lead": Call("GET", "/leads/{key}", wrapped=("lead",)),
        "invoice": Call("GET", "/financials/invoices/{key}", wrapped=("invoice",)),
        "create member": Call("POST", "/clients", wrapped=("client", "ClientResponse")),
        "update member": Call("PUT", "/clients/{key}", wrapped=("client", "ClientResponse")),
        "create membership": Call(
            "POST", "/memberships", Capability.MEMBERSHIP_WRITES, ("membership",)
        ),
        "update membership": Call(
            "PUT", "/memberships/{key}", Capability.MEMBERSHIP_WRITES, ("membership",)
        ),
        "cancel membership": Call(
            "PUT", "/memberships/{key}/deactivate", Capability.MEMBERSHIP_WRITES, ("membership",)
        ),
        "create lead": Call("POST", "/leads", wrapped=("lead",)),
        "update lead": Call("PUT", "/leads/{key}", wrapped=("lead",)),
        "convert lead": Call("POST", "/leads/{key}/convert", wrapped=("client_data",)),
    },
    fields={
        MEMBERS: _V1_MEMBER,
        MEMBERSHIPS: _V1_MEMBERSHIP,
        LEADS: _V1_LEAD,
        INVOICES: _V1_INVOICE,
        HOLDS: _V1_HOLD,
        "client statuses": {"remote_id": ("id",), "label": ("status",)},
        "lead statuses": {"remote_id": ("id",), "label": ("status",)},
        "lead sources": {"remote_id": ("id",), "label": ("source",)},
        "locations": {"remote_id": ("id", "location_id"), "label": ("name", "location")},
    },
    written={
        "member": {
            "first_name": "first_name",
            "last_name": "last_name",
            "email": "email",
            "phone": "phone_number",
            "location": "location_id",
        },
        "membership": {
            "client_id": "client_id",
            "membership_type": "membership_template_id",
            "start_date": "start_date",
            "payment_method": "payment_method",
            "status": "is_active",
            "monthly_price": "renewal_cost",
            "reason": "reason",
        },
        "lead": {
            "first_name": "first_name",
            "last_name": "last_name",
            "email": "email",
            "phone": "phone_number",
            "location": "location_id",
            "notes": "notes",
            "tags": "tags",
            "status_id": "lead_status_id",
        },
        "conversion": {
            "email": "email",
            "phone": "mobile_number",
            "location": "location_id",
        },
    },
    whole={"member": _CLIENT_WHOLE, "lead": _LEAD_WHOLE, "conversion": _CONVERT_WHOLE},
    # they count days: other each morning, though nothing happened
    volatile=frozenset({"days_since_last_attendance", "days_since_last_attended"}),
    health=Call("GET", "/clients"),
    probes=(
        Probe(
            "clients",
            "/clients",
            ("clients",),
            MEMBERS,
            ("remote_id", "first_name", "last_name", "email", "phone", "raw_status"),
        ),
        Probe(
            "memberships",
            "/memberships",
            ("memberships",),
            MEMBERSHIPS,
            ("remote_id", "client_id", "name", "start", "end", "active", "initial_cost"),
        ),
        Probe(
            "leads",
            "/leads",
            ("leads",),
            LEADS,
            ("remote_id", "first_name", "last_name", "email", "raw_status", "converted"),
        ),
        Probe("client statuses", "/clients/statuses", ("statuses",), "client statuses", ("label",)),
        Probe("lead statuses", "/leads/statuses", ("statuses",), "lead statuses", ("label",)),
        Probe("lead sources", "/leads/sources", ("sources",), "lead sources", ("label",)),
        Probe("locations", "/customers/locations", ("locations",), "locations", ("remote_id",)),
        Probe(
            "invoices",
            "/financials/invoices",
            ("invoices",),
            INVOICES,
            ("remote_id", "client_id", "raw_status", "due", "unpaid"),
        ),
    ),
    offered=frozenset({Capability.INVOICES, Capability.HOLDS}),
    search_fields={"remote_id": "id", "client_id": "client_id", "email": "email"},
)

_DOCUMENTED_MEMBER: Final[Fields] = {
    "remote_id": ("client_id", "id"),
    "first_name": ("first_name",),
    "last_name": ("last_name",),
    "email": ("email",),
    "phone": ("phone", "phone_number"),
    "raw_status": ("membership_status", "status"),
    "stated_status": ("membership_status", "status"),
    "location": ("location",),
    "since": ("member_since", "start_date"),
    "attended": ("last_attendance",),
    "lead_source": ("referral_source",),
    "converted_from_lead": ("is_converted_from_lead",),
    "emergency_name": ("emergency_contact",),
    "emergency_phone": ("emergency_contact_phone",),
    "lead_id": ("lead_id",),
    "created_at": ("created_at",),
    "updated_at": ("updated_at",),
}

_DOCUMENTED_MEMBERSHIP: Final[Fields] = {
    "remote_id": ("membership_id", "id"),
    "client_id": ("client_id", "id"),
    "name": ("membership_type", "name"),
    "kind": ("membership_kind",),
    "start": ("start_date",),
    "end": ("end_date",),
    "monthly_price": ("monthly_price",),
}

_DOCUMENTED_LEAD: Final[Fields] = {
    "remote_id": ("lead_id", "id"),
    "first_name": ("first_name",),
    "last_name": ("last_name",),
    "email": ("email",),
    "phone": ("phone", "phone_number"),
    "raw_status": ("lead_status", "status"),
    "converted": ("is_converted",),
    "lead_source": ("source", "lead_source"),
    "owner": ("owner",),
    "contacted_at": ("last_contact_at", "last_contacted"),
    "notes": ("notes", "message"),
    "created_at": ("created_at",),
    "updated_at": ("updated_at",),
}

DOCUMENTED: Final = Profile(
    name=WodifyProfile.DOCUMENTED,
    key_header=("Authorization", "Bearer {key}"),
    base="/v1",
    offset_paging=True,
    memberships_inside=True,
    whole_puts=False,
    lists={
        MEMBERS: Listing("/members", ("members",), params=(("location_id", "{location}"),)),
        LEADS: Listing("/leads", ("leads",), params=(("location_id", "{location}"),)),
        "packages": Listing("/membership-packages", ("packages",)),
    },
    calls={
        "member": Call("GET", "/members/{key}", wrapped=("member",)),
        "lead": Call("GET", "/leads/{key}", wrapped=("lead",)),
        "create membership": Call("POST", "/memberships", wrapped=("membership", "member")),
        "update membership": Call("PATCH", "/memberships/{key}", wrapped=("membership",)),
        "cancel membership": Call("POST", "/memberships/{key}/cancel", wrapped=("membership",)),
        "create lead": Call("POST", "/leads", wrapped=("lead",)),
        "update lead": Call("PATCH", "/leads/{key}", wrapped=("lead",)),
        "convert lead": Call("POST", "/leads/{key}/convert", wrapped=("member", "membership")),
    },
    fields={
        MEMBERS: _DOCUMENTED_MEMBER,
        MEMBERSHIPS: _DOCUMENTED_MEMBERSHIP,
        LEADS: _DOCUMENTED_LEAD,
        INVOICES: {},
        "packages": {
            "remote_id": ("id",),
            "name": ("name",),
            "monthly_price": ("price",),
        },
    },
    written={
        "membership": {
            "first_name": "first_name",
            "last_name": "last_name",
            "email": "email",
            "phone": "phone",
            "membership_type": "membership_type",
            "start_date": "start_date",
            "payment_method": "payment_method",
            "location": "location_id",
            "status": "status",
            "monthly_price": "monthly_price",
            "reason": "reason",
        },
        "lead": {
            "first_name": "first_name",
            "last_name": "last_name",
            "email": "email",
            "phone": "phone",
            "location": "location_id",
            "message": "message",
            "interested_in": "interested_in",
            "lead_status": "lead_status",
            "notes": "notes",
        },
        "conversion": {
            "membership_type": "membership_type",
            "start_date": "start_date",
            "payment_method": "payment_method",
        },
    },
    whole={},
    volatile=frozenset(),
    health=Call("GET", "/health"),
    probes=(
        Probe("health", "/health", ()),
        Probe("members", "/members", ("members",), MEMBERS, ("remote_id", "email", "raw_status")),
        Probe("leads", "/leads", ("leads",), LEADS, ("remote_id", "email", "raw_status")),
        Probe("packages", "/membership-packages", ("packages",), "packages", ("name",)),
    ),
    offered=frozenset({Capability.MEMBERSHIP_WRITES, Capability.TEMPLATES}),
)

PROFILES: Final = {profile.name: profile for profile in (WODIFY_V1, DOCUMENTED)}


def profile_named(name: str | None) -> Profile:
    """Return the profile of that name, the real API where none is named; raises UsageError."""
    try:
        return PROFILES[WodifyProfile(name or WodifyProfile.WODIFY_V1)]
    except ValueError as error:
        known = " or ".join(PROFILES)
        reason = f"{name} is not a WODIFY profile: {known}"
        raise UsageError(reason) from error


def found(row: Mapping[str, Any], paths: tuple[str, ...]) -> Any:
    """Return the value at the first of *paths* that the row has and that is not empty."""
    empty: Any = None
    for path in paths:
        value: Any = row
        for step in path.split("."):
            if not isinstance(value, dict) or step not in value:
                value = None
                break
            value = value[step]
        if value is not None and value != "":
            return value
        empty = value if empty is None else empty
    return empty


def has(row: Mapping[str, Any], paths: tuple[str, ...]) -> bool:
    """Return whether the row has any of *paths* at all, empty or not."""
    for path in paths:
        value: Any = row
        for step in path.split("."):
            if not isinstance(value, dict) or step not in value:
                break
            value = value[step]
        else:
            return True
    return False
