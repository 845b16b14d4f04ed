"""Rule files that nobody should write: each ends in a clear error with its place, and harms no rule in another file."""

import os
import time
import tracemalloc
from pathlib import Path

import pytest

from tests.unit.automations.rule_sets import load, rule, rules_text, situation, write
from worker.automations.rules.loading import Automations
from worker.configuration.findings import Finding

GOOD = "{id: good, when: lead.created, do: [{note: x}]}"
LINES = "version: 1\nrules:\n"
FINE = "  - {id: fine, when: lead.created, do: [won]}\n"


def a_rule(rest: str) -> str:
    """Give a file with one rule: `rest` follows its id and event in a flow mapping."""
    return rules_text(f"{{id: a, when: lead.created, {rest}}}")


def a_condition(text: str) -> str:
    return a_rule(f"if: {text}, do: [won]")


def an_action(text: str) -> str:
    return a_rule(f"do: [{text}]")


def a_note(text: str) -> str:
    """Give a file whose rule writes a note, in a block so that the text needs no quotes."""
    return LINES + f"  - id: a\n    when: lead.created\n    do:\n      - note: |\n          {text}\n"


def a_wait(text: str) -> str:
    return a_rule(f"wait: [{{id: w, {text}}}]")


def many(count: int, text: str) -> str:
    return ", ".join(text.format(i=i) for i in range(count))


def powers(count: int, first: str, step: str) -> str:
    """Give anchors, each of which names the one before several times."""
    return f"x0: &x0 {first}\n" + "".join(f"x{i}: &x{i} {step.format(p=f'*x{i - 1}')}\n" for i in range(1, count))


TREE = "lead.score: {at_least: 1}"

