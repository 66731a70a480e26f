"""How the demo ClubOS says no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)

from gymdesk.demo import pages

if TYPE_CHECKING:
    from starlette.requests import Request

SERVER_ERROR = {"message": "Server Error"}


def not_here(request: Request, error: Exception) -> Response:
    """Return the site's answer to a bad address or an inner failure."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if request.url.path.startswith("/api/"):
        return JSONResponse(SERVER_ERROR, status_code=status)
    return HTMLResponse(pages.PAGE_NOT_FOUND, status_code=status)


def turned_away(request: Request, sign_in: str) -> Response:
    """Return what a page request without a session gets."""
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return PlainTextResponse("Session Expired", status_code=403)
    return to_sign_in(sign_in)


def to_sign_in(sign_in: str) -> Response:
    """Return the way to the sign-in page, with a flash key as the site adds it."""
    return redirect(f"{sign_in}/view?__fsk=-1200345678")


def failed_action() -> Response:
    """Return the way to "Something isn't right", which then comes with status 200."""
    return redirect("/action/Invalid/500")


def redirect(target: str) -> Response:
    """Return a 302 to *target*."""
    return RedirectResponse(target, status_code=302)


def something_wrong(_request: Request) -> Response:
    """Return the 87 bytes of "Something isn't right", signed in or not."""
    return HTMLResponse(pages.ACTION_FAILED)
