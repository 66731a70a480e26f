"""The addresses of the demo ClubOS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gymdesk.demo import pages
from gymdesk.demo.refusals import failed_action, redirect, something_wrong

if TYPE_CHECKING:
    from starlette.requests import Request

    from gymdesk.demo.clubos import ClubOs
    from gymdesk.demo.sessions import Session

AGREEMENTS = "/api/agreements/package_agreements"


def routes(club: ClubOs) -> list[Route]:
    """Return all addresses of *club*, the special ones before the general ones."""
    return [
        Route("/action/Login/view", club.sign_in_form),
        Route("/action/SignIn/view", club.sign_in_form),
        Route("/action/Login/refresh-api-v3-access-token", club.page(club.refreshed_tokens)),
        Route("/action/Login{rest:path}", club.sign_in, methods=["POST"]),
        Route("/action/SignIn{rest:path}", club.sign_in, methods=["POST"]),
        Route("/action/Logout", club.sign_out),
        *_page_routes(club),
        *_api_routes(club),
    ]


def _page_routes(club: ClubOs) -> list[Route]:
    """Return the addresses of the signed-in site."""
    ledger = club.ledger
    title = "Club Info"
    return [
        Route("/action/Dashboard/view", club.shell("Dashboard", lambda _: pages.dashboard())),
        Route("/action/Dashboard", club.shell("Dashboard", lambda _: pages.dashboard())),
        Route(
            "/action/Assignees", club.shell("Assigned members", lambda _: pages.assignees_shell())
        ),
        Route("/action/Assignees/members", club.page(club.assignees)),
        Route("/action/Delegate", club.page(lambda *_: redirect("/action/Dashboard/view"))),
        Route("/action/Delegate/{user_id}/url={target:path}", club.page(club.delegate)),
        Route(
            "/action/ClubServicesNew",
            club.shell(title, lambda acting: pages.club_services(ledger, acting)),
        ),
        Route(
            "/action/PackageAgreementUpdated/spa/",
            club.shell(
                title, lambda acting: pages.agreement_shell(ledger, acting), of_agreements=True
            ),
        ),
        Route("/action/Agreements", club.page(lambda *_: failed_action())),
        Route("/action/Invalid/500", something_wrong),
    ]


def _api_routes(club: ClubOs) -> list[Route]:
    """Return the addresses of the JSON calls."""
    one = f"{AGREEMENTS}/{{agreement_id}}"
    return [
        Route(f"{AGREEMENTS}/list", club.api(club.agreement_list)),
        Route(f"{AGREEMENTS}/agreementTotalValue", club.api(club.total_value)),
        Route(f"{AGREEMENTS}/V2/{{agreement_id}}", club.api(club.agreement_v2)),
        Route(f"{one}/agreementTotalValue", club.api(club.documented_total_value)),
        Route(f"{one}/billing_status", club.api(club.billing_status)),
        Route(f"{one}/salespeople", club.api(club.salespeople)),
        Route("/api/users/employee", club.api(club.employees)),
        Route("/api/users/employee/trainers", club.api(lambda *_: JSONResponse([]))),
        Route("/api/inventory/detailed", club.api(club.inventory)),
        Route("/api/{rest:path}", club.api(_unknown)),
    ]


def _unknown(_request: Request, _session: Session, _acting: int) -> Response:
    """Refuse an API address that nobody knows."""
    raise HTTPException(404)
