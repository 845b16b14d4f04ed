"""Texts: values filled in, mistakes told when they are loaded, and nothing in them that could run long, grow or escape."""

import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.rule_actions import MAX_TEMPLATE
from tests.unit.automations.rule_sets import SETTING, situation
from worker.automations.language import templates
from worker.automations.language.filters import MAX_VALUE
from worker.automations.language.templates import MAX_RENDERED, template
from worker.errors import RefusedError

ZONE = ZoneInfo("Asia/Kolkata")
CALLS = "calls are not used in texts; values are written without brackets, changed by filters: {{ lead.name | upper }}"
LEAD = {
    "fields": {"name": "ana maria", "score": 8_500_000.0, "visit": "2026-03-31"},
    "tags": ["b", "vip"],
    "assignee": "asha",
    "created_at": 1_760_000_000_000,
}


def filled(text: str, **parts: object) -> str:
    return template(text).render(SETTING.catalogue, situation(lead=LEAD | parts), ZONE)


def mistakes(text: str) -> list[str]:
    return [m.message for m in templates.check(text, SETTING.catalogue) if not m.warning]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello", "Hello"),
        ("{ not a template }", "{ not a template }"),
        ("Hi {{ lead.name }}", "Hi ana maria"),
        ("{{ lead.name | first_name | title }}", "Ana"),
        ("{{ lead.name | upper }} {{ lead.name | capitalize }}", "ANA MARIA Ana maria"),
        ("{{ lead.city | default('your city') }}", "your city"),
        ("{{ lead.city | default(lead.name) }}", "ana maria"),
        ("{{ lead.phone | phone }}", "+91 98765 43210"),
        ("{{ lead.phone | masked }}", "•••••••••3210"),
        ("{{ lead.score }} {{ lead.score | number }} {{ lead.score | number(2) }}", "8500000 8,500,000 8,500,000.00"),
        ("{{ lead.visit | date }} {{ lead.visit | date('%d/%m') }}", "31 Mar 2026 31/03"),
        ("{{ lead.created_at | date('%H:%M') }} {{ lead.created_at | time }}", "14:23 14:23"),
        ("{{ lead.tags }} {{ lead.tags | join(' + ') }}", "b, vip b + vip"),
        ("{{ lead.opted_in }}", "no"),
        ("{{ lead.owner_name }}", "Asha Rao"),
        ("{{ lead.name | truncate(5) }}", "ana …"),
        ("{% if lead.city %}in {{ lead.city }}{% else %}anywhere{% endif %}", "anywhere"),
        ("{% if lead.state == 'new' and not lead.city %}new{% endif %}", "new"),
        ("{{ 'vip' if 'vip' in lead.tags else 'guest' }}", "vip"),
        ("{{ lead.name is defined }}", "yes"),
        ("{{ message.text }}", "hello"),
        ("{{ event.name }}\n", "lead.created\n"),
        ("{# for the team #}Hi", "Hi"),
    ],
)
def test_a_text_is_filled_in(text: str, expected: str) -> None:
    assert mistakes(text) == []
    assert filled(text) == expected


def test_user_data_is_never_taken_for_a_template() -> None:
    evil = "{{ lead.id }}{% for x in y %}{{ ''.__class__ }}"
    assert filled("Hi {{ lead.name }}", fields={"name": evil}) == f"Hi {evil}"


def test_a_missing_value_is_refused_by_name_instead_of_leaving_a_gap() -> None:
    with pytest.raises(RefusedError) as refused:
        filled("Hi {{ lead.city }}")
    assert (refused.value.reason, refused.value.detail) == (
        "missing_value",
        "lead.city has no value; give it a default: | default('...')",
    )
    with pytest.raises(RefusedError, match=r"lead.attribution.campaign has no value"):
        filled("{{ lead.attribution.campaign | upper }}")


