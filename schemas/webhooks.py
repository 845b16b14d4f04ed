"""How a webhook over HTTP proves that it is genuine: `verify` of a plugin, `webhooks` of an account."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from schemas.file import File, Misplaced, SecretName, Text, misplaced

Scheme = Literal[
    "meta",
    "typeform",
    "tally",
    "shopify",
    "calendly",
    "standard",
    "twilio",
    "waha",
    "google_key",
    "hmac",
    "token",
    "basic",
    "none",
]

Provider = Literal["cloud", "360dialog", "onprem", "twilio", "gupshup", "evolution", "baileys", "waha"]

# What a sender of this shape signs with, where the file does not say.
SCHEME_OF: Final[Mapping[str, Scheme]] = {
    "meta_lead_ads": "meta",
    "google_lead_form": "google_key",
    "typeform": "typeform",
    "tally": "tally",
    "shopify": "shopify",
    "calendly": "calendly",
    "standard_webhooks": "standard",
    "cloud": "meta",
    "360dialog": "token",
    "twilio": "twilio",
    "waha": "waha",
    "evolution": "token",
    "gupshup": "token",
    "baileys": "token",
    "onprem": "token",
}

HeaderName = Annotated[Text, Field(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$")]
ParameterName = Annotated[Text, Field(pattern=r"^[A-Za-z0-9_.~-]{1,64}$")]


class Verification(File):
    """What a webhook must show to be taken. Secrets are named, never written here."""

    scheme: Scheme | None = Field(
        None,
        description="meta, typeform, tally, shopify, calendly, standard (Standard Webhooks, Svix), twilio, waha: as they "
        "sign; hmac: any other digest of the body; google_key: the key in the body; token: a shared word in a header or "
        "in the address; basic: user:password; none: nothing is asked, anybody who knows the address can send. "
        "Default: by the plugin's preset or the gateway",
    )
    secret: SecretName | Annotated[tuple[SecretName, ...], Field(min_length=1, max_length=2)] | None = Field(
        None, description="secret:NAME, or two of them while one is replaced; the value may hold two words as well"
    )
    header: HeaderName | None = Field(
        None, description="for hmac: where the digest is; for token: where the word is (default Authorization: Bearer)"
    )
    parameter: ParameterName | None = Field(
        None, description="for token: the word is in the address, ?token=...; for senders that can set no header"
    )
    algorithm: Literal["sha1", "sha256", "sha512"] = Field("sha256", description="for hmac")
    encoding: Literal["hex", "base64"] = Field("hex", description="for hmac")
    prefix: Annotated[Text, Field(max_length=32)] = Field(
        "", description="for hmac: before the digest, such as sha256="
    )
    tolerance_seconds: int = Field(
        300, ge=1, le=86_400, description="for calendly and standard: how old, or early, a signature may be"
    )
    challenge: SecretName | None = Field(
        None, description="for meta: secret:NAME of the word that Meta sends when the address is entered (verify token)"
    )

    @model_validator(mode="after")
    def _together(self) -> "Verification":
        misplaced(Verification, self._mistakes())
        return self

    def _mistakes(self) -> Iterator[Misplaced]:
        if self.scheme == "none" and self.secret:
            yield ("secret",), "`scheme: none` asks for no secret; leave one of the two out"
        if self.scheme != "none" and not self.secret:
            yield ("scheme",), f"`{self.scheme or 'verify'}` needs `secret`: secret:NAME of what the sender signs with"
        if self.scheme == "hmac" and not self.header:
            yield ("scheme",), "`hmac` needs `header`: where the sender puts the digest"
        if self.header and self.parameter:
            yield ("parameter",), "a token is in a header or in the address, not in both"
        for name, schemes in _OF_SOME.items():
            if name in self.model_fields_set and self.scheme not in (None, *schemes):
                yield (name,), f"`{name}` belongs to `scheme: {' or '.join(schemes)}`; this one is {self.scheme}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names of the secrets, with `secret:` before each."""
        return (self.secret,) if isinstance(self.secret, str) else self.secret or ()


_OF_SOME: Final[Mapping[str, tuple[str, ...]]] = {
    "header": ("hmac", "token"),
    "parameter": ("token",),
    "algorithm": ("hmac",),
    "encoding": ("hmac",),
    "prefix": ("hmac",),
    "tolerance_seconds": ("calendly", "standard"),
    "challenge": ("meta",),
}
