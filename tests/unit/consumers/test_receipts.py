"""What receipts say of a delivery that was refused as a whole."""

import pytest

from worker import topology
from worker.consumers.receipts import receipt_rows
from worker.consumers.taken import Taken
from worker.errors import RefusedError
from worker.ports import Delivery


@pytest.mark.parametrize(
    ("error", "reason", "detail"),
    [
        (RefusedError("malformed", "no JSON: it breaks off"), "malformed", "no JSON: it breaks off"),
        (RefusedError("malformed", "no text", "/entry/0"), "malformed", "no text (at /entry/0)"),
        (KeyError("phone"), "KeyError", "'phone'"),
    ],
)
def test_the_reason_stands_in_its_own_place_and_not_again_in_the_detail(
    error: Exception, reason: str, detail: str
) -> None:
    taken = Taken(Delivery(topology.PLUGIN, b"{}", {}, "m-1"))
    taken.fail(error)
    (row,) = receipt_rows(taken, 7)
    assert (row["reason"], row["detail"]) == (reason, detail)
