"""`verify` and `webhooks` as administrators write them: what is missing or contradicts itself is told with its place."""

import pytest
from pydantic import ValidationError

from schemas.webhooks import Verification


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({}, ("scheme",)),
        ({"scheme": "meta"}, ("scheme",)),
        ({"scheme": "none", "secret": "secret:a"}, ("secret",)),
        ({"scheme": "hmac", "secret": "secret:a"}, ("scheme",)),
        ({"scheme": "token", "secret": "secret:a", "header": "A", "parameter": "b"}, ("parameter",)),
        ({"scheme": "meta", "secret": "secret:a", "parameter": "b"}, ("parameter",)),
        ({"scheme": "shopify", "secret": "secret:a", "challenge": "secret:b"}, ("challenge",)),
        ({"scheme": "typeform", "secret": "secret:a", "tolerance_seconds": 5}, ("tolerance_seconds",)),
    ],
)
def test_what_does_not_fit_together_is_told_at_its_place(said, place):
    with pytest.raises(ValidationError) as caught:
        Verification.model_validate(said)
    assert place in {error["loc"] for error in caught.value.errors()}


@pytest.mark.parametrize("value", ["abc", "secret:", ["secret:a", "secret:b", "secret:c"], []])
def test_a_secret_is_named_and_there_are_two_at_most(value):
    with pytest.raises(ValidationError):
        Verification.model_validate({"scheme": "meta", "secret": value})


def test_one_secret_or_two():
    assert Verification(scheme="meta", secret="secret:a").secrets == ("secret:a",)
    assert Verification(secret=("secret:a", "secret:b")).secrets == ("secret:a", "secret:b")
