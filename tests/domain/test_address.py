"""Addresses: https everywhere, http on this PC alone, no secret in any error text."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gymdesk.domain.address import checked_address, is_loopback
from gymdesk.errors import BadAddress


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://anytime.club-os.com", "https://anytime.club-os.com"),
        ("  https://anytime.club-os.com/ ", "https://anytime.club-os.com"),
        ("HTTPS://Anytime.Club-OS.com", "https://anytime.club-os.com"),
        ("https://club.test:8443", "https://club.test:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]"),
        ("https://müller-gym.example", "https://müller-gym.example"),
        ("https://demo_gym.test", "https://demo_gym.test"),
    ],
)
def test_an_address_is_kept_without_its_trailing_slash(text, address):
    assert checked_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        *("", "club-os.com", "ftp://club.test", "https://", "file:///etc/passwd", "javascript:1"),
        *("https://[::1", "https://club.test:99999", "https://club.test:port", "https:///x"),
        *("https://club test", "https://club..test", "https://-", "https://club.test\\evil"),
        *("https://<b>", 'https://"', "https://a,b", "https://[club]"),
    ],
)
def test_what_is_no_web_address_is_refused(text):
    with pytest.raises(BadAddress):
        checked_address(text)


@pytest.mark.parametrize(
    "text",
    [
        *("http://anytime.club-os.com", "http://192.168.0.5", "http://10.0.0.1:8000"),
        *("http://127.0.0.1.evil.test", "http://localhost.evil.test", "http://0.0.0.0"),
    ],
)
def test_http_is_refused_outside_this_pc(text):
    with pytest.raises(BadAddress) as refused:
        checked_address(text)
    assert "not private" in refused.value.message


@pytest.mark.parametrize(
    "text", ["https://club.test/action", "https://club.test?a=1", "https://c.t#x"]
)
def test_only_the_part_up_to_the_host_is_taken(text):
    with pytest.raises(BadAddress, match="up to the host"):
        checked_address(text)


@pytest.mark.parametrize(
    "text",
    [
        *("https://ann:hidden-word@club.test", "https://hidden-word@club.test"),
        *(
            "https://:hidden-word@club.test",
            "https://@club.test",
            "ftp://ann:hidden-word@club.test",
        ),
        *("https://ann:hidden-word@club.test:99999", "https://ann:hidden-word@club.test/x"),
        *("https://ann:hidden-word@", "http://ann:hidden-word@club.test"),
    ],
)
def test_a_password_in_an_address_is_refused_and_not_repeated(text):
    with pytest.raises(BadAddress) as refused:
        checked_address(text)
    assert "hidden-word" not in str(refused.value) + repr(refused.value)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        *(("localhost", True), ("LOCALHOST", True), ("127.0.0.1", True), ("127.8.8.8", True)),
        *(("::1", True), ("192.168.0.1", False), ("club.test", False), ("", False)),
    ],
)
def test_loopback_is_this_pc_alone(host, expected):
    assert is_loopback(host) is expected


@given(st.text() | st.text().map("https://{}".format) | st.from_regex(r"https?://.{0,30}"))
def test_any_text_is_an_address_httpx_can_use_or_refused(text):
    try:
        address = checked_address(text)
    except BadAddress:
        return
    assert checked_address(address) == address
    assert address.startswith("https://") or is_loopback(httpx.URL(address).host)