FILES: dict[str, str | bytes] = {
    # bombs by aliases, where rules stand
    "a laugh of lists": powers(12, "[lol, lol]", "[{p}, {p}, {p}, {p}, {p}, {p}, {p}, {p}]") + LINES + FINE,
    "a laugh of conditions": powers(40, f"{{{TREE}}}", "{{all: [{p}, {p}]}}") + LINES
    + "  - {id: a, when: lead.created, if: *x39, do: [won]}\n",
    "a laugh inside the rules": LINES + "".join(
        f"  - &r{i} [{', '.join([f'*r{i - 1}'] * 9) if i else 'won'}]\n" for i in range(12)),
    "thousands of aliases of one long list": "version: 1\nx: &x [" + "y, " * 5_000 + "]\nrules: [" + "*x, " * 5_000 + "]\n",
    "a rule that contains itself": LINES + "  - &r {id: a, when: lead.created, do: [*r]}\n",
    "a condition that contains itself": LINES + "  - {id: a, when: lead.created, if: &c {not: *c}, do: [won]}\n",
    "rules that are themselves": "version: 1\nrules: &r\n  - *r\n",
    "an alias in the place of a rule without an anchor": LINES + "  - *nothing\n",
    "an alias of a text in the place of a rule": "version: 1\nowner: &o sales\nrules: [*o]\n",
    "one rule twice by an alias": LINES + "  - &r {id: a, when: lead.created, do: [won]}\n  - *r\n",
    "a merge key in a rule": "version: 1\nrules:\n  - &r {id: a, when: lead.created, do: [won]}\n  - {<<: *r, id: b}\n",
    "a merge key in an action": an_action("{note: &n {text: x}}, {note: {<<: *n}}"),
    "a merge key of a list of rules": LINES + "  - <<: [{id: a}, {when: lead.created}]\n    do: [won]\n",
    # tags
    "python object as an action": an_action("!!python/object/apply:os.system ['true']"),
    "python object as the rules": "version: 1\nrules: !!python/object/new:list [[]]\n",
    "python name as a condition": a_condition("{lead.score: {at_least: !!python/name:sys.maxsize }}"),
    "python tuple as events": rules_text("{id: a, when: {event: !!python/tuple [lead.created]}, do: [won]}"),
    "own tag on a secret": an_action("{call_webhook: {url: !secret crm}}"),
    "own tag that includes": "version: 1\nrules: !include other.yaml\n",
    "an action of another product": an_action("{create_task: {title: x}}"),
    "set of actions": a_rule("do: !!set {won, lost}"),
    "ordered map of actions": a_rule("do: !!omap [won: , lost: ]"),
    "binary note": an_action("{note: !!binary aGVsbG8= }"),
    "time stamp in a condition": a_condition("{lead.created_at: {before: !!timestamp 2026-01-01 }}"),
    "float by a tag": a_condition("{lead.score: {at_least: !!float 70 }}"),
    "null by a tag": a_rule("do: !!null ''"),
    "verbatim tag": LINES + "  - !<tag:evil.example,2026:rule> {id: a, when: lead.created, do: [won]}\n",
    "directive that makes tags": "%TAG ! tag:yaml.org,2002:python/\n---\nversion: 1\nrules: [!name:os.system x]\n",
    # nesting
    "all in all, thousands deep": a_condition("{all: [" * 3_000 + f"{{{TREE}}}" + "]}" * 3_000),
    "any in any, thirty deep": a_condition("{any: [" * 30 + f"{{{TREE}}}" + "]}" * 30),
    "not of not, sixty deep": a_condition("{not: " * 60 + f"{{{TREE}}}" + "}" * 60),
    "not of not, never closed": LINES + "  - id: a\n    when: lead.created\n    if: " + "{not: " * 20_000,
    "all, any and not in turns": a_condition("{all: [{any: [{not: " * 40 + f"{{{TREE}}}" + "}]}]}" * 40),
    "conditions by indentation": LINES + "  - id: a\n    if:\n" + "".join(" " * (6 + i) + "not:\n" for i in range(500)),
    "a list in a list in the rules": "version: 1\nrules: " + "[" * 10_000 + "]" * 10_000 + "\n",
    "actions in actions": an_action("[" * 50 + "won" + "]" * 50),
    "dashes": "- " * 60_000,
    "question marks": "version: 1\nrules:\n" + "? " * 30_000,
    "a value nested in an operator": a_condition("{lead.city: {is: " + "{is: " * 40 + "x" + "}" * 40 + "}}"),
    "tests nested in tests": a_rule("do: [won], tests: " + "[{tests: " * 25 + "x" + "}]" * 25),
    # size
    "a file of ten megabytes": b"version: 1\nrules:\n" + b"  - {id: a, when: lead.created, do: [won]}\n" * 240_000,
    "a comment of nine megabytes": b"#" * (9 << 20),
    "a note of a megabyte": an_action("{note: '" + "x" * 1_000_000 + "'}"),
    "a note of thirty thousand characters": an_action("{note: '" + "x" * 30_000 + "'}"),
    "a block of a hundred thousand lines": LINES + "  - id: a\n    do:\n      - note: |\n" + "          x\n" * 100_000,
    "a key of a megabyte": a_rule("'" + "k" * 1_000_000 + "': 1, do: [won]"),
    "a key of three hundred characters": a_rule("k" * 300 + ": 1, do: [won]"),
    "an id of a thousand letters": rules_text("{id: " + "a" * 1_000 + ", when: lead.created, do: [won]}"),
    "a name of sixty thousand characters": a_rule("name: '" + "n" * 60_000 + "', do: [won]"),
    "a field's name of two hundred characters": a_condition("{lead." + "x" * 200 + ": {is: 1}}"),
    "a thousand actions": a_rule(f"do: [{many(1_000, '{{note: n{i}}}')}]"),
    "thousands of rules of one id": LINES + FINE * 3_000,
    "a thousand waits": a_rule(f"wait: [{many(1_000, '{{id: w{i}, after: 1h, do: [won]}}')}]"),
    "a thousand actions in a wait": a_wait(f"after: 1h, do: [{many(1_000, '{{note: n{i}}}')}]"),
    "ten thousand conditions": a_condition("{all: [" + many(10_000, "{{lead.score: {{at_least: {i}}}}}") + "]}"),
    "ten thousand events": rules_text("{id: a, when: [" + many(10_000, "lead.x{i}") + "], do: [won]}"),
    "ten thousand tags": an_action("{add_tags: [" + many(10_000, "t{i}") + "]}"),
    "a tag of a thousand letters": an_action("{add_tags: [" + "t" * 1_000 + "]}"),
    "ten thousand unknown keys": a_rule(many(10_000, "k{i}: 1") + ", do: [won]"),
    "thousands of broken rules": LINES + "".join(f"  - {{id: r{i}, wehn: x}}\n" for i in range(3_000)),
    "too many rules": LINES + "".join(f"  - {{id: r{i}}}\n" for i in range(20_001)),
    "hundreds of thousands of values": "version: 1\nrules: [" + "1, " * 510_000 + "]\n",
    # encodings
    "latin-1": a_note("Olá, José").encode("latin-1"),
    "windows-1252 quotes": a_note("\x93hello\x94").encode("latin-1"),
    "invalid UTF-8": a_note("x").encode() + b"# \xff\xfe\xfd\n",
    "half a character at the end": a_note("é").encode().rstrip()[:-1],
    "overlong slash": a_note("x").encode() + b"# \xc0\xaf\n",
    "surrogate in UTF-8": a_note("x").encode() + b"# \xed\xa0\x80\n",
    "UTF-16 without mark": a_note("x").encode("utf-16-le"),
    "UTF-16 cut": ("\ufeff" + a_note("x")).encode("utf-16-le")[:-1],
    "UTF-32": ("\ufeff" + a_note("x")).encode("utf-32-le"),
    "UTF-7": b"+ACc-version: 1\nrules: []\n",
    "EBCDIC": a_note("x").encode("cp037"),
    "NUL in a note": a_note("a\0b"),
    "NUL at the end": a_note("x") + "\0",
    "NULs, as after a power cut": b"\0" * 4_096,
    "bell": a_note("\x07"),
    "escape sequence": a_note("\x1b]0;owned\x07"),
    "backspaces": a_note("good\x08\x08\x08\x08evil"),
    "delete": a_note("\x7f"),
    "C1 control": a_note("\x9b2J"),
    "mark in the middle": a_note("\ufeffx"),
    "line separator hides a rule": a_note("x") + "# note\u2028  - {id: b, when: lead.created, do: [won]}\n",
    "next line hides a key": "version: 1\x85rules: []\n",
    "no character": a_note("\ufffe"),
    "zip": b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00",
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcbK\xccM\xb5RpL\xceM\x05\x00",
    "elf": b"\x7fELF\x02\x01\x01" + b"\0" * 9,
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    # documents and grammar
    "two documents": a_note("x") + "---\n" + a_note("y"),
    "three dashes twice at the start": "---\n---\n" + a_note("x"),
    "something after the end": a_note("x") + "...\nrules: []\n",
    "a list on top": "- {id: a, when: lead.created, do: [won]}\n",
    "a text on top": "lead.created -> won\n",
    "a number on top": "42\n",
    "a boolean on top": "true\n",
    "a quoted nothing": "''\n",
    "rules that are a text": "version: 1\nrules: all of them\n",
    "rules that are a number": "version: 1\nrules: 7\n",
    "rules that are false": "version: 1\nrules: false\n",
    "rules by name": "version: 1\nrules: {welcome: {when: lead.created, do: [won]}}\n",
    "rules twice": "version: 1\nrules: []\nrules: []\n",
    "version of the future": "version: 2\n" + "rules:\n" + FINE,
    "version as a text": "version: 'one'\nrules:\n" + FINE,
    "version as a number with a point": "version: 1.5\nrules:\n" + FINE,
    "version of a list": "version: [1]\nrules:\n" + FINE,
    "an unknown key on top": "version: 1\nimport: other.yaml\nrules:\n" + FINE,
    "a key that is an attribute": "version: 1\n__class__: x\nrules:\n" + FINE,
    "a key that is a method": "version: 1\nmodel_config: {extra: allow}\nrules:\n" + FINE,
    "no time zone": "version: 1\ntimezone: Mars/Olympus\nrules:\n" + FINE,
    "time zone out of its folder": "version: 1\ntimezone: ../../../etc/passwd\nrules:\n" + FINE,
    "time zone from the root": "version: 1\ntimezone: /etc/localtime\nrules:\n" + FINE,
    "a folder for a time zone": "version: 1\ntimezone: America\nrules:\n" + FINE,
    "a calendar from elsewhere": "version: 1\ncalendar: ../other/calendars\nrules:\n" + FINE,
    "a list of owners": "version: 1\nowner: [asha, ravi]\nrules:\n" + FINE,
    "a tab for indentation": "version: 1\nrules:\n\t- {id: a, when: lead.created, do: [won]}\n",
    "a tab inside a rule": LINES + "  - id: a\n\twhen: lead.created\n",
    "an open quote": LINES + "  - {id: a, name: 'x, when: lead.created, do: [won]}\n",
    "an open bracket": LINES + "  - {id: a, when: lead.created, do: [won}\n",
    "an action indented too deep": LINES + "  - id: a\n    when: lead.created\n    do:\n      - won\n        - lost\n",
    "conflict markers": LINES + "<<<<<<< HEAD\n" + FINE + "=======\n" + FINE + ">>>>>>> theirs\n",
    "a null for a rule": LINES + "  -\n",
    "a rule that is a list": LINES + "  - [id, when, do]\n",
    "a rule that is a text": LINES + "  - lead.created\n",
    "a rule that is a number": LINES + "  - 3.14\n",
    "an empty rule": LINES + "  - {}\n",
    "duplicate key in a rule": a_rule("do: [won], do: [lost]"),
    "duplicate key in a condition": a_condition("{lead.score: {at_least: 1}, lead.score: {at_least: 2}}"),
    "duplicate operator": a_condition("{lead.score: {at_least: 1, at_least: 2}}"),
    "the same id in one file": rules_text(*["{id: a, when: lead.created, do: [won]}"] * 2),
    "the id of a rule elsewhere": rules_text("{id: good, when: lead.created, do: [won]}"),
    # JSON, programs and other people's files
    "JSON cut short": '{"version": 1, "rules": [{"id": "a", "when": "lead.created", "do": ["won"',
    "a program": "#!/usr/bin/env python\nimport os\nos.system('true')\n",
    "a page": "<!doctype html><html><body>404</body></html>\n",
    "alerting rules": "groups:\n  - name: x\n    rules:\n      - alert: Y\n        expr: up == 0\n",
    "a home's automation": "automation:\n  - alias: x\n    trigger: {platform: state}\n    action: []\n",
    "a manifest": "apiVersion: v1\nkind: ConfigMap\ndata: {}\n",
    "toml": "[[rules]]\nid = 'a'\n",
}  # fmt: skip

