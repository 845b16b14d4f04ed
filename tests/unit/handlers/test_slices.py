"""Long bodies in slices: small pieces, and all of them together what the handler gives."""

import pytest

from tests.deliveries import accounts, chunk, webhook
from worker.errors import RefusedError
from worker.handlers import HANDLERS, SLICERS
from worker.handlers.slices import SLICE_BYTES, SLICE_PARTS, cut, joined
from worker.ports import Delivery


def rows(count: int) -> Delivery:
    cells = [{"phone": f"98765{n:05}" if n % 10 else "12", "name": f"Asha {n}"} for n in range(count)]
    return chunk([*cells, cells[1], "no row"])


def leads(count: int) -> Delivery:
    return webhook([{"phone": f"+9198765{n:05}" if n % 10 else "12", "name": f"Asha {n}"} for n in range(count)])


@pytest.mark.parametrize("delivery", [rows(998), leads(1000), webhook([]), webhook("no body")])
def test_the_slices_of_a_body_are_what_the_handler_gives(delivery: Delivery) -> None:
    slices = list(SLICERS[delivery.queue](delivery, accounts()))
    assert all(len(part.contacts) + len(part.ignored) <= SLICE_PARTS for part in slices)
    assert joined(slices) == HANDLERS[delivery.queue](delivery, accounts())


def test_a_thousand_rows_are_many_slices_and_those_refused_together_come_last() -> None:
    slices = list(SLICERS["broadcast-campaign"](rows(998), accounts()))
    assert len(slices) > 1000 / SLICE_PARTS
    assert [bool(part.refused) for part in slices] == sorted(bool(part.refused) for part in slices)
    assert sum(len(part.refused) for part in slices) == len({r.reason for part in slices for r in part.refused}) > 1


@pytest.mark.parametrize("queue", sorted(SLICERS))
def test_what_cannot_be_read_at_all_is_refused_before_the_first_slice(queue: str) -> None:
    with pytest.raises(RefusedError):
        next(SLICERS[queue](Delivery(queue, b'{"account": "acme"'), accounts()))


def test_slices_are_small_in_bytes_as_well() -> None:
    parts = list(range(100))
    assert [len(some) for some in cut(parts, 100)] == [SLICE_PARTS, SLICE_PARTS]
    assert {len(some) for some in cut(parts, 10 * SLICE_BYTES)} == {10}
    assert {len(some) for some in cut(parts, 1000 * SLICE_BYTES)} == {1}
    assert [part for some in cut(parts, 3 * SLICE_BYTES) for part in some] == parts
    assert list(cut([], 5)) == []
