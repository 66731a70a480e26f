"""The requests of ClubOS, once for each of its dialects; no other module knows a path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gymdesk.domain.dialect import ClubOsDialect

_AGREEMENTS: Final = "/api/agreements/package_agreements"
_ASSIGNEES: Final = "/action/Assignees"
_CLUB_SERVICES: Final = "/action/ClubServicesNew"
_AGREEMENT_PAGE: Final = "/action/PackageAgreementUpdated/spa/"


@dataclass(frozen=True)
class Ask:
    """One request: a path and parameters, both with places for ids."""

    path: str
    params: tuple[tuple[str, str], ...] = ()

    def about(self, **ids: str) -> tuple[str, list[tuple[str, str]]]:
        """Return path and parameters with *ids* in their places."""
        return self.path.format(**ids), [(k, v.format(**ids)) for k, v in self.params]


_OPENED: Final = Ask(
    f"{_AGREEMENTS}/V2/{{agreement}}",
    tuple(("include", i) for i in ("invoices", "scheduledPayments", "prohibitChangeTypes")),
)


@dataclass(frozen=True)
class Dialect:
    """What is asked, where, and what a browser would say beside it.

    `context` is a page to visit after each change of client, `witness` the page that says whom one
    acts as. `list_names_client`: the list is asked for by the client's id, so an empty one needs no
    witness. `bearer_cookie` names the cookie whose value opens the JSON calls; None = no header
    is sent, for there a wrong one makes the call fail and none never does. `billing_status` None =
    it tells no amounts. `invoices_have_ids`: one without is no invoice.
    """

    name: ClubOsDialect
    sign_in_pages: tuple[str, ...]
    sign_in_action: str
    context: str | None
    referer: str
    bearer_cookie: str | None
    listed: Ask
    list_names_client: bool
    billing_status: Ask | None
    total_value: Ask
    invoices_have_ids: bool
    assignees: str = _ASSIGNEES
    members: Ask = Ask(f"{_ASSIGNEES}/members")
    delegate: Ask = Ask("/action/Delegate/{client}/url=false")
    witness: str = _CLUB_SERVICES
    opened: Ask = _OPENED
    salespeople: Ask = Ask(f"{_AGREEMENTS}/{{agreement}}/salespeople")
    employees: Ask = Ask("/api/users/employee", (("locationId", "{location}"),))
    inventory: Ask = Ask("/api/inventory/detailed")


CAPTURED: Final = Dialect(
    name=ClubOsDialect.CAPTURED,
    sign_in_pages=("/action/Login/view",),
    sign_in_action="/action/Login",
    context=None,
    referer=_CLUB_SERVICES,
    bearer_cookie=None,
    listed=Ask(f"{_AGREEMENTS}/list"),
    list_names_client=False,
    billing_status=None,
    total_value=Ask(f"{_AGREEMENTS}/agreementTotalValue", (("agreementId", "{agreement}"),)),
    invoices_have_ids=True,
)

DOCUMENTED: Final = Dialect(
    name=ClubOsDialect.DOCUMENTED,
    sign_in_pages=("/action/SignIn/view", "/action/SignIn"),
    sign_in_action="/action/SignIn",
    context=_AGREEMENT_PAGE,
    referer=_AGREEMENT_PAGE,
    bearer_cookie="apiV3AccessToken",
    listed=Ask(f"{_AGREEMENTS}/list", (("memberId", "{client}"),)),
    list_names_client=True,
    billing_status=Ask(f"{_AGREEMENTS}/{{agreement}}/billing_status"),
    total_value=Ask(f"{_AGREEMENTS}/{{agreement}}/agreementTotalValue"),
    invoices_have_ids=False,
)

DIALECTS: Final = {dialect.name: dialect for dialect in (CAPTURED, DOCUMENTED)}


def sign_in_pages(likely: ClubOsDialect | None) -> tuple[str, ...]:
    """Return where a sign-in form may stand, those of the *likely* dialect first."""
    found = [*DIALECTS.values()]
    found.sort(key=lambda dialect: dialect.name != likely)
    return (*(page for dialect in found for page in dialect.sign_in_pages), "/")


def spoken_at(path: str) -> ClubOsDialect | None:
    """Return the dialect to which a path of signing in belongs, None if it is no such path."""
    return next((d.name for d in DIALECTS.values() if path.startswith(d.sign_in_action)), None)