RULES: dict[str, str] = {
    # ids
    "an id with a slash": "{id: ../../etc/passwd, when: lead.created, do: [won]}",
    "an id with a dollar": "{id: $where, when: lead.created, do: [won]}",
    "an id with a colon": "{id: 'a:b', when: lead.created, do: [won]}",
    "an id with a space": "{id: ' a', when: lead.created, do: [won]}",
    "an id with a line end": '{id: "a\\n", when: lead.created, do: [won]}',
    "an id with a bidi override": '{id: "a\\u202Eb", when: lead.created, do: [won]}',
    "an id with an invisible space": '{id: "a\\u200Bb", when: lead.created, do: [won]}',
    "an id in other letters": "{id: а-б, when: lead.created, do: [won]}",
    "an id with wide digits": "{id: '１', when: lead.created, do: [won]}",
    "an empty id": "{id: '', when: lead.created, do: [won]}",
    "an id that is null": "{id: null, when: lead.created, do: [won]}",
    "an id that is true": "{id: true, when: lead.created, do: [won]}",
    "an id that is a list": "{id: [a], when: lead.created, do: [won]}",
    "NUL by an escape": '{id: "a\\0", when: lead.created, do: [won]}',
    # event
    "no event": "{id: a, do: [won]}",
    "an event of null": "{id: a, when: null, do: [won]}",
    "an event of all": "{id: a, when: '*', do: [won]}",
    "an event by a pattern": "{id: a, when: 'lead.#', do: [won]}",
    "an empty list of events": "{id: a, when: [], do: [won]}",
    "an event that is a number": "{id: a, when: 7, do: [won]}",
    "an event in an event": "{id: a, when: {event: {event: lead.created}}, do: [won]}",
    "an event of nothing but a source": "{id: a, when: {source: whatsapp}, do: [won]}",
    "a source that is a mapping": "{id: a, when: {event: lead.created, source: {$ne: null}}, do: [won]}",
    "an unknown key in the event": "{id: a, when: {event: lead.created, cron: '* * * * *'}, do: [won]}",
    "a state that is none": "{id: a, when: {event: lead.state_changed, to: [won, wonn]}, do: [won]}",
}  # fmt: skip

