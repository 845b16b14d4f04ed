"""Which internet addresses a webhook must never reach, whoever asks for it. Pure.

The tables follow IANA's special-purpose registries and the addresses at which cloud providers answer their machines
(https://www.iana.org/assignments/iana-ipv4-special-registry, .../iana-ipv6-special-registry). They are written out
because `ipaddress.is_global` has answered differently from one Python release to the next.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Networks in which people run their own machines: an allow-listed host name may lead there.
OWN: Final[Mapping[Network, str]] = {
    ip_network("10.0.0.0/8"): "private",
    ip_network("100.64.0.0/10"): "shared by a carrier (CGNAT)",
    ip_network("127.0.0.0/8"): "this machine",
    ip_network("172.16.0.0/12"): "private",
    ip_network("192.168.0.0/16"): "private",
    ip_network("::1/128"): "this machine",
    ip_network("fc00::/7"): "private (unique local)",
}
# Nobody's webhook is there: only naming the network itself opens it. The first match tells.
NEVER: Final[Mapping[Network, str]] = {
    ip_network("100.100.100.200/32"): "a cloud's metadata service",
    ip_network("168.63.129.16/32"): "a cloud's platform service",
    ip_network("169.254.0.0/16"): "link-local, where clouds keep their metadata services",
    ip_network("0.0.0.0/8"): "this network",
    ip_network("192.0.0.0/24"): "kept for protocols",
    ip_network("192.0.2.0/24"): "documentation",
    ip_network("192.31.196.0/24"): "AS112",
    ip_network("192.52.193.0/24"): "multicast tunnels (AMT)",
    ip_network("192.88.99.0/24"): "6to4 relays",
    ip_network("192.175.48.0/24"): "AS112",
    ip_network("198.18.0.0/15"): "benchmarking",
    ip_network("198.51.100.0/24"): "documentation",
    ip_network("203.0.113.0/24"): "documentation",
    ip_network("224.0.0.0/4"): "multicast",
    ip_network("240.0.0.0/4"): "reserved or broadcast",
    ip_network("fd00:ec2::/32"): "a cloud's metadata service",
    ip_network("fd20:ce::/32"): "a cloud's metadata service",
    ip_network("::/128"): "unspecified",
    ip_network("fe80::/10"): "link-local",
    ip_network("fec0::/10"): "site-local",
    ip_network("ff00::/8"): "multicast",
    ip_network("2001::/23"): "kept for protocols (Teredo, benchmarking, ORCHID)",
    ip_network("2001:db8::/32"): "documentation",
    ip_network("2002::/16"): "6to4, which hides an IPv4 address",
    ip_network("2620:4f:8000::/48"): "AS112",
    ip_network("3fff::/20"): "documentation",
}
# Within these the last 32 bits are an IPv4 address, which decides (https://www.rfc-editor.org/rfc/rfc6052).
_HIDING_IPV4: Final = (ip_network("::ffff:0:0/96"), ip_network("64:ff9b::/96"))
_UNICAST: Final = ip_network("2000::/3")  # all of IPv6 that is given out
_ISATAP: Final = (0x00005EFE, 0x02005EFE)  # https://www.rfc-editor.org/rfc/rfc5214#section-6.1


@dataclass(frozen=True, slots=True)
class Policy:
    """`allow` and `deny` are the operator's networks; the smaller of two that hold an address decides."""

    allow: tuple[Network, ...] = ()
    deny: tuple[Network, ...] = ()

    def refusal(self, address: Address, *, trusted_host: bool = False) -> str:
        """Say why nothing may be sent to this address; empty if it may.

        With `trusted_host`, the operator has named the host it was found for: people's own networks are open to it.
        """
        if getattr(address, "scope_id", None) is not None:
            return "bound to one network interface"
        plain = unhidden(address)
        allowed, denied = _narrowest(self.allow, (address, plain)), _narrowest(self.deny, (address, plain))
        if denied >= 0 and denied >= allowed:
            return "denied by LEADWORKER_NOTIFY_DENY"
        if allowed >= 0:
            return ""
        return _special(plain, trusted_host=trusted_host)


def unhidden(address: Address) -> Address:
    """Give the IPv4 address that an IPv6 address stands for (mapped, NAT64), else the address itself."""
    if isinstance(address, IPv6Address) and any(address in network for network in _HIDING_IPV4):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def _narrowest(networks: Iterable[Network], addresses: Iterable[Address]) -> int:
    """Give the prefix length of the smallest network that holds one of the addresses, IPv4 counted as IPv6; -1: none."""
    held = [
        network.prefixlen + (96 if network.version == 4 else 0)
        for network in networks
        if any(address.version == network.version and address in network for address in addresses)
    ]
    return max(held, default=-1)


def _special(address: Address, *, trusted_host: bool) -> str:
    for table in (NEVER, OWN):
        for network, what in table.items():
            if address.version == network.version and address in network:
                return "" if table is OWN and trusted_host else what
    if isinstance(address, IPv6Address):
        if address not in _UNICAST:
            return "not an address that is given out"
        if (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP:
            return _special(IPv4Address(int(address) & 0xFFFF_FFFF), trusted_host=trusted_host)
    return ""


def parsed(text: str) -> Address | None:
    """Give the address that a text spells in its canonical form, None if it is none."""
    try:
        return ip_address(text)
    except ValueError:
        return None
