"""The people of the demonstration. Names and numbers are invented; what is told about them is what really happens."""

import random
from dataclasses import dataclass
from typing import Final

GIVEN: Final = (
    *("Asha", "Ravi", "Meena", "Imran", "Sunita", "Arjun", "Lakshmi", "Farah", "Joseph", "Kiran", "Deepa", "Vikram"),
    *(
        "Zoya",
        "Harish",
        "Nandini",
        "Tenzin",
        "Rohit",
        "Pallavi",
        "Gurpreet",
        "Anita",
        "Suresh",
        "Mary",
        "Yusuf",
        "Isha",
    ),
)
FAMILY: Final = ("Rao", "Nair", "Khan", "Das", "Menon", "Singh", "Iyer", "D'Souza", "Patil", "Bose", "Shetty", "Gill")
BRAZILIAN: Final = (
    "Ana Souza",
    "José Almeida",
    "Conceição Lima",
    "Thiago Rocha",
    "Márcia Nunes",
    "Zé Carlos",
    "Luíza Prado",
)


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody who wants something. `number` is E.164 without plus; `user_id` and `lid` are WhatsApp's own ids."""

    name: str
    number: str
    email: str
    city: str
    user_id: str
    lid: str

    @property
    def national(self) -> str:
        """The number without country code."""
        return self.number[2:]


def people(rng: random.Random, count: int) -> list[Character]:
    """Give Indian people."""
    found = []
    for i in range(count):
        name = f"{GIVEN[i % len(GIVEN)]} {FAMILY[(i * 5 + i // len(GIVEN)) % len(FAMILY)]}"
        number = f"91{rng.choice('6789')}{rng.choice('0123')}{rng.randrange(10**8):08}"
        word = name.lower().replace(" ", ".").replace("'", "")
        found.append(
            Character(
                name,
                number,
                f"{word}{i}@example.com",
                rng.choice(("Pune", "Mumbai", "Bengaluru", "Kochi")),
                f"IN.{rng.randrange(10**17, 10**18)}",
                str(rng.randrange(10**14, 10**15)),
            )
        )
    return found


def brazilians(rng: random.Random) -> list[Character]:
    """Give people of Minas Gerais; their mobile numbers have the ninth digit."""
    return [
        Character(
            name,
            f"55319{rng.choice('89')}{rng.randrange(10**7):07}",
            "",
            "Belo Horizonte",
            f"BR.{rng.randrange(10**17)}",
            "",
        )
        for name in BRAZILIAN
    ]


SPELLINGS: Final = (
    "{n}",
    "+91 {a} {b}",
    "0{n}",
    "+91-{a}-{b}",
    "91{n}",
    "({a}) {b}",
    "'91{n}",
    "+91 (0){a} {b}",
    "tel:+91{n}",
    "0091{n}",
    "{n}.0",
    '="91{n}"',
    "https://wa.me/91{n}",
    "\u202a+91 {a} {b}\u202c",
    "+९१ {a} {b}",
)


def spelled(person: Character, rng: random.Random) -> str:
    """Give the person's number as people type it."""
    number = person.national
    return rng.choice(SPELLINGS).format(n=number, a=number[:5], b=number[5:])
