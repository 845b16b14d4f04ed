"""The OpenAPI document as an answer."""

from pydantic import ConfigDict

from schemas.api.wire import Answer


class Document(Answer):
    """An OpenAPI 3.1 document; what is in it is OpenAPI's to say."""

    model_config = ConfigDict(frozen=True, extra="allow")

    openapi: str