KEYS: dict[str, str] = {
    # wrong types and numbers in a rule
    "unknown mode": "mode: dry-run, do: [won]",
    "mode that is off": "mode: off, do: [won]",
    "priority as a text": "priority: high, do: [won]",
    "priority without end": "priority: 99999999999999999, do: [won]",
    "priority below everything": "priority: -1000001, do: [won]",
    "priority with a point": "priority: 1.5, do: [won]",
    "priority of infinity": "priority: .inf, do: [won]",
    "priority of no number": "priority: .nan, do: [won]",
    "priority in hexadecimal": "priority: 0x10, do: [won]",
    "priority in octal": "priority: 012, do: [won]",
    "priority with an exponent": "priority: 1e3, do: [won]",
    "priority in base sixty": "priority: 1:30, do: [won]",
    "priority that is true": "priority: true, do: [won]",
    "owner that is a mapping": "owner: {id: asha}, do: [won]",
    "name that is a list": "name: [a], do: [won]",
    "name that is a number": "name: 1.0, do: [won]",
    "stop by another word": "after_match: break, do: [won]",
    "loops by another word": "loops: forever, do: [won]",
    "limits that are a number": "limits: 5, do: [won]",
    "unknown limit": "limits: {once_per_phone: true}, do: [won]",
    "once for minus a day": "limits: {once_per_lead: -1d}, do: [won]",
    "once per nothing": "limits: {once_per_lead: 0s}, do: [won]",
    "once for ages": "limits: {once_per_lead: 999999999999999w}, do: [won]",
    "once by a word of older YAML": "limits: {once_per_lead: on}, do: [won]",
    "a fuse without a period": "limits: {at_most: {times: 5}}, do: [won]",
    "a fuse of a negative number": "limits: {at_most: {times: -5, per: 1h}}, do: [won]",
    "a fuse of too much": "limits: {at_most: {times: 99999999999, per: 1h}}, do: [won]",
    "a fuse of half": "limits: {at_most: {times: 0.5, per: 1h}}, do: [won]",
    "a fuse per minus an hour": "limits: {at_most: {times: 5, per: -1h}}, do: [won]",
    "a fuse that explodes": "limits: {at_most: {times: 5, per: 1h, then: explode}}, do: [won]",
    # actions
    "do that is a text": "do: won now",
    "do that is a mapping": "do: {won: null, note: x}",
    "do that is null": "do: null",
    "an action that is a number": "do: [7]",
    "an action that is null": "do: [null]",
    "an empty action": "do: [{}]",
    "a shell action": "do: [{shell: rm -rf /}]",
    "an action by its attribute": "do: [{__init__: x}]",
    "a state that is a mapping": "do: [{set_state: {$set: won}}]",
    "an unknown user": "do: [{assign_user: {user: '*'}}]",
    "a pool from elsewhere": "do: [{assign_user: {pool: ../seniors}}]",
    "a field with a dollar": "do: [{set_field: {$inc: 1}}]",
    "a field by a path": "do: [{set_field: {score.$: 1}}]",
    "a field of ours": "do: [{set_field: {_id: 1}}]",
    "a field of a prototype": "do: [{set_field: {__proto__: 1}}]",
    "a number that is none": "do: [{set_field: {score: .nan}}]",
    "a number without end": "do: [{set_field: {score: .inf}}]",
    "an object for a number": "do: [{set_field: {score: {$gt: 0}}}]",
    "tags that are a mapping": "do: [{add_tags: {a: b}}]",
    "an empty tag": "do: [{add_tags: ['']}]",
    "no tag": "do: [{add_tags: []}]",
    "a webhook to a file": "do: [{call_webhook: 'file:///etc/passwd'}]",
    "a webhook to gopher": "do: [{call_webhook: 'gopher://x.example:25/_MAIL'}]",
    "a webhook without a host": "do: [{call_webhook: 'https:///path'}]",
    "a webhook with a password": "do: [{call_webhook: 'https://user:pass@x.example/'}]",
    "a webhook with a line end": 'do: [{call_webhook: "https://x.example/\\r\\nHost: evil"}]',
    "a webhook that is a template": "do: [{call_webhook: 'https://{{ lead.name }}/'}]",
    "a header with a line end": 'do: [{call_webhook: {url: "https://x.example/", headers: {X: "a\\r\\nY: b"}}}]',
    "a header's name with a line end": 'do: [{call_webhook: {url: "https://x.example/", headers: {"X\\r\\nY": b}}}]',
    "a secret out of its folder": "do: [{call_webhook: 'secret:../../etc/passwd'}]",
    "a message to nobody's channel": "do: [{send_quick_message: {text: hi, channel: pigeon}}]",
    "a message that is out of its folder": "do: [{send_quick_message: ../../account}]",
    "a message with both text and template": "do: [{send_quick_message: {text: hi, template: welcome}}]",
    "a message of nothing": "do: [{send_quick_message: {}}]",
    "a notice to nobody": "do: [{notify: {text: x}}]",
    "a task without an end": "do: [{task: {title: x, due_in: 99999999w}}]",
    # waits
    "wait that is a duration": "wait: 3 days",
    "wait without an id": "wait: [{after: 1h, do: [won]}]",
    "wait without actions": "wait: [{id: w, after: 1h, do: []}]",
    "tests that are a text": "do: [won], tests: yes please",
    "an unknown key in a test": "do: [won], tests: [{name: x, givn: {}}]",
}  # fmt: skip

