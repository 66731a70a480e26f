"""The demo ClubOS: a small ASGI app that answers as the captured site does."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)

from gymdesk.demo import documented, inventory, pages, payloads
from gymdesk.demo.addresses import routes
from gymdesk.demo.knobs import Knobs
from gymdesk.demo.ledger import DEMO_PASSWORD, DEMO_USERNAME
from gymdesk.demo.refusals import (
    failed_action,
    not_here,
    to_sign_in,
    turned_away,
)
from gymdesk.demo.sessions import (
    Session,
    Sessions,
    add_delegation_cookies,
    add_sign_in_cookies,
    drop_cookie,
    set_cookie,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from gymdesk.demo.knobs import Dialect
    from gymdesk.demo.ledger import Agreement, Ledger

    Answer = Callable[[Request, Session, int], Response]
    Endpoint = Callable[[Request], Awaitable[Response]]

SIGNED_IN_COOKIES = (
    "loggedInUserId",
    "delegatedUserId",
    "staffDelegatedUserId",
    "apiV3AccessToken",
    "apiV3IdToken",
    "apiV3RefreshToken",
)


def clubos_app(
    ledger: Ledger, *, knobs: Knobs | None = None, dialect: Dialect | None = None
) -> Starlette:
    """Return the app for *ledger*; `app.state.club` is the server itself, `.knobs` its faults."""
    knobs = knobs if knobs is not None else Knobs()
    knobs.dialect = dialect or knobs.dialect
    club = ClubOs(ledger, knobs)
    app = Starlette(
        routes=routes(club),
        middleware=[Middleware(Recorder, knobs=club.knobs)],
        exception_handlers={HTTPException: not_here},
    )
    app.state.club = club
    app.state.knobs = club.knobs
    return app


class Recorder:
    """Notes the method and path of every request before it is answered."""

    def __init__(self, app: ASGIApp, knobs: Knobs) -> None:
        self._app = app
        self._knobs = knobs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the request and pass it on."""
        if scope["type"] == "http":
            self._knobs.requests.append((scope["method"], scope["path"]))
        await self._app(scope, receive, send)