def test_what_may_be_missing_is_remarked_unless_it_is_provided_for() -> None:
    def warned(text: str) -> list[str]:
        return [m.message.partition(" ")[0] for m in templates.check(text, SETTING.catalogue) if m.warning]

    assert warned("{{ lead.city }} {{ lead.state }}") == ["lead.city"]
    assert warned("{{ lead.city | default('x') }}") == []
    assert warned("{% if lead.city %}{{ lead.city }}{% endif %}{{ lead.city }}") == ["lead.city"]
    assert warned("{% if lead.city is defined and lead.name %}{{ lead.city }} {{ lead.name }}{% endif %}") == []
    assert warned("{% if lead.city %}x{% else %}{{ lead.city }}{% endif %}") == ["lead.city"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ lead.nmae }}", "there is no field 'lead.nmae' - did you mean 'lead.name'?"),
        ("{{ lead.name | uper }}", "there is no filter 'uper' - did you mean 'upper'?"),
        ("{{ lead.name | strip }}", "there is no filter 'strip' - did you mean 'trim'?"),
        ("{{ lead }}", "'lead' is no value by itself; write lead.name"),
        ("{{ change.state }}", "change.state cannot be written; write lead.state, the value it has now"),
        ("{{ lead.name", "'}}' or '%}' is missing"),
        ("{% if lead.name %}", "{% endif %} is missing"),
        ("{{ }}", "there is nothing between {{ and }}"),
        ("{{ {{ lead.name }} }}", "there are brackets too many; write {{ lead.name }}"),
        ("{% do x %}", "only {% if %}, {% elif %}, {% else %} and {% endif %} are used in texts"),
        ("{{ lead.name() }}", CALLS),
        ("{{ lead['name'] }}", "[...] is not used in texts; write lead.name"),
        ("{{ lead.score + 1 }}", "texts do no arithmetic; write the parts side by side: {{ lead.name }} {{ lead.city }}"),
        ("{{ 'x' if lead.city }}", "an `if` inside {{ }} needs its `else`"),
        ("{{ lead.name is string }}", "only `is defined` can be asked; compare with =="),
        ("{{ lead.name | upper('x', 'y') }}", "the filter 'upper' takes one value in its brackets"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_words(text: str, message: str) -> None:
    assert message in mistakes(text)
    with pytest.raises(RefusedError):
        filled(text)


def test_a_mistake_is_told_with_its_line() -> None:
    (found,) = templates.check("Hello\n\n{{ lead.nmae }}", SETTING.catalogue)
    assert found.line == 3


HOSTILE = {
    "class": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "attribute": "{{ lead.__class__ }}",
    "attribute by filter": "{{ lead.name | attr('__class__') }}",
    "attribute in parts": "{{ lead['__cl' ~ 'ass__'] }}",
    "globals": "{{ self.__init__.__globals__ }}",
    "self": "{{ self }}",
    "context": "{{ zone }}",
    "lipsum": "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "cycler": "{{ cycler.__init__ }}",
    "joiner": "{{ joiner('x') }}",
    "namespace": "{% set ns = namespace(x=1) %}{{ ns.x }}",
    "config": "{{ config }}",
    "request": "{{ request.application }}",
    "loop": "{% for i in range(1000000) %}x{% endfor %}",
    "nested loops": "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}",
    "range": "{{ range(100000000) | list }}",
    "repetition": "{{ 'a' * 300000000 }}",
    "power": "{{ 9 ** 9 ** 9 }}",
    "shift": "{{ 1 << 100000000 }}",
    "addition of texts": "{{ 'a' + 'b' }}",
    "concatenation": "{{ 'a' ~ 'b' }}",
    "modulo format": "{{ '%0999999999d' % 1 }}",
    "format filter": "{{ '%999999999d' | format(1) }}",
    "center": "{{ 'a' | center(200000000) }}",
    "indent": "{{ 'a' | indent(200000000) }}",
    "wordwrap": "{{ message.text | wordwrap(1) }}",
    "pprint": "{{ lead | pprint }}",
    "tojson": "{{ lead | tojson }}",
    "map": "{{ lead.tags | map('upper') | join }}",
    "date bomb": "{{ lead.created_at | date('%999999999d') }}",
    "date of nothing known": "{{ lead.created_at | date('%Q') }}",
    "long date": "{{ lead.created_at | date('" + "%A" * 100 + "') }}",
    "include": "{% include '/etc/passwd' %}",
    "include by expression": "{% include lead.name %}",
    "import": "{% import 'os' as os %}",
    "from import": "{% from 'x' import y %}",
    "extends": "{% extends 'base' %}",
    "block": "{% block a %}{% endblock %}",
    "macro": "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "call block": "{% call a() %}{% endcall %}",
    "set": "{% set x = 1 %}",
    "set block": "{% set x %}y{% endset %}",
    "with": "{% with a = 1 %}{{ a }}{% endwith %}",
    "filter block": "{% filter upper %}a{% endfilter %}",
    "autoescape": "{% autoescape true %}{% endautoescape %}",
    "do": "{% do lead.pop('id') %}",
    "continue": "{% continue %}",
    "debug": "{% debug %}",
    "trans": "{% trans %}x{% endtrans %}",
    "tuple": "{{ (lead.name, lead.city) }}",
    "list": "{{ [lead.name] }}",
    "mapping": "{{ {'a': 1} }}",
    "slice": "{{ lead.name[0:1] }}",
    "negative": "{{ -1 }}",
    "division by zero": "{{ 1 / 0 }}",
    "test with argument": "{{ lead.name is divisibleby(0) }}",
    "unknown test": "{{ lead.name is evil }}",
    "keyword argument": "{{ lead.name | default(value='x') }}",
    "star argument": "{{ lead.name | default(*lead.tags) }}",
    "underscore name": "{{ _evil }}",
    "underscore field": "{{ lead._id }}",
    "number": "{{ lead.name | truncate(__import__) }}",
    "deep brackets": "{{ " + "(" * 900 + "lead.name" + ")" * 900 + " }}",
    "deep not": "{{ " + "not " * 900 + "lead.name }}",
    "deep attributes": "{{ lead" + ".a" * 1_900 + " }}",
    "many filters": "{{ lead.name" + "|upper" * 600 + " }}",
    "deep if": "{% if lead.name %}" * 60 + "{% endif %}" * 60,
    "many if": "{% if lead.name %}x{% endif %}" * 130,
    "many values": "{{ lead.id }}" * 310,
    "many elif": "{% if lead.name %}" + "{% elif lead.city %}" * 190 + "{% endif %}",
    "long chain of or": "{{ " + "lead.id or " * 350 + "lead.id }}",
    "long chain of comparisons": "{{ " + "1 < " * 900 + "2 }}",
    "too long": "{{ lead.name }}" + "x" * MAX_TEMPLATE,
    "open comment": "{# never closed",
    "open raw": "{% raw %}{{ x }}",
    "open text": "{{ 'abc }}",
    "backslash": "{{ lead\\name }}",
    "NUL": "{{ lead.na\x00me }}",
    "line statement": "{{ lead.name\n\n\n}",
    "surrogate": "{{ '\udcff' }}{{",
    "another language": "${lead.name} {{lead.name}",
    "liquid": "{{ lead.name | append: 'x' }}",
    "handlebars": "{{#if lead.name}}x{{/if}}",
    "unless": "{% unless lead.name %}x{% endunless %}",
    "dollar": "{{ $json.name }}",
    "numbers with letters": "{{ 1a }}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_a_clear_error_at_once_and_is_never_rendered(name: str) -> None:
    began = time.process_time()
    template.cache_clear()
    found = mistakes(HOSTILE[name])
    assert found
    assert all(message and "\n" not in message and len(message) < 400 for message in found)
    with pytest.raises(RefusedError) as refused:
        filled(HOSTILE[name])
    assert refused.value.reason == "broken_template"
    assert time.process_time() - began < 5


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 80


def test_a_text_cannot_grow_beyond_its_bound_whatever_the_values_are() -> None:
    assert len(filled("{{ lead.name }}", fields={"name": "x" * 1_000_000})) == MAX_VALUE
    with pytest.raises(RefusedError) as refused:
        filled("{{ lead.name }}" * 20, fields={"name": "x" * 1_000_000})
    assert refused.value.reason == "too_long"
    assert 20 * MAX_VALUE > MAX_RENDERED


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ("{{", "}}", "{%", "%}", " if ", " endif ", " else ", "lead.name", "lead.city", "lead", "|", "upper", "default('x')",
             "'a'", "(", ")", ".", "==", "not ", " and ", " for x in y ", "1", "~", "*", "__class__", "{#", "#}", "x", "\n")
        ),
        max_size=14,
    ).map("".join)
)  # fmt: skip
def test_any_text_is_filled_in_or_refused_and_never_breaks_anything(text: str) -> None:
    found = mistakes(text)
    reason = ""
    try:
        assert len(filled(text)) <= MAX_RENDERED
    except RefusedError as refused:
        reason = refused.reason
    assert reason == "broken_template" if found else reason in ("", "missing_value", "broken_template")