WAITS: dict[str, str] = {
    "a negative wait": "after: -1h, do: [won]",
    "a wait of nothing": "after: 0s, do: [won]",
    "a wait of a bare number": "after: 30, do: [won]",
    "a wait of infinity": "after: .inf, do: [won]",
    "a wait of ages": "after: 9999999999d, do: [won]",
    "a wait of a number with a thousand digits": f"after: {'9' * 1_000}d, do: [won]",
    "a wait with an exponent": "after: 1e9d, do: [won]",
    "a wait in other digits": "after: '３d', do: [won]",
    "a wait of a mapping": "after: {days: 1}, do: [won]",
    "a wait of a time of day": "after: 10:00, do: [won]",
    "a wait of months": "after: 1M, do: [won]",
    "a wait cancelled by all": "after: 1h, cancel_if: '*', do: [won]",
    "a wait cancelled by a mapping": "after: 1h, cancel_if: {event: x}, do: [won]",
    "a wait in a wait": "after: 1h, wait: [{id: v, after: 1h, do: [won]}], do: [won]",
    "a wait counted in sheep": "after: 1h, counted_in: sheep, do: [won]",
    "a wait with another change": "after: 1h, on_change: restart, do: [won]",
    "a wait late by less than nothing": "after: 1h, late_by_at_most: -1s, do: [won]",
    "a wait that checks something else": "after: 1h, check_again: always, do: [won]",
}

