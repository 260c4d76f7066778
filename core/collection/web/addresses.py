"""Which network addresses collection may connect to.

Only addresses of the public internet, unless the settings name the host. A name is looked up once, every address it
has is checked, and the caller connects to the addresses returned here and to nothing else, so a name that answers
differently a second time (DNS rebinding) gains nothing.
"""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from queue import Empty, SimpleQueue
from threading import Thread

from core.collection.web.refusals import PageRefusedError, Reason

# Not covered by `is_global` in every Python, or public in form and yet a machine's own surroundings.
_REFUSED_V4 = (
    IPv4Network("0.0.0.0/8"),  # "this network", RFC 791
    IPv4Network("100.64.0.0/10"),  # carrier-grade NAT, RFC 6598
    IPv4Network("192.0.0.0/24"),  # protocol assignments, RFC 6890
    IPv4Network("192.88.99.0/24"),  # 6to4 relays, RFC 7526
    IPv4Network("198.18.0.0/15"),  # benchmarks, RFC 2544
    IPv4Network("224.0.0.0/3"),  # multicast and reserved, RFC 5771 and RFC 1112
    IPv4Network("168.63.129.16/32"),  # the inner services of Azure machines
)
_PUBLIC_V6 = IPv6Network("2000::/3")  # all that IANA has given out as global unicast
_REFUSED_V6 = (
    IPv6Network("2001::/23"),  # protocol assignments with Teredo and ORCHID, RFC 2928
    IPv6Network("2001:db8::/32"),  # documentation, RFC 3849
    IPv6Network("3fff::/20"),  # documentation, RFC 9637
)
# IPv4 addresses inside of IPv6 ones: (network, how many bits lie to the right of the embedded address)
_EMBEDDED = (
    (IPv6Network("::ffff:0:0/96"), 0),  # IPv4-mapped, RFC 4291
    (IPv6Network("::ffff:0:0:0/96"), 0),  # IPv4-translated, RFC 2765
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64, RFC 6052
    (IPv6Network("2002::/16"), 80),  # 6to4, RFC 3056
)

Address = IPv4Address | IPv6Address
Lookup = Callable[[str, int], list[str]]  # name, port -> addresses; raises OSError


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet; one that carries an IPv4 address is judged by that."""
    if isinstance(address, IPv6Address):
        inner = _embedded(address)
        if inner is not None:
            return is_public(inner)
        return address in _PUBLIC_V6 and address.is_global and not any(address in net for net in _REFUSED_V6)
    return address.is_global and not any(address in net for net in _REFUSED_V4)


def _embedded(address: IPv6Address) -> IPv4Address | None:
    for network, shift in _EMBEDDED:
        if address in network:
            return IPv4Address((int(address) >> shift) & 0xFFFFFFFF)
    return None


def system_lookup(host: str, port: int) -> list[str]:
    """The addresses that this machine's resolver knows for `host`, best first."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(item[4][0]) for item in found))


class AddressGuard:
    """Turns a host name into addresses that may be connected to."""

    def __init__(self, private_hosts: frozenset[str] = frozenset(), lookup: Lookup = system_lookup) -> None:
        self._private_hosts = private_hosts
        self._lookup = lookup

    def addresses(self, host: str, port: int, seconds: float) -> list[str]:
        """The addresses of `host`, all of them checked.

        Raises PageRefusedError where the name is unknown, the look-up takes longer than `seconds`, or any one of its
        addresses is private and the host is not among those that the settings allow.
        """
        name = host.strip("[]").rstrip(".").lower()
        found = self._found(name, port, seconds)
        if name in self._private_hosts:
            return found
        for text in found:
            if not is_public(ip_address(text.partition("%")[0])):
                raise PageRefusedError(
                    Reason.PRIVATE_ADDRESS,
                    f"“{name}” leads to the private address {text}.",
                    hint="Pages of private networks are not fetched. To allow this host, name it in "
                    "ISOGLOSS_ALLOWED_PRIVATE_HOSTS and start Isogloss again.",
                )
        return found

    def _found(self, name: str, port: int, seconds: float) -> list[str]:
        answer = _within(seconds, lambda: self._lookup(name, port))
        if answer is None:
            raise PageRefusedError(Reason.TOO_SLOW, f"Looking up the host “{name}” took over {seconds:.0f} seconds.")
        if isinstance(answer, Exception) or not answer:
            raise PageRefusedError(
                Reason.NO_SUCH_HOST,
                f"The host “{name}” could not be found.",
                hint="Check the spelling and this machine's connection to the internet.",
            ) from (answer if isinstance(answer, Exception) else None)
        return answer


def _within(seconds: float, call: Callable[[], list[str]]) -> list[str] | Exception | None:
    """The result of `call`, the OSError or UnicodeError it raised, or None after `seconds`; a resolver has no limit."""
    answers: SimpleQueue[list[str] | Exception] = SimpleQueue()

    def attempt() -> None:
        try:
            answers.put(call())
        except (OSError, UnicodeError) as error:
            answers.put(error)

    Thread(target=attempt, daemon=True, name="looking up a host").start()
    try:
        return answers.get(timeout=max(seconds, 0.1))
    except Empty:
        return None
