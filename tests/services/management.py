"""Vhosts through RabbitMQ's management API, which takes milliseconds where `rabbitmqctl` takes seconds."""

import base64
import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import quote, urlsplit

_SECONDS = 10.0


class Management:
    """The management API at `http://user:password@host:port`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._base = f"{parts.scheme}://{parts.hostname}:{parts.port}/api"
        self._user = parts.username or "guest"
        credentials = f"{self._user}:{parts.password or 'guest'}"
        self._headers = {
            "authorization": "Basic " + base64.b64encode(credentials.encode()).decode(),
            "content-type": "application/json",
        }

    def answers(self) -> bool:
        """Tell whether it is there and takes our credentials."""
        try:
            self._call("GET", "/whoami")
        except OSError:
            return False
        return True

    def add_vhost(self, name: str) -> None:
        """Create a vhost that our user may do everything in."""
        self._call("PUT", f"/vhosts/{quote(name, safe='')}", {})
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        self._call("PUT", f"/permissions/{quote(name, safe='')}/{quote(self._user, safe='')}", everything)

    def delete_vhost(self, name: str) -> None:
        """Delete a vhost with everything in it."""
        self._call("DELETE", f"/vhosts/{quote(name, safe='')}")

    def _call(self, method: str, path: str, body: Any = None) -> None:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._base + path, data, self._headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS):
                pass
        except urllib.error.HTTPError as error:
            with error:
                raise OSError(f"{method} {path}: {error.code} {error.read()[:300]!r}") from None