CONDITIONS: dict[str, str] = {
    "a text": "'lead.score > 3'",
    "a number": "7",
    "true": "true",
    "an expression": '{expr: "__import__(os).system(true)"}',
    "a list of texts": "[a, b]",
    "an empty all": "{all: []}",
    "an empty mapping": "{}",
    "all with something beside": "{all: [{lead.score: {at_least: 1}}], then: x}",
    "not of a list": "{not: []}",
    "an operator of the database": "{lead.score: {$gt: 1}}",
    "a function of the database": "{$where: 'sleep(1000)'}",
    "a symbol": "{lead.score: {'>=': 1}}",
    "an operator of null": "{lead.score: null}",
    "no operator": "{lead.score: {}}",
    "a list for a number": "{lead.score: {at_least: [1]}}",
    "infinity": "{lead.score: {at_least: .inf}}",
    "not a number": "{lead.score: {at_least: .nan}}",
    "a number of a thousand digits": "{lead.score: {at_least: " + "9" * 1_000 + "}}",
    "a number with an exponent": "{lead.score: {at_least: 1e400}}",
    "an attribute": "{lead.__class__: {is: x}}",
    "an attribute of an attribute": "{lead.score.__init__.__globals__: {is: x}}",
    "nothing of a field": "{'': {is: x}}",
    "a field of dots": "{'....': {is: x}}",
    "a field of bidi": '{"lead.\\u202Escore": {is: 1}}',
    "a list to choose from that is empty": "{lead.city: {one_of: []}}",
    "a list of mappings": "{lead.city: {one_of: [{a: b}]}}",
    "between one": "{lead.score: {between: [1]}}",
    "between the wrong way round": "{lead.score: {between: [9, 1]}}",
    "between texts": "{lead.score: {between: [a, b]}}",
    "a time of day that is none": "{time: {between: ['25:00', '26:00']}}",
    "a day that is none": "{lead.visit: {before: '2026-02-30'}}",
    "a year beyond all": "{lead.visit: {before: '99999-01-01'}}",
    "a choice the field does not have": "{lead.flat: {is: 9 BHK}}",
    "mentions nothing": "{message.text: {mentions: ''}}",
    "mentions a list of nothing": "{message.text: {mentions: []}}",
    "mentions a number": "{message.text: {mentions: {regex: '(a+)+$'}}}",
    "working hours of nobody": "{time: {within: nobody}}",
    "a pattern for an operator": "{message.text: {matches: '(a+)+$'}}",
}

TEXTS: dict[str, str] = {
    "the way to the class": "{{ lead.__class__.__mro__[1].__subclasses__() }}",
    "a class by a filter": "{{ lead | attr('__class__') }}",
    "a class by brackets": "{{ lead['__class__'] }}",
    "globals of a macro": "{% macro m() %}{% endmacro %}{{ m.__globals__ }}",
    "itself": "{{ self.__init__ }}",
    "a cycler": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "a range": "{% for i in range(10**9) %}x{% endfor %}",
    "a range without a loop": "{{ range(10**9) | list }}",
    "a loop in a loop": "{% for a in lead.tags %}{% for b in lead.tags %}x{% endfor %}{% endfor %}",
    "a power": "{{ 9 ** 9 ** 9 }}",
    "a text times a number": "{{ 'x' * 10**9 }}",
    "a product of numbers": "{{ 999999999 * 999999999 }}",
    "an include": "{% include '/etc/passwd' %}",
    "an import": "{% import 'os' as os %}{{ os }}",
    "an import from": "{% from 'os' import system %}",
    "an extension": "{% extends 'base' %}",
    "a block": "{% block a %}{% endblock %}",
    "a macro": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a call block": "{% call m() %}x{% endcall %}",
    "a variable": "{% set x = lead.name %}{{ x }}",
    "a variable in a block": "{% set x %}{{ lead.name }}{% endset %}",
    "a filter block": "{% filter upper %}x{% endfilter %}",
    "a with": "{% with x = 1 %}{{ x }}{% endwith %}",
    "a raw block without an end": "{% raw %}{{ lead.name }}",
    "automatic escaping": "{% autoescape false %}x{% endautoescape %}",
    "a format string": "{{ '%999999999d' % 1 }}",
    "a format by a method": "{{ '{0.__class__}'.format(lead) }}",
    "a filter that fills": "{{ lead.name | center(999999999) }}",
    "a filter of words": "{{ lead.name | wordwrap(1) | indent(99999999) }}",
    "a filter that makes lists": "{{ lead.name | list | join('x' * 9) }}",
    "a filter that debugs": "{{ lead | pprint }}",
    "a filter that unescapes": "{{ lead.name | safe }}",
    "a filter that maps": "{{ lead.tags | map(attribute='__class__') | list }}",
    "a date by a wild format": "{{ lead.created_at | date('%' ~ '9' * 9) }}",
    "a date by a format of a thousand": "{{ lead.created_at | date('" + "%c" * 500 + "') }}",
    "two arguments": "{{ lead.name | default('a', true, 3) }}",
    "a default in a default": "{{ " + "lead.name | default(" * 60 + "'x'" + ")" * 60 + " }}",
    "brackets": "{{ " + "(" * 5_000 + "lead.name" + ")" * 5_000 + " }}",
    "nots": "{{ " + "not " * 3_000 + "lead.name }}",
    "filters in a row": "{{ lead.name" + " | upper" * 1_000 + " }}",
    "attributes in a row": "{{ lead" + ".name" * 1_000 + " }}",
    "conditions in conditions": "{% if lead.name %}" * 200 + "x" + "{% endif %}" * 200,
    "thousands of values": "{{ lead.id }}" * 1_000,
    "a list": "{{ [1, 2, 3] }}",
    "a mapping": "{{ {'a': 1} }}",
    "a slice": "{{ lead.name[::-1] }}",
    "a lambda": "{{ (lambda: 1)() }}",
    "a statement": "{% do lead.clear() %}",
    "a translation": "{% trans %}x{% endtrans %}",
    "a debug": "{% debug %}",
    "a test with a call": "{{ lead.name is callable }}",
    "the environment": "{{ environ.PATH }}",
    "the configuration": "{{ config.secrets }}",
    "another lead": "{{ leads.other.phone }}",
    "a secret": "{{ secret.crm }}",
    "secret in a text": "secret:crm",
    "an open bracket": "{{ lead.name",
    "an open comment": "{# lead.name",
    "an open condition": "{% if lead.name %}x",
    "a condition closed twice": "{% if lead.name %}x{% endif %}{% endif %}",
    "nothing": "{{ }}",
    "three brackets": "{{{ lead.name }}}",
    "a letter that looks like another": "{{ lеad.name }}",
    "a bidi override in a name": "{{ lead.\u202ename }}",
}

