"""What a broker that does not let us in is told in words, and what of the library must be there."""

from types import SimpleNamespace

import pytest

from worker.broker import library
from worker.broker.admission import refusal
from worker.errors import ConfigurationError

URL = "amqp://lead:secret@mq.example:5671/shop"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("NOT_ALLOWED - vhost shop not found", "no vhost 'shop': create it (rabbitmqctl add_vhost shop)"),
        ("NOT_ALLOWED - access to vhost 'shop' refused for user 'lead'", "set_permissions -p shop lead"),
        ("NOT_ALLOWED - access to vhost 'shop' refused for user 'lead': vhost 'shop' is down", ""),
        ("NOT_ALLOWED - access to vhost 'shop' refused for user 'lead': connection limit (5) is reached", ""),
        ("NOT_ALLOWED - Connection refused for user 'lead': user connection limit (5) is reached", ""),
    ],
)
def test_only_what_waiting_would_not_mend_is_for_the_operator(answer, words):
    told = refusal(answer, URL)
    assert words in told
    assert bool(told) == bool(words)
    assert "secret" not in told


def test_a_library_without_what_we_use_is_named_with_its_version():
    channel = SimpleNamespace(**dict.fromkeys(library.CHANNEL))
    library.require({"Channel": (channel, library.CHANNEL)})
    del channel.confirmations
    with pytest.raises(ConfigurationError, match=r"aiormq \d+\.\d+.*has no Channel\.confirmations.*constraints\.txt"):
        library.require({"Channel": (channel, library.CHANNEL)})
