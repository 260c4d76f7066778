"""Which addresses may be connected to, and that a name is looked up once."""

import socket
import time
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.collection.web.addresses import AddressGuard, is_public, system_lookup
from core.collection.web.refusals import PageRefusedError, Reason

PRIVATE = """
    127.0.0.1 127.8.8.8 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 100.127.255.254
    0.0.0.0 0.1.2.3 192.0.0.8 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1
    255.255.255.255 192.88.99.1 168.63.129.16
    :: ::1 fe80::1 fec0::1 fc00::1 fd12:3456::1 ff02::1 2001:db8::1 3fff::1 2001::1 100::1 64:ff9b:1::a00:1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:192.168.0.1 ::127.0.0.1
    2002:7f00:1:: 2002:a00:1::1 2002:c0a8:101::1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b::6440:1
"""
PUBLIC = """
    1.1.1.1 8.8.8.8 93.184.216.34 172.32.0.1 100.63.255.255 100.128.0.1 11.0.0.1 223.255.255.254
    2606:4700:4700::1111 2a00:1450:4001:81b::200e ::ffff:8.8.8.8 2002:808:808::1 64:ff9b::808:808
"""


@pytest.mark.parametrize("text", PRIVATE.split())
def test_private_addresses_are_refused(text):
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", PUBLIC.split())
def test_public_addresses_are_allowed(text):
    assert is_public(ip_address(text))


@given(st.integers(0, 2**32 - 1))
def test_ipv4_inside_ipv6_is_judged_like_itself(number):
    plain = is_public(IPv4Address(number))
    for form in (0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80 | 1):
        assert is_public(IPv6Address(form)) == plain


def test_name_with_one_private_address_is_refused_as_a_whole():
    guard = AddressGuard(lookup=lambda host, port: ["93.184.216.34", "10.0.0.7"])
    with pytest.raises(PageRefusedError, match=r"“both.example” leads to the private address 10\.0\.0\.7") as refusal:
        guard.addresses("both.example", 80, 5)
    assert refusal.value.reason is Reason.PRIVATE_ADDRESS
    assert "ISOGLOSS_ALLOWED_PRIVATE_HOSTS" in refusal.value.hint


def test_host_named_in_the_settings_is_allowed_and_only_that():
    guard = AddressGuard(frozenset({"intranet"}), lookup=lambda host, port: ["10.0.0.7"])
    assert guard.addresses("Intranet.", 80, 5) == ["10.0.0.7"]
    with pytest.raises(PageRefusedError):
        guard.addresses("intranet.example", 80, 5)


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f.1", "0", "[::1]", "[::ffff:127.0.0.1]"])
def test_other_ways_to_write_loopback_are_refused(host):
    with pytest.raises(PageRefusedError) as refusal:
        AddressGuard().addresses(host, 80, 5)
    assert refusal.value.reason is Reason.PRIVATE_ADDRESS


def test_unknown_host_and_slow_resolver_have_reasons():
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror("no such name")

    with pytest.raises(PageRefusedError) as refusal:
        AddressGuard(lookup=unknown).addresses("nowhere.example", 80, 5)
    assert refusal.value.reason is Reason.NO_SUCH_HOST
    with pytest.raises(PageRefusedError) as refusal:
        AddressGuard(lookup=lambda host, port: time.sleep(5) or []).addresses("slow.example", 80, 0.1)
    assert refusal.value.reason is Reason.TOO_SLOW
    with pytest.raises(PageRefusedError) as refusal:
        AddressGuard().addresses("a" * 70 + ".example", 80, 5)
    assert refusal.value.reason is Reason.NO_SUCH_HOST


def test_system_lookup_gives_each_address_once():
    found = system_lookup("localhost", 80)
    assert "127.0.0.1" in found
    assert len(found) == len(set(found))