HOSTILE: dict[str, str | bytes] = {
    **FILES,
    **{f"rule: {name}": rules_text(text) for name, text in RULES.items()},
    **{f"rule: {name}": a_rule(text) for name, text in KEYS.items()},
    **{f"wait: {name}": a_wait(text) for name, text in WAITS.items()},
    **{f"condition: {name}": a_condition(text) for name, text in CONDITIONS.items()},
    **{f"text: {name}": a_note(text) for name, text in TEXTS.items()},
}

ONE_SOUND = {"one rule twice by an alias", "a merge key in a rule", "the same id in one file"}  # the first of two
NOT_READ = {"a file of ten megabytes", "a comment of nine megabytes", "too many rules"}  # only the file can be named
FIELDS = (
    "fields: [{id: score, type: number}, {id: city}, {id: visit, type: date}, "
    "{id: flat, type: dropdown, options: [1 BHK]}]\n"
)


def loaded(directory: Path, content: str | bytes) -> tuple[list[Finding], Automations]:
    """Load an account with a good rule in one file and the content in another."""
    write(directory, rules_good=rules_text(GOOD), fields=FIELDS)
    file = directory / "acme" / "rules" / "hostile.yaml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    result, automations = load(directory)
    return [finding for finding in result.findings if finding.severity == "error"], automations


def assert_clear(errors: list[Finding], file: Path, *, placed: bool = True) -> None:
    """Errors name the file, a place in it, and say on one line what is wrong."""
    assert errors
    assert len(errors) <= 501
    for error in errors:
        assert error.file == str(file)
        assert 3 < len(error.message) < 400
        assert error.message.isprintable()
        assert "Traceback" not in error.message
    if placed:
        assert any(error.line >= 1 and error.column >= 1 for error in errors)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_rule_file_is_a_clear_error_and_harms_no_rule_beside_it(name: str, tmp_path: Path) -> None:
    began = time.process_time()
    errors, automations = loaded(tmp_path, HOSTILE[name])
    assert time.process_time() - began < 30  # an attack takes minutes or never ends; a slow machine does not
    assert_clear(errors, tmp_path / "acme" / "rules" / "hostile.yaml", placed=name not in NOT_READ)
    assert "good" in automations.rules.by_id
    sound = {"good", "fine"} | ({"a"} if name in ONE_SOUND else set())
    assert set(automations.rules.by_id) <= sound  # the sound rules of a file beside a broken one are used


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 300
    assert len({text if isinstance(text, bytes) else text.encode() for text in HOSTILE.values()}) == len(HOSTILE)


@pytest.mark.parametrize(
    "name", ["a laugh of conditions", "a laugh inside the rules", "all in all, thousands deep", "dashes"]
)
def test_a_bomb_takes_no_memory(name: str, tmp_path: Path) -> None:
    tracemalloc.start()
    try:
        loaded(tmp_path, HOSTILE[name])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 50_000_000


# What looks hostile and is not


HARMLESS: dict[str, str | bytes] = {
    "an empty file": "",
    "nothing but blanks and line ends": " \n\n   \n",
    "nothing but a comment": "# rules come later\n",
    "nothing but a byte order mark": "\ufeff",
    "an empty document": "---\n...\n",
    "null": "null\n",
    "no rules": "version: 1\n",
    "rules of null": "version: 1\nrules:\n",
    "an empty list of rules": "version: 1\nrules: []\n",
}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_file_without_rules_is_no_mistake_and_holds_none(name: str, tmp_path: Path) -> None:
    errors, automations = loaded(tmp_path, HARMLESS[name])
    assert errors == []
    assert list(automations.rules.by_id) == ["good"]


