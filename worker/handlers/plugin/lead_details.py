"""What a lead's body says, found by the mapping's paths first and by the names of its fields after that."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from schemas.plugin import PluginMapping
from worker.account import Account
from worker.contact import Fact
from worker.handlers.cells import split_tags, with_area_code
from worker.handlers.exact_json import plain
from worker.handlers.name_folding import fold
from worker.handlers.numbers import Numbers, home_of, read_numbers
from worker.handlers.person_names import NO_NAME, whole_name
from worker.handlers.plugin.disturbance import Disturbance, is_event_name, names_silence, read_disturbance
from worker.handlers.plugin.lead_consent import ConsentEvidence, asked_consent, consent_of, of_mail, withdrawals
from worker.handlers.plugin.leaf_names import extra_name, path_of
from worker.handlers.plugin.leaves import BodyLeaf, is_used, parted_leaves
from worker.handlers.plugin.sources import SourceReader, is_filled, scalar_text
from worker.handlers.plugin.written_paths import written
from worker.handlers.recognition.beside import NOT_KEPT, SOMEBODY_ELSES, Field
from worker.handlers.recognition.fields import best, near, read_fields
from worker.handlers.recognition.former import is_former
from worker.handlers.recognition.values import holds_number
from worker.handlers.size_limits import MAX_FACTS, MAX_NAME, clipped
from worker.handlers.timestamps import read_moment

# Parameters of links and ads; https://support.google.com/analytics/answer/1033863 and the ad networks' click ids.
_CLICK_IDS: Final = {
    fold(name): name
    for name in ("gclid", "gbraid", "wbraid", "fbclid", "msclkid", "ttclid", "li_fat_id", "ctwa_clid", "twclid")
}
_RANKED: Final = frozenset({"phone", "email"})  # by preference; the rest by nearness to the phone
_BIRTHS: Final = frozenset({"createdat", "createdtime"})  # of the record, which may be years before what it says now
_MAX_DOUBTS: Final = 5  # fields that are shown because they may hold the phone
_TIMES: Final = (
    *("updatedat", "submittedat", "createdat", "createdtime", "timestamp", "submissiontime", "submissiondate"),
)


class LeadDetails:
    """One lead's values, each taken out of the body once; what nobody asked for is left over as extras."""

    def __init__(self, reader: SourceReader, mapping: PluginMapping, account: Account) -> None:
        self._reader, self._mapping = reader, mapping
        self._region, self._own_numbers = account.settings.region, account.own_numbers
        self.flags: list[str] = []
        self.born_then = False  # `moment` is when the record was made
        self._leaves, self._left_open = parted_leaves(reader, mapping)
        self._disturbance = read_disturbance(reader.lead, reader.base) if mapping.guess else Disturbance()
        self.doubts: list[tuple[BodyLeaf, str]] = []  # fields that may hold the phone and were passed over, and why
        self.attribution = self._attribution_by_path()
        self._roles = self._by_role() if mapping.guess else {}
        self._country = reader.text(mapping.country) or self._take("country")
        self._dial_code = reader.text(mapping.dial_code) or self._take("dial_code")
        self._phone_cells = [scalar_text(cell) for cell in reader.all(mapping.phone)]
        self._others = [scalar_text(cell) for cell in reader.all(mapping.alternates)]
        self.numbers = self._read(self._phone_cells)
        self.email = reader.text(mapping.email)
        self.text = reader.text(mapping.text)
        self.facts = self._mapped_facts()
        self.name = self._named(reader.text(mapping.name), "", "")
        self.tags = [tag for value in reader.all(mapping.tags) for tag in split_tags(scalar_text(value))]
        self.consent = self._consent_by_path()
        self.consent_by: list[ConsentEvidence] = []  # the fields that decided about it, where no path names it
        if self._country and "country" not in {fact.name for fact in self.facts}:
            self.facts.append(self._fact("country", self._country))
        self._guess()

    def _read(self, cells: Sequence[str], *, guessed: bool = False) -> Numbers:
        home = home_of(self._country, self._dial_code, self._region)
        found = read_numbers(cells, home, self._own_numbers, guessed=guessed)
        more = read_numbers(self._others, home, self._own_numbers)
        others = [more.identity.e164 or ""] if more.identity else []
        known = found.identity.e164 if found.identity else None
        alternates = [n for n in (*found.alternates, *others, *more.alternates) if n and n != known]
        return replace(found, alternates=tuple(dict.fromkeys(alternates)))

    def _mapped_facts(self) -> list[Fact]:
        facts = []
        for name, source in self._mapping.fields.items():
            values = [value for value in self._reader.all(source) if is_filled(value)]
            if values:
                several = len(values) > 1 and isinstance(source, str) and "[" in source
                facts.append(self._fact(name, values if several else values[0]))
        return facts

    def _fact(self, name: str, value: Any) -> Fact:
        made = plain(value)
        return Fact(
            name[:MAX_NAME], clipped(made.strip() if isinstance(made, str) else made, name, self.flags), "plugin"
        )

    def _attribution_by_path(self) -> dict[str, Any]:
        found = {name: self._reader.first(source) for name, source in self._mapping.attribution.items()}
        return {name: plain(value) for name, value in found.items() if is_filled(value)}

    def _consent_by_path(self) -> bool | None:
        answer = self._reader.first(self._mapping.consent)
        if answer is None:
            return None
        said = consent_of(answer)
        if said is None:
            self.facts.append(self._fact("consent", answer))  # no tick is no withdrawal: the person has just written
        return said

    def _by_role(self) -> dict[str, list[BodyLeaf]]:
        """Sort the fields by what their names, their surroundings and their values say, the best of a role first."""
        apart = self._disturbance
        given = [leaf for leaf in self._leaves if not apart.holds(leaf.location) and not self._is_attribution(leaf)]
        fields = read_fields([as_field(leaf) for leaf in given])
        self.doubts = [(leaf, one.doubt) for leaf, one in zip(given, fields, strict=True) if one.doubt]
        place = next(
            (one.container for one in best(fields, "phone")), next((one.container for one in best(fields, "email")), ())
        )
        leaf_of = {id(one): leaf for leaf, one in zip(given, fields, strict=True)}
        roles = dict.fromkeys(one.role for one in fields)
        return {
            role: [leaf_of[id(one)] for one in (best(fields, role) if role in _RANKED else near(fields, role, place))]
            for role in roles
        }

    def _free(self, role: str) -> list[BodyLeaf]:
        """Give the unused fields of a role, the best first."""
        return [leaf for leaf in self._roles.get(role, ()) if not is_used(leaf, self._reader)]

    def _guess(self) -> None:
        """Ask the names of the fields for what no path gave."""
        if self.numbers.identity is None:
            self._guess_numbers()
        self.email = self.email or self._take("email")
        if not self.name:
            self.name = self._named(self._take("name"), self._take("first_name"), self._take("last_name"))
        for role in ("city", "company"):
            if role not in {fact.name for fact in self.facts} and (value := self._take(role)):
                self.facts.append(self._fact(role, value))
        if not self.text and self._mapping.guess:
            said = (leaf for leaf in self._free("text") if not leaf.answer)
            self.text = next((self._taken(leaf) for leaf in said), "")
        self._settle_consent()

    def _named(self, name: str, first: str, last: str) -> str:
        """Give the name; what was given for one and can be none is kept beside it."""
        found, others = whole_name(name, first, last)
        self.facts += [self._fact(NO_NAME, other) for other in others]
        return found

    @property
    def only_consent(self) -> bool:
        """Whether the body tells of nothing but a consent that ended, or of its settings: nobody enquires by that."""
        if not self._mapping.guess:
            return False
        reader = self._reader
        if self._disturbance.notice or names_silence(reader.lead) or names_silence(reader.root):
            return True
        more = self.text or self.attribution or self.tags or self.facts
        return self.consent is False and not more and not any(map(self._says_more, self._leaves))

    def _says_more(self, leaf: BodyLeaf) -> bool:
        """Whether a field is more than who the person is, when it was, and what was read of their consent."""
        known = is_used(leaf, self._reader) or self._disturbance.holds(leaf.location)
        return not (known or fold(leaf.name) in _TIMES or is_event_name(leaf.name)) and is_filled(leaf.value)

    def _settle_consent(self) -> None:
        """A withdrawal anywhere beats a consent; where a mapping names the consent, nothing else opts in."""
        mapped = bool(self._mapping.consent)
        given: bool | None = None
        if self._mapping.guess:
            given, said = asked_consent(self._leaves, self._free, self._left_open, mapped=mapped)
            for one in said:
                if one.asked and not isinstance(one.leaf.value, list):
                    self._use(one.leaf)
            left = [leaf for leaf in self._leaves if not (leaf.answer or self._disturbance.holds(leaf.location))]
            withdrawn = withdrawals([leaf for leaf in left if not is_used(leaf, self._reader)])
            withdrawn = [one for one in withdrawn if not (is_former(one.leaf.path) or of_mail(one.leaf, self._leaves))]
            self.consent_by = [*said, *withdrawn]
            if withdrawn or self._disturbance.unwanted:
                given = False
        self.consent = False if False in (given, self.consent) else self.consent if mapped else given

    def _guess_numbers(self) -> None:
        found = self._free("phone")
        area = self._area_code() if found else ""
        cells = [scalar_text(leaf.value) for leaf in found]
        self._phone_cells += [with_area_code(area, cell) if area else cell for cell in cells]
        self.numbers = self._read(self._phone_cells, guessed=not self._mapping.phone)
        for leaf in found:
            self._use(leaf)

    def _area_code(self) -> str:
        code = next(iter(self._free("area_code")), None)
        if code is not None and fold(code.name) == "ddd" and not (self._country or self._dial_code):
            self._country = "BR"  # the word is Brazil's
        return self._take("area_code")

    def _is_attribution(self, leaf: BodyLeaf) -> bool:
        word = fold(leaf.name.rpartition(".")[2][:60])
        name = "utm_" + word[3:] if word.startswith("utm") and len(word) > 3 else _CLICK_IDS.get(word)
        if name is None or isinstance(leaf.value, dict | list):
            return False
        self.attribution.setdefault(name, clipped(plain(leaf.value), name, self.flags))
        self._use(leaf)
        return True

    def _take(self, role: str) -> str:
        """Give the text of the best unused field of a role and count it as used."""
        for leaf in self._free(role):
            text = scalar_text(leaf.value).strip()
            if text and (role != "email" or "@" in text):
                return self._taken(leaf)
        return ""

    def _taken(self, leaf: BodyLeaf) -> str:
        self._use(leaf)
        return scalar_text(leaf.value).strip()

    def _use(self, leaf: BodyLeaf) -> None:
        self._reader.used.add(leaf.location)

    def passed_over(self) -> list[dict[str, str]]:
        """Give the fields that may hold the phone and were not taken: their path, and why."""
        listed = ((self._path_to(leaf), why) for leaf, why in self._doubted()[:_MAX_DOUBTS])
        return [{"field": path[:MAX_NAME], "why": why} for path, why in listed]

    def offered(self) -> str:
        """Give the path of the field that may best be the phone; "" where each is somebody else's, or holds no number."""
        return next((self._path_to(leaf) for leaf, why in self._doubted() if may_be_offered(leaf, why)), "")

    def _doubted(self) -> list[tuple[BodyLeaf, str]]:
        return [one for one in self.doubts if one[0].location and not is_used(one[0], self._reader)]

    def _path_to(self, leaf: BodyLeaf) -> str:
        lead, depth = self._reader.lead, len(self._reader.base)
        return written(lead, leaf.location[depth:], scalar_text(leaf.value).strip()) or path_of(leaf)

    def moment(self, zone: str) -> int | None:
        """Give the time the lead itself states, Unix ms; a guessed field must name a moment beyond doubt."""
        at = self._reader.moment(self._mapping.time, self._mapping.zone or zone)
        if at is not None or self._mapping.time or not self._mapping.guess:
            return at
        times = {fold(leaf.name): leaf for leaf in reversed(self._leaves) if len(leaf.name) < 40}
        found = ((name, read_moment(times[name].value)) for name in _TIMES if name in times)
        name, moment = next((one for one in found if one[1] is not None), ("", None))
        self.born_then = name in _BIRTHS
        return moment

    @property
    def raw_phone(self) -> str:
        """The phone cells as they came."""
        return "\n".join(cell for cell in self._phone_cells if cell)

    def extras(self) -> list[Fact]:
        """Give what is left under its own name: after everything else was taken."""
        if not self._mapping.extras:
            return []
        stated = {fact.name for fact in self.facts}
        not_theirs = {id(leaf) for leaf, why in self.doubts if why in NOT_KEPT}
        left = [leaf for leaf in self._leaves if leaf.name not in stated and not is_used(leaf, self._reader)]
        left = [leaf for leaf in left if id(leaf) not in not_theirs]
        if len(left) > MAX_FACTS:
            self.flags.append(f"clipped:{len(left) - MAX_FACTS}_fields")
        return [self._fact(extra_name(leaf), leaf.value) for leaf in left[:MAX_FACTS]]


def may_be_offered(leaf: BodyLeaf, why: str) -> bool:
    """Whether a field that was passed over may be shown as the phone: whoever pastes that makes it that of every lead."""
    return why not in SOMEBODY_ELSES and holds_number(scalar_text(leaf.value).strip())


def as_field(leaf: BodyLeaf) -> Field:
    """Give a leaf as recognition takes it."""
    text = "" if isinstance(leaf.value, bool) else scalar_text(leaf.value).strip()
    labels = leaf.labels or ((leaf.name,) if leaf.answer else ())
    return Field(leaf.value, leaf.path or (leaf.name,), labels, leaf.kind, leaf.primary, text)