class ClubOs:
    """The server: sign-in, acting as a member, and the answers.

    Pages without a session lead to the sign-in page, script calls get "Session Expired", `/api`
    what the knobs say. Whom a session acts as is decided by the server and never by a cookie, so
    two lanes on one session get each other's clients, as on the real site.
    """

    def __init__(self, ledger: Ledger, knobs: Knobs) -> None:
        self.ledger = ledger
        self.knobs = knobs
        self.sessions = Sessions(knobs.acting)
        self._sign_in_marks: set[pages.Marks] = set()
        self._signing_in = 0
        self._last_sign_in_s = float("-inf")
        self._api_calls = 0

    @property
    def today(self) -> date:
        """Return the server's today."""
        return self.knobs.now or self.ledger.today

    @property
    def documented(self) -> bool:
        """Return whether the server answers in the documented dialect."""
        return self.knobs.dialect == "documented"

    @property
    def sign_in_address(self) -> str:
        """Return where the sign-in form leads."""
        return "/action/SignIn" if self.documented else "/action/Login"

    # --- who asks ---------------------------------------------------------------------------------

    def session_of(self, request: Request) -> Session | None:
        """Return the session the cookie names, or the address where there is no cookie."""
        in_path = request.url.path.partition(";jsessionid=")[2]
        session = self.sessions.find(request.cookies.get("JSESSIONID", in_path))
        idle_s = self.knobs.idle_s
        if session and idle_s is not None and time.monotonic() - session.used_at_s > idle_s:
            self.sessions.end(session)
            return None
        if session:
            session.used_at_s = time.monotonic()
        return session

    def page(self, answer: Answer) -> Endpoint:
        """Return *answer* as a page that only a signed-in browser sees."""

        async def endpoint(request: Request) -> Response:
            await asyncio.sleep(self.knobs.slow_pages_s)
            session = self.session_of(request)
            if session is None or session.acting is None:
                return turned_away(request, self.sign_in_address)
            return answer(request, session, session.acting)

        return endpoint

    def api(self, answer: Answer) -> Endpoint:
        """Return *answer* as an API call, behind the knobs and the check of the bearer."""

        async def endpoint(request: Request) -> Response:
            await asyncio.sleep(self.knobs.latency_s)
            session = self.session_of(request)
            if session is None or session.acting is None or self._is_used_up(session):
                return self._refused_by_api()
            session.api_calls += 1
            self._api_calls += 1
            if self.documented and "authorization" not in request.headers:
                return self._refused_by_api()
            if self._fails_by_turn() or not self._bearer_fits(request, session):
                raise HTTPException(500)
            if self.documented and not self._in_context(request, session):
                raise HTTPException(500)
            return answer(request, session, session.acting)

        return endpoint

    def _is_used_up(self, session: Session) -> bool:
        """Return True, and end *session*, once it has answered as often as the knob allows."""
        limit = self.knobs.lose_session_after
        if limit is None or session.api_calls < limit:
            return False
        self.sessions.end(session)
        return True

    def _fails_by_turn(self) -> bool:
        """Return True for each n-th API call of the knob."""
        every = self.knobs.server_error_every
        return bool(every) and self._api_calls % (every or 1) == 0

    def _bearer_fits(self, request: Request, session: Session) -> bool:
        """Return True without a bearer, or with the page token of this session and member.

        A wrong bearer is worse than none: the real site answers 500 to it. In the documented
        dialect the bearer is the cookie's token and nothing else.
        """
        sent = request.headers.get("authorization")
        if self.documented:
            return sent == f"Bearer {session.access_token}" and not self.knobs.wrong_bearer
        token = self.sessions.page_token(session, self.ledger.manager.id)
        return sent is None or sent == f"Bearer {token}"

    def _in_context(self, request: Request, session: Session) -> bool:
        """Return whether the page of the member's agreements was opened first, as documented."""
        as_script = request.headers.get("x-requested-with") == "XMLHttpRequest"
        return as_script and session.at_agreements_of == session.acting

    def _refused_by_api(self) -> Response:
        """Return how `/api` refuses a caller without a session."""
        if self.knobs.expired_api == "redirect":
            return to_sign_in(self.sign_in_address)
        return JSONResponse({"message": "Unauthorized"}, status_code=int(self.knobs.expired_api))

    # --- signing in -------------------------------------------------------------------------------

    async def sign_in_form(self, request: Request) -> Response:
        """Return the sign-in page, and open a session where the browser has none."""
        if request.url.path != f"{self.sign_in_address}/view":
            raise HTTPException(404)
        session = self.session_of(request)
        known = session is not None
        if session is None:
            shared = self.sessions.newest() if self.knobs.one_session_for_all else None
            session = shared or self.sessions.open()
        answer = HTMLResponse(self._sign_in_page(session, in_path=not known))
        if not known:
            set_cookie(answer, "JSESSIONID", session.id)
        return answer

    def _sign_in_page(
        self, session: Session, *, in_path: bool = False, refused_username: str | None = None
    ) -> str:
        """Return the page with fresh marks; *in_path* writes the session into the address."""
        sign_in, forgot = pages.fresh_marks(), pages.fresh_marks()
        self._sign_in_marks.add(sign_in)
        home = self.sign_in_address
        action = f"{home};jsessionid={session.id}" if in_path else home
        return pages.sign_in_page(action, sign_in, forgot, refused_username=refused_username)

    async def sign_in(self, request: Request) -> Response:
        """Return the way to the dashboard, the page again, or 403 for a flood of sign-ins."""
        rest = request.path_params["rest"]
        elsewhere = not request.url.path.startswith(self.sign_in_address)
        if elsewhere or (rest and not rest.startswith(";")):
            raise HTTPException(404)
        if self._is_flooded():
            return PlainTextResponse("Forbidden", status_code=403)
        if self.knobs.lock_account:
            return HTMLResponse(pages.ACCOUNT_LOCKED)
        self._signing_in += 1
        try:
            form = parse_qs((await request.body()).decode(), keep_blank_values=True)
            # Leaves room for a second sign-in to arrive beside this one.
            await asyncio.sleep(0)
            return self._signed_in_or_not(request, {name: form[name][0] for name in form})
        finally:
            self._signing_in -= 1
            self._last_sign_in_s = time.monotonic()

    def _is_flooded(self) -> bool:
        """Return True when sign-ins come too close or beside each other."""
        wait_s = self.knobs.login_throttle_s
        since_s = time.monotonic() - self._last_sign_in_s
        return wait_s > 0 and (self._signing_in > 0 or since_s < wait_s)

    def _signed_in_or_not(self, request: Request, form: dict[str, str]) -> Response:
        """Return the answer to one posted form."""
        session = self.session_of(request)
        marks = (form.get("_sourcePage", ""), form.get("__fp", ""))
        if session is None or marks not in self._sign_in_marks:
            return failed_action()
        username = form.get("username", "")
        known = {DEMO_USERNAME, *self.knobs.assigned} - self.knobs.refused_users
        fits = username in known and form.get("password") == DEMO_PASSWORD
        if self.knobs.refuse_login or not fits:
            return HTMLResponse(self._sign_in_page(session, refused_username=username))
        session.username = username
        self.sessions.act_as(session, self.ledger.manager.id)
        answer = RedirectResponse("/action/Dashboard/view", status_code=302)
        add_sign_in_cookies(answer, session, self.ledger.manager.id)
        return answer

    async def sign_out(self, request: Request) -> Response:
        """Return to the sign-in page and end the session."""
        session = self.session_of(request)
        if session is not None:
            self.sessions.end(session)
        answer = to_sign_in(self.sign_in_address)
        for name in SIGNED_IN_COOKIES:
            drop_cookie(answer, name)
        return answer

    def refreshed_tokens(self, _request: Request, session: Session, acting: int) -> Response:
        """Return new API v3 cookies, which `/api` has no use for."""
        answer = JSONResponse({})
        add_sign_in_cookies(answer, session, self.ledger.manager.id)
        # The last word of a cookie wins: the delegation stays as it is.
        add_delegation_cookies(answer, acting, self.ledger.manager.id)
        return answer

    # --- pages ------------------------------------------------------------------------------------

    def shell(
        self, title: str, inner: Callable[[int], str], *, of_agreements: bool = False
    ) -> Endpoint:
        """Return the endpoint of a signed-in page; *inner* gets whom the session acts as."""

        def answer(_request: Request, session: Session, acting: int) -> Response:
            if of_agreements:
                session.at_agreements_of = acting
            token = self.sessions.page_token(session, self.ledger.manager.id)
            return HTMLResponse(
                pages.signed_in_page(title, inner(acting), self.ledger, acting, token)
            )

        return self.page(answer)

    def assignees(self, _request: Request, session: Session, acting: int) -> Response:
        """Return the assigned people: one's clients, or the trainers of the member acted as."""
        people = self._assigned_to(acting, session.username)
        if self.knobs.empty_assignees:
            return HTMLResponse(pages.NO_ASSIGNEES)
        contact = documented.contact if self.documented else None
        if self.knobs.assignees_as_json:
            return JSONResponse([pages.assignee_as_json(*one, contact) for one in people])
        return HTMLResponse(
            pages.assignees_fragment(
                people, onclick_on_li=self.knobs.onclick_on_li, contact=contact
            )
        )

    def _assigned_to(self, acting: int, username: str) -> list[tuple[int, str]]:
        """Return id and name of the people on the assignees page of *acting*."""
        if acting == self.ledger.manager.id:
            own = self.knobs.assigned.get(username)
            return [
                (client.member_id, client.name)
                for client in self.ledger.clients
                if own is None or client.member_id in own
            ]
        agreements = self.ledger.client_by_id[acting].agreements
        trainer_ids = sorted({one.trainer_id for one in agreements})
        return [(one, self.ledger.staff_by_id[one].name) for one in trainer_ids]

    def delegate(self, request: Request, session: Session, _acting: int) -> Response:
        """Let the session act as a member, or as oneself again with id 0."""
        user_id = self._delegable(request.path_params["user_id"])
        target = request.path_params["target"]
        if user_id is None or not (target == "false" or target.startswith("/action/")):
            return failed_action()
        self.sessions.act_as(session, user_id)
        answer = Response() if target == "false" else RedirectResponse(target, status_code=302)
        add_delegation_cookies(answer, user_id, self.ledger.manager.id)
        return answer

    def _delegable(self, text: str) -> int | None:
        """Return whom to act as; None for strangers and, as captured, for one's own id."""
        if text == "0":
            return self.ledger.manager.id
        user_id = int(text) if text.isascii() and text.isdigit() else -1
        return user_id if user_id in self.ledger.client_by_id else None

    # --- JSON -------------------------------------------------------------------------------------

    @property
    def _money(self) -> payloads.Money:
        """Return how amounts are written at the moment."""
        return payloads.Money(as_text=self.knobs.amounts_as_text)

    def agreement_list(self, request: Request, _session: Session, acting: int) -> Response:
        """Return the agreements of the member acted as; oneself has none."""
        stranger = self.documented and request.query_params.get("memberId") != str(acting)
        if stranger or acting in self.knobs.server_error_members:
            raise HTTPException(500)
        owner = self._somebody_else(acting) if acting in self.knobs.wrong_member_for else acting
        client = self.ledger.client_by_id.get(owner)
        agreements = client.agreements if client else ()
        words = documented if self.documented else payloads
        listed = JSONResponse(words.agreement_list(agreements, self.ledger, self._money))
        return self._spoiled(listed, acting)

    def _somebody_else(self, member_id: int) -> int:
        """Return another member who has agreements."""
        return next(
            client.member_id
            for client in self.ledger.clients
            if client.member_id != member_id and client.agreements
        )

    def _spoiled(self, answer: Response, subject_id: int) -> Response:
        """Return *answer*, or what the knobs make of it for this member or agreement."""
        if subject_id in self.knobs.html_login_in_200_for:
            marks = pages.fresh_marks(), pages.fresh_marks()
            return HTMLResponse(pages.sign_in_page(self.sign_in_address, *marks))
        if subject_id in self.knobs.truncate_body_for:
            body = bytes(answer.body)
            return Response(body[: len(body) // 2], media_type="application/json")
        return answer

    def agreement_v2(self, request: Request, _session: Session, acting: int) -> Response:
        """Return one agreement with the parts asked for, each in an `include` of its own."""
        agreement = self._agreement(request.path_params["agreement_id"], acting)
        if agreement.id in self.knobs.v2_error_agreements:
            raise HTTPException(500)
        includes = request.query_params.getlist("include")
        if not set(includes) <= set(payloads.INCLUDES):
            return JSONResponse(payloads.BAD_INCLUDE)
        if self.documented:
            told = documented.agreement_v2(agreement, self.ledger, self._money, self.today)
        else:
            told = payloads.agreement_v2(agreement, includes, self.ledger, self._money, self.today)
        return self._spoiled(JSONResponse(told), agreement.id)

    def billing_status(self, request: Request, _session: Session, acting: int) -> Response:
        """Return the billing states of one agreement."""
        agreement = self._agreement(request.path_params["agreement_id"], acting)
        if agreement.id in self.knobs.billing_error_agreements:
            raise HTTPException(500)
        if self.documented:
            return JSONResponse(documented.billing_status(agreement, self._money))
        return JSONResponse(payloads.billing_statuses(agreement))

    def salespeople(self, request: Request, _session: Session, acting: int) -> Response:
        """Return who sold one agreement."""
        self._agreement(request.path_params["agreement_id"], acting)
        return JSONResponse(payloads.salespeople(self.ledger))

    def total_value(self, request: Request, _session: Session, acting: int) -> Response:
        """Return the worth of one agreement as a bare number."""
        agreement = self._agreement(request.query_params.get("agreementId", ""), acting)
        return Response(payloads.total_value(agreement), media_type="application/json")

    def documented_total_value(self, request: Request, _session: Session, acting: int) -> Response:
        """Return the worth of one agreement as documented: an object."""
        agreement = self._agreement(request.path_params["agreement_id"], acting)
        if not self.documented:
            raise HTTPException(404)
        return JSONResponse({"total": payloads.total_value(agreement)})

    def employees(self, request: Request, _session: Session, _acting: int) -> Response:
        """Return the staff of the location asked for."""
        here = request.query_params.get("locationId") == str(self.ledger.location_id)
        return JSONResponse(payloads.employees(self.ledger) if here else [])

    def inventory(self, _request: Request, _session: Session, acting: int) -> Response:
        """Return the sessions that the member acted as has bought; oneself has none."""
        client = self.ledger.client_by_id.get(acting)
        told = [] if client is None else inventory.inventory(client, self.today)
        if told is None:
            raise HTTPException(404)
        return JSONResponse(told)

    def _agreement(self, text: str, acting: int) -> Agreement:
        """Return the agreement of that id; 404 if there is none, 500 if it is another member's."""
        known = self.ledger.agreement_by_id
        agreement = known.get(int(text)) if text.isascii() and text.isdigit() else None
        if agreement is None:
            raise HTTPException(404)
        if agreement.member_id != acting:
            raise HTTPException(500)
        return agreement
