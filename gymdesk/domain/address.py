"""Addresses of sources: https always, http on this PC alone."""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from gymdesk.errors import BadAddress

_HOST: Final = re.compile(r"[^\W_](?:[\w.-]*[^\W_])?\.?")
_BASE: Final = re.compile(r"(?:/[A-Za-z0-9._~-]+)+")
_USER: Final = re.compile(r"//[^/@]*@")


def checked_address(text: str) -> str:
    """Return *text* as an address without path or trailing slash; raises BadAddress.

    http is refused except on loopback: passwords and names would travel in clear.
    """
    shown = _USER.sub("//", text.strip())  # a password never gets into an error's text
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadAddress(shown) from error
    if parts.scheme not in ("http", "https") or not host:
        raise BadAddress(shown)
    if "@" in parts.netloc:
        raise BadAddress(host, "it must not hold a user name or a password")
    if not _is_host(host):
        raise BadAddress(shown)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise BadAddress(shown, "only the part up to the host name is needed")
    if parts.scheme == "http" and not is_loopback(host):
        raise BadAddress(shown, "http is not private, use https (http is for this PC alone)")
    name = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, name if port is None else f"{name}:{port}", "", "", ""))


def split_base(text: str) -> tuple[str, str]:
    """Return an address and the path behind it, "" where there is none; raises BadAddress.

    WODIFY's address is often written with the version of its API: https://api.wodify.com/v1.
    """
    parts = urlsplit(text.strip())
    path = parts.path.rstrip("/")
    if path and not _BASE.fullmatch(path):
        raise BadAddress(text.strip())
    bare = urlunsplit((parts.scheme, parts.netloc, "", parts.query, parts.fragment))
    return checked_address(bare), path


def client_page(address: str, remote_id: str) -> str:
    """Return where a browser shows a ClubOS client (clubos.md 4 and 8.3): for people to click."""
    return f"{address}/action/Delegate/{quote(remote_id, safe='')}/url=/action/LeadProfile"


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(_HOST.fullmatch(host)) and ".." not in host
    return True


def is_loopback(host: str) -> bool:
    """Return whether *host* is this PC."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
