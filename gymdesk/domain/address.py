"""Addresses of sources: https always, http on this PC alone."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit, urlunsplit

from gymdesk.errors import BadAddress


def checked_address(text: str) -> str:
    """Return *text* as an address without path or trailing slash; raises BadAddress.

    http is refused except on loopback: passwords and names would travel in clear.
    """
    shown = text.strip()
    try:
        parts = urlsplit(shown)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadAddress(shown) from error
    if parts.scheme not in ("http", "https") or not host:
        raise BadAddress(shown)
    if parts.username or parts.password:
        raise BadAddress(host, "it must not hold a user name or a password")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise BadAddress(shown, "only the part up to the host name is needed")
    if parts.scheme == "http" and not is_loopback(host):
        raise BadAddress(shown, "http is not private, use https (http is for this PC alone)")
    name = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, name if port is None else f"{name}:{port}", "", "", ""))


def is_loopback(host: str) -> bool:
    """Return whether *host* is this PC."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