@pytest.mark.parametrize(
    "content",
    [
        rules_text("{id: a, when: lead.created, do: [{note: Olá}]}").replace("\n", "\r\n").encode(),
        rules_text("{id: a, when: lead.created, do: [{note: Olá}]}").replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + rules_text("{id: a, when: lead.created, do: [{note: Olá}]}").encode(),
        ("\ufeff" + rules_text("{id: a, when: lead.created, do: [{note: Olá}]}")).encode("utf-16-le"),
        ("\ufeff" + rules_text("{id: a, when: lead.created, do: [{note: Olá}]}")).encode("utf-16-be"),
        ("---\n" + rules_text("{id: a, when: lead.created, do: [{note: Olá}]}") + "...\n").encode(),
        ("%YAML 1.2\n---\n" + rules_text("{id: a, when: lead.created, do: [{note: Olá}]}")).encode(),
        b'{"version": 1, "rules": [{"id": "a", "when": "lead.created", "do": [{"note": "Ol\\u00e1"}]}]}',
        "version: 1\nrules:\n- {id: a, when: lead.created, do: [&n {note: Olá}]}\n".encode(),
    ],
    ids=[
        "windows",
        "old mac",
        "mark",
        "utf-16-le",
        "utf-16-be",
        "document marks",
        "directive",
        "json",
        "unused anchor",
    ],
)
def test_a_rule_file_in_an_odd_but_clear_form_means_what_it_says(content: bytes, tmp_path: Path) -> None:
    errors, automations = loaded(tmp_path, content)
    assert errors == []
    assert automations.rules.by_id["a"].actions[0].args.model_dump()["text"] == "Olá"


@pytest.mark.parametrize(
    "city", ["no", "on", "yes", "off", "1:30", "012", "1e3", ".inf", ".nan", "2026-01-02", "0x1F", "1_000", "=", "y"]
)
def test_a_word_that_older_yaml_reads_as_something_else_is_the_text_it_is(city: str) -> None:
    compiled = rule(f"{{id: a, when: lead.created, if: {{lead.city: {{is: {city}}}}}, do: [won]}}")
    assert compiled.matches(situation(lead={"fields": {"city": city}}))
    assert not compiled.matches(situation(lead={"fields": {"city": "true"}}))


def test_an_id_that_looks_like_a_number_is_the_text_it_is() -> None:
    assert rule("{id: 1.5e400, when: lead.created, do: [won]}").id == "1.5e400"
    assert rule("{id: 0501, when: lead.created, do: [won]}").id == "0501"


def test_what_a_condition_mentions_is_text_and_no_pattern() -> None:
    compiled = rule("{id: a, when: lead.created, if: {message.text: {mentions: '(a+)+$'}}, do: [won]}")
    began = time.process_time()
    assert not compiled.matches(situation(message={"text": "a" * 50_000 + "!", "content": {}}))
    assert time.process_time() - began < 5


# Things in the folder that are no files of rules


def test_what_stands_in_the_folder_and_is_no_file_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    write(tmp_path, rules_good=rules_text(GOOD))
    rules = tmp_path / "acme" / "rules"
    (rules / "folder.yaml").mkdir()
    (rules / "gone.yaml").symlink_to(rules / "nowhere.yaml")
    (rules / "circle.yaml").symlink_to(rules / "circle.yaml")
    os.mkfifo(rules / "pipe.yaml")
    began = time.monotonic()
    result, automations = load(tmp_path)
    assert time.monotonic() - began < 5  # a pipe that nobody writes to is not waited for
    assert list(automations.rules.by_id) == ["good"]
    told = {Path(finding.file).name for finding in result.findings if finding.severity == "error"}
    assert {"gone.yaml", "circle.yaml", "pipe.yaml"} <= told


def test_a_file_that_must_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, rules_good=rules_text(GOOD), rules_secret=rules_text(GOOD))
    read_bytes = Path.read_bytes

    def guarded(path: Path) -> bytes:
        if path.name == "secret.yaml":
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", guarded)
    result, automations = load(tmp_path)
    assert list(automations.rules.by_id) == ["good"]
    (error,) = [finding for finding in result.findings if finding.severity == "error"]
    assert (Path(error.file).name, error.message) == ("secret.yaml", "cannot be read: Permission denied")


@pytest.mark.parametrize("name", ["x.yaml~", ".x.yaml.swp", "x.yaml.bak", "#x.yaml#", "x.json", "x.YAML"])
def test_a_file_of_another_name_is_not_read_as_rules(name: str, tmp_path: Path) -> None:
    write(tmp_path, rules_good=rules_text(GOOD))
    (tmp_path / "acme" / "rules" / name).write_text(rules_text("{id: b, when: lead.created, do: [won]}"))
    result, automations = load(tmp_path)
    assert list(automations.rules.by_id) == ["good"]
    assert result.ok
