"""A browser of the demo ClubOS for tests: signs in, acts as members, keeps the cookies."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, TypeVar

import httpx

from gymdesk.demo import DEMO_PASSWORD, DEMO_USERNAME

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.applications import Starlette

AGREEMENTS = "/api/agreements/package_agreements"
XHR = {"X-Requested-With": "XMLHttpRequest"}

T = TypeVar("T")


class Browser(httpx.AsyncClient):
    """One cookie jar on the demo app."""

    def __init__(self, app: Starlette) -> None:
        super().__init__(transport=httpx.ASGITransport(app), base_url="http://club.test")

    async def sign_in(self, password: str = DEMO_PASSWORD) -> httpx.Response:
        """Return the answer to the posted sign-in form, redirects not followed."""
        page = (await self.get("/action/Login/view")).text
        return await self.post(
            re.findall(r'action="([^"]+)" id="loginForm"', page)[0],
            data={
                "login": "Submit",
                "username": DEMO_USERNAME,
                "password": password,
                "_sourcePage": re.findall(r'name="_sourcePage" value="([^"]+)"', page)[0],
                "__fp": re.findall(r'name="__fp" value="([^"]+)"', page)[0],
            },
        )

    async def act_as(self, member_id: int) -> httpx.Response:
        """Return the answer to the script's call that changes whom the session acts as."""
        return await self.get(f"/action/Delegate/{member_id}/url=false", headers=XHR)

    async def page_token(self) -> str:
        """Return the bearer of a page loaded now."""
        page = (await self.get("/action/Assignees")).text
        token: str = re.findall(r'var ACCESS_TOKEN = "([^"]+)"', page)[0]
        return token

    async def assigned(self) -> httpx.Response:
        """Return the fragment with the assigned people."""
        return await self.get("/action/Assignees/members?_=1", headers=XHR)

    async def agreements(self, token: str | None = None) -> httpx.Response:
        """Return the agreement list of whom the session acts as."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return await self.get(f"{AGREEMENTS}/list", headers=headers)

    async def v2(self, agreement_id: int, *include: str) -> httpx.Response:
        """Return one agreement, each *include* sent by itself."""
        return await self.get(f"{AGREEMENTS}/V2/{agreement_id}", params={"include": include})


def browse(
    app: Starlette, visit: Callable[[Browser], Awaitable[T]], *, signed_in: bool = True
) -> T:
    """Return what *visit* returns for a browser, signed in unless told otherwise."""

    async def run() -> T:
        async with Browser(app) as browser:
            if signed_in:
                assert (await browser.sign_in()).status_code == 302
            return await visit(browser)

    return asyncio.run(run())
