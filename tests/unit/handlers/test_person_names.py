"""What can be a name and what cannot: in lists and in bodies."""

import pytest

from tests.deliveries import account, accounts, chunk, facts, keys, only_contact, webhook
from worker.handlers.person_names import can_be_name, whole_name

NAMES = (
    "Asha",
    "Sister 2",
    "3M",
    "O2",
    "7-Eleven",
    "99acres",
    "Studio 54",
    "Klein GmbH & Co. KG",
    "B2B Traders",
    "ravi1990",
    "ravi_kumar1990",
    "X Æ A-12",
    "Ludwig XIV",
    "आशा राव",
    "王伟",
    "山田太郎",
    "محمد",
    "Иванов И. И.",
    "สมชาย",
    "نور",
    "Ng",
    "O",
    "Bill",
    "Bill 2",
    "Mona (Zimmer 12)",
    "D'Souza-Müller",
    "Abdeaf",
    "No",
    "🙂",
    "Order of Malta",
)
NO_NAMES = (
    "ORD-10023",
    "#1001",
    "INV/2026/001",
    "SO20260012",
    "Order 10023",
    "Bestellung Nr. 4711",
    "Pedido #4500",
    "asha@example.com",
    "mailto:asha@example.com",
    "https://example.com/p/1",
    "www.example.com",
    "98765 43210",
    "+91-98765-43210",
    "Mob: 98765 43210",
    "10023",
    "007",
    "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "65f1c2a9b3d4e5f601234567",
    "a81f20c3",
    "cus_NffrFeUfNV2Hib",
    "lead-10023",
    "2026-11-20",
    "12/11/2026",
    "٩٨٧٦٥٤٣٢١٠",
)


@pytest.mark.parametrize("name", NAMES)
def test_names_are_names(name):
    assert can_be_name(name)
    assert facts(only_contact(webhook({"phone": "98765 43210", "name": name})))["name"] == name
    assert facts(only_contact(chunk([{"Phone": "98765 43210", "Name": name}])))["name"] == name


@pytest.mark.parametrize("value", NO_NAMES)
def test_what_can_be_no_name_is_none_and_is_kept(value):
    assert not can_be_name(value)
    mapped = accounts(account(plugins={"website": {"name": "who", "phone": "phone"}}))
    bodies = (({"phone": "98111 11111", "name": value}, None), ({"phone": "98111 11111", "who": value}, mapped))
    for body, of in bodies:
        contact = only_contact(webhook(body), of)
        assert "name" not in facts(contact)
        assert value in [fact.value for fact in contact.facts]
    rows = [{"Phone": "98111 11111", "Name": "Asha"}, {"Phone": "98111 11112", "Name": value}]
    for row in rows[1:]:
        contact = only_contact(chunk([row], mapping={"Phone": "phone", "Name": "name"}))
        assert keys(contact) == ["phone:919811111112"]
        assert facts(contact) == {"name (other)": value}


@pytest.mark.parametrize(
    ("parts", "name", "others"),
    [
        (("", "Sister", "2"), "Sister 2", ()),
        (("", "Asha", "98765 43210"), "Asha", ("98765 43210",)),
        (("", "Asha", "asha@example.com"), "Asha", ("asha@example.com",)),
        (("ORD-10023", "Asha", "Rao"), "Asha Rao", ("ORD-10023",)),
        (("", "", "2"), "", ("2",)),
        (("Klein;Uwe;;Dr.;", "", ""), "Dr. Uwe Klein", ()),
        (("Klein;Uwe;;;", "", ""), "Uwe Klein", ()),
        (("Klein; Lang", "", ""), "Klein; Lang", ()),
    ],
)
def test_the_parts_of_a_name_are_looked_at_one_by_one(parts, name, others):
    assert whole_name(*parts) == (name, others)
