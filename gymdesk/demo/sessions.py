"""The sessions of the demo ClubOS, the page token and the sign-in cookies."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

COGNITO_LIFE_S = 3600


@dataclass
class Session:
    """One server session; who is acted as is kept here and not in the browser."""

    id: str
    acting: int | None = None
    """None until somebody has signed in."""
    username: str = ""
    access_token: str = ""
    """What the cookie `apiV3AccessToken` holds: the bearer of the documented dialect."""
    at_agreements_of: int | None = None
    """Whose agreement page was opened last; any change of member closes it."""
    api_calls: int = 0
    used_at_s: float = field(default_factory=time.monotonic)


class Sessions:
    """All sessions of one server, and the secret its page tokens are signed with."""

    def __init__(self, acting: dict[str, int]) -> None:
        self._by_id: dict[str, Session] = {}
        self._acting = acting
        self._secret = secrets.token_bytes(32)

    def open(self) -> Session:
        """Return a new session, in which nobody has signed in yet."""
        session = Session(secrets.token_hex(16).upper())
        self._by_id[session.id] = session
        return session

    def find(self, session_id: str) -> Session | None:
        """Return the session of that id, if there is one."""
        return self._by_id.get(session_id)

    def newest(self) -> Session | None:
        """Return the session that was opened last, if one is alive."""
        return next(reversed(self._by_id.values()), None)

    def act_as(self, session: Session, user_id: int) -> None:
        """Let *session* act as *user_id* from its next request on."""
        session.acting = user_id
        session.at_agreements_of = None
        self._acting[session.id] = user_id

    def end(self, session: Session) -> None:
        """Forget *session*; its cookie opens nothing any more."""
        self._by_id.pop(session.id, None)
        self._acting.pop(session.id, None)

    def end_all(self) -> None:
        """Forget every session, as a restart of the server does."""
        self._by_id.clear()
        self._acting.clear()

    def page_token(self, session: Session, logged_in_id: int) -> str:
        """Return the bearer of the page: it names the session and whom it acts as."""
        claims = {
            "delegateUserId": session.acting,
            "loggedInUserId": logged_in_id,
            "sessionId": session.id,
        }
        signed = f"{_segment({'alg': 'HS256'})}.{_segment(claims)}"
        digest = hmac.new(self._secret, signed.encode(), hashlib.sha256).digest()
        return f"{signed}.{_base64(digest)}"


def add_sign_in_cookies(answer: Response, session: Session, logged_in_id: int) -> None:
    """Put the cookies of a signed-in browser on *answer*."""
    set_cookie(answer, "loggedInUserId", str(logged_in_id))
    add_delegation_cookies(answer, logged_in_id, logged_in_id)
    issued_s = int(time.time())
    claims = {"sub": str(logged_in_id), "iat": issued_s, "exp": issued_s + COGNITO_LIFE_S}
    session.access_token = _cognito_token({**claims, "token_use": "access"})
    set_cookie(answer, "apiV3AccessToken", session.access_token)
    set_cookie(answer, "apiV3IdToken", _cognito_token({**claims, "token_use": "id"}))
    set_cookie(answer, "apiV3RefreshToken", _refresh_token())


def add_delegation_cookies(answer: Response, acting: int, logged_in_id: int) -> None:
    """Put whom the session acts as on *answer*; the server itself never reads these back."""
    set_cookie(answer, "delegatedUserId", str(acting))
    set_cookie(answer, "staffDelegatedUserId", str(acting) if acting == logged_in_id else "")


def set_cookie(answer: Response, name: str, value: str) -> None:
    """Add one cookie; written out, because an empty value must not become a pair of quotes."""
    answer.headers.append("set-cookie", f"{name}={value}; Path=/")


def drop_cookie(answer: Response, name: str) -> None:
    """Take one cookie away from the browser."""
    answer.headers.append("set-cookie", f"{name}=; Path=/; Max-Age=0")


def _cognito_token(claims: Mapping[str, object]) -> str:
    """Return a token shaped like Cognito's; the signature is noise."""
    head = {"kid": secrets.token_urlsafe(32), "alg": "RS256"}
    noise = {"jti": secrets.token_hex(16), "scope": "aws.cognito.signin.user.admin"}
    return f"{_segment(head)}.{_segment({**claims, **noise})}.{secrets.token_urlsafe(256)}"


def _refresh_token() -> str:
    """Return a token shaped like an encrypted one: five segments of noise."""
    head = _segment({"cty": "JWT", "enc": "A256GCM", "alg": "RSA-OAEP"})
    return ".".join([head, *(secrets.token_urlsafe(length) for length in (256, 12, 900, 16))])


def _segment(claims: Mapping[str, object]) -> str:
    """Return *claims* as one segment of a token."""
    return _base64(json.dumps(claims, separators=(",", ":")).encode())


def _base64(octets: bytes) -> str:
    """Return *octets* in the alphabet of tokens, without padding."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
