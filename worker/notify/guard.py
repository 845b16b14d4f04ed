"""Where a webhook may go: the address as it is written, and every internet address its host name leads to.

A name is resolved once per request; all of its addresses are checked, and the connection goes to one of exactly these,
so a name that answers differently a moment later changes nothing. A socket for any other address is never opened.
"""

import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Final, cast

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from worker.errors import BlockedAddressError, ConfigurationError, RefusedError
from worker.notify.internet_addresses import Address, Network, Policy, parsed

MAX_URL: Final = 2048
SCHEMES: Final = ("https", "http")
BLOCKED: Final = "blocked_address"
MALFORMED: Final = "malformed_url"


@dataclass(frozen=True, slots=True)
class Reach:
    """What the operator's settings say: ports, networks, and hosts (with a port, or None for any) that are trusted."""

    ports: frozenset[int] = frozenset({80, 443, 8080, 8443})
    policy: Policy = field(default_factory=Policy)
    hosts: frozenset[tuple[str, int | None]] = frozenset()

    @classmethod
    def of(cls, allow: Iterable[str] = (), deny: Iterable[str] = (), ports: Iterable[str] | None = None) -> "Reach":
        """Read the settings; raise `ConfigurationError` naming what is neither a host nor a network nor a port."""
        networks: list[Network] = []
        hosts: set[tuple[str, int | None]] = set()
        for entry in allow:
            network = _network(entry)
            if network is not None:
                networks.append(network)
            else:
                hosts.add(_host(entry))
        denied = [_network(entry) for entry in deny]
        if None in denied:
            raise ConfigurationError("LEADWORKER_NOTIFY_DENY takes networks such as 203.0.113.0/24 or 2001:db8::/32")
        policy = Policy(tuple(networks), tuple(network for network in denied if network is not None))
        return cls(cls().ports if ports is None else frozenset(map(_port, ports)), policy, frozenset(hosts))

    def trusts(self, host: str, port: int) -> bool:
        """Whether the operator has named this host."""
        return bool(self.hosts & {(_folded(host), None), (_folded(host), port)})

    def refusal(self, address: Address, host: str, port: int) -> str:
        """Say why nothing may be sent to this address of this host; empty if it may."""
        return self.policy.refusal(address, trusted_host=self.trusts(host, port))

    def opens(self, host: str, port: int) -> bool:
        """Whether the port is one that webhooks go to, or the operator has named host or network."""
        address = parsed(host)
        named = address is not None and any(address in n for n in self.policy.allow if n.version == address.version)
        return port in self.ports or self.trusts(host, port) or named


def checked_url(text: str, reach: Reach) -> URL:
    """Give the address to send to, or raise `RefusedError`; its text names the place, never path, query or password."""
    if len(text) > MAX_URL or any(ord(c) <= 32 or ord(c) == 127 for c in text):
        raise RefusedError(MALFORMED, f"a webhook's address is one word of at most {MAX_URL} characters")
    try:
        url = URL(text)
    except ValueError:
        url = URL()
    host, port = url.raw_host, url.port
    if url.scheme not in SCHEMES or not host or not port:
        raise RefusedError(MALFORMED, "a webhook's address begins with https:// or http:// and a host")
    if url.raw_user is not None or url.raw_password is not None:
        raise RefusedError("credentials_in_url", f"{place(url)}: put the credential into a header as secret:NAME")
    address = parsed(host)
    if address is None and not _is_name(host):
        raise RefusedError(MALFORMED, f"{place(url)}: neither a host name nor an address in its usual form")
    if address is not None and (why := reach.refusal(address, host, port)):
        raise blocked(url, why)
    if not reach.opens(host, port):
        known = ", ".join(map(str, sorted(reach.ports)))
        raise RefusedError(BLOCKED, f"{place(url)}: webhooks go to the ports {known}; see LEADWORKER_NOTIFY_PORTS")
    return url


def place(url: URL) -> str:
    """Name a receiver without what may be secret in its address: scheme, host and port."""
    port = "" if url.is_default_port() else f":{url.port}"
    host = f"[{url.raw_host}]" if ":" in (url.raw_host or "") else url.raw_host
    return f"{url.scheme}://{host}{port}"


def blocked(url: URL, why: str) -> RefusedError:
    """Give the refusal for an address that nothing is sent to."""
    return RefusedError(
        BLOCKED, f"{place(url)}: {why}; if that is meant, the operator can name it in LEADWORKER_NOTIFY_ALLOW"
    )


class GuardedResolver(AbstractResolver):
    """Resolves as another resolver does, and refuses a name of which any address is refused."""

    def __init__(self, resolver: AbstractResolver, reach: Reach) -> None:
        self._resolver, self._reach = resolver, reach

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Give the addresses of a host; raise `BlockedAddressError` if one of them is refused."""
        results = await self._resolver.resolve(host, port, family)
        for result in results:
            address = parsed(result["host"])
            why = "no address" if address is None else self._reach.refusal(address, host, port)
            if why:
                raise BlockedAddressError(why)
        return results

    async def close(self) -> None:
        """Release the resolver."""
        await self._resolver.close()


def connector(reach: Reach, resolver: AbstractResolver) -> aiohttp.TCPConnector:
    """Give a connector whose every socket goes where it may; each request has a connection of its own.

    It does not limit how many: who sends does, and waiting here would count as time of the request.
    """
    guarded = GuardedResolver(resolver, reach)

    def open_socket(info: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, where = info
        address = parsed(cast("str", where[0]))
        # The last word, whatever came before: addresses that are trusted by their host's name have been checked there.
        if address is None or reach.policy.refusal(address, trusted_host=bool(reach.hosts)):
            raise BlockedAddressError("refused at the socket")
        return socket.socket(family=family, type=kind, proto=protocol)

    return aiohttp.TCPConnector(
        resolver=guarded,
        use_dns_cache=False,
        force_close=True,
        limit=0,
        socket_factory=open_socket,
        family=socket.AF_UNSPEC,
    )


def _folded(host: str) -> str:
    return host.rstrip(".").lower()


def _is_name(host: str) -> bool:
    """Whether it can be a host name: not what old resolvers read as a number (0x7f.1, 017700000001, 127.1)."""
    labels = _folded(host).split(".")
    last = labels[-1]
    numeric = last.isdigit() or last.startswith("0x")
    return not numeric and all(
        0 < len(label) <= 63 and label.isascii() and label.replace("-", "").replace("_", "").isalnum()
        for label in labels
    )


def _network(text: str) -> Network | None:
    try:
        return ip_network(text)
    except ValueError:
        return None


def _host(text: str) -> tuple[str, int | None]:
    name, _, port = text.partition(":")
    if not _is_name(name):
        raise ConfigurationError(
            f"LEADWORKER_NOTIFY_ALLOW: {text!r} is neither a host (crm.internal, crm.internal:9000) nor a network "
            "without host bits (10.1.0.0/16)"
        )
    return _folded(name), _port(port) if port else None


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65_536:
        raise ConfigurationError(f"{text!r} is no port; LEADWORKER_NOTIFY_PORTS takes numbers such as 443,8443")
    return int(text)
