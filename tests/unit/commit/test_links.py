"""The contact that teaches an address: its id is the same at every delivery, and says nothing of the address."""

from dataclasses import replace

from worker.commit.links import link
from worker.contact import Contact, Identity


def wrote(key: str) -> Contact:
    kind, _, value = key.partition(":")
    who = (Identity(key, kind, value, trusted=True),)
    return Contact("acme", "wa:7", 5, "whatsapp", "cloud", "message_received", who)


def test_an_id_is_the_same_at_every_delivery_and_another_for_another_message_or_address() -> None:
    first = link(wrote("phone:919876543210"), "lid:77", "lead")
    assert first.id == link(replace(wrote("phone:919876543210"), at=9), "bsuid:IN.1", "survivor").id
    others = (replace(wrote("phone:919876543210"), id="wa:8"), wrote("phone:919876543211"), wrote("lid:919876543210"))
    assert len({first.id, *(link(other, "lid:77", "lead").id for other in others)}) == 4


def test_an_id_says_which_message_taught_and_nothing_of_the_address() -> None:
    name = link(wrote("phone:919876543210"), "lid:77", "lead").id
    message, _, digest = name.partition("~")
    assert message == "wa:7"
    assert len(digest) == 10
    assert "9876543210" not in name
