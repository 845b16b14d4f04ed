"""Where requests come from: the console's own pages, or another site that the browser happens to show; which address.

A browser says so itself: `Sec-Fetch-Site`, and `Origin` with every request that changes something
(https://www.w3.org/TR/fetch-metadata/, https://fetch.spec.whatwg.org/#origin-header). Scripts with a token send neither.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from aiohttp import web
from yarl import URL

from worker.errors import ProblemError


@dataclass(frozen=True, slots=True)
class Origins:
    """What decides it: the console's public address, if one is set, and the proxies whose word counts."""

    public: URL | None = None
    proxies: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()

    @classmethod
    def of(cls, public: str, proxies: Iterable[str]) -> "Origins":
        """Read the settings; they were checked when they were read."""
        return cls(URL(public) if public else None, tuple(ipaddress.ip_network(one, strict=False) for one in proxies))

    def require(self, request: web.Request, *, strictly: bool) -> None:
        """Raise `csrf` for a request from another site. `strictly`: also where the browser does not say."""
        site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
        if site is not None:
            well = site == "same-origin"
        elif origin is not None:
            well = origin == self._own(request)
        else:
            well = not strictly
        if not well:
            raise ProblemError(
                "csrf",
                "changes with the console's cookie must come from the console's own pages, by a browser that says so "
                "(Sec-Fetch-Site or Origin); scripts use an API token. Behind a proxy, set LEADWORKER_CONSOLE_URL to the "
                "address that people open",
            )

    def _own(self, request: web.Request) -> str:
        if self.public is not None:
            return str(self.public.origin())
        return f"{request.scheme}://{request.host}"

    def address(self, request: web.Request) -> str:
        """Give the address of whoever asks: the last one that no trusted proxy has."""
        hops = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        here = request.remote or ""
        while hops and self.trusted(here) and _is_address(hops[-1]):
            here = hops.pop()
        return here

    def trusted(self, address: str) -> bool:
        """Whether an address is that of a proxy whose word counts."""
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self.proxies if network.version == parsed.version)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
