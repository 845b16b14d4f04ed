"""Values with what they are called beside them, in the words of senders: label and value, question and answer, name and value.

Three shapes. A whole object that is one value (`{"label": "Mobile", "type": "tel", "value": "98765 43210"}`), in a list or
under a key. A question and its answer, or a field and its new value, whatever stands beside them. And keys in pairs:
`propertyName` and `propertyValue`, `field1_name` and `field1_value`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from worker.handlers.name_folding import fold
from worker.handlers.recognition.names import meaning

_MANY: Final = 100  # keys of an object up to which what was found for them is kept
_LONGEST_KEY: Final = 60  # characters that are compared
_OPAQUE: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{20,}|[0-9a-f]{24,}|\d+", re.I)


def _words(text: str) -> Mapping[str, None]:
    """Give words as they are compared, in their order."""
    return dict.fromkeys(fold(word) for word in text.split())


# What somebody was asked, and what they said, in the languages that names of fields are read in.
_QUESTIONS: Final = _words(
    """
    question q questiontext questiontitle questionlabel questionname pregunta pergunta frage fragetext domanda vraag pytanie
    soru pertanyaan soalan सवाल प्रश्न প্রশ্ন கேள்வி ప్రశ్న вопрос питання السؤال سؤال پرسش سوال 问题 問題 質問 설문 질문
    คำถาม câuhỏi ερώτηση שאלה fråga spørgsmål spørsmål kysymys otázka kérdés întrebare pitanje swali tanong
    """
)
_ANSWERS: Final = _words(
    """
    answer a answers answertext answervalue useranswer response responses responsetext userresponse respuesta respuestas
    resposta respostas antwort antworten risposta risposte réponse réponses antwoord antwoorden odpowiedź odpowiedzi cevap
    yanıt jawaban jawapan जवाब उत्तर উত্তর பதில் సమాధానం ответ відповідь الإجابة إجابة الجواب جواب الرد پاسخ جواب 回答
    答案 答え 答复 답변 대답 응답 คำตอบ câutrảlời trảlời απάντηση תשובה svar vastaus odpověď válasz răspuns odgovor jibu sagot
    """
)
_FIELDS: Final = _words(
    """
    field fieldname fieldlabel fieldtitle propertyname attribute attributename columnname campo nomecampo
    nombrecampo etiqueta feld feldname champ libellé veld pole alan поле الحقل فیلد 字段 字段名 項目 項目名 필드 פילד फ़ील्ड
    """
)
_FIELD_VALUES: Final = _words(
    """
    value values val newvalue currentvalue fieldvalue propertyvalue attributevalue stringvalue textvalue valor valores
    valornuevo novovalor wert neuerwert valeur valore waarde wartość değer nilai значение значення القيمة مقدار 值 値 값 मान
    """
)
_VALUES: Final = dict.fromkeys((*("value", "values", "val"), *_ANSWERS, "rawvalue", *_FIELD_VALUES))
# What says so only beside a value and nothing else: `property` is a house as often.
_TITLES: Final = _words(
    """
    property attribute column titulo título titel titre titolo rotulo rótulo bezeichnung beschriftung etichetta etykieta chave
    clave clé schlüssel chiave sleutel klucz anahtar kunci ключ заголовок 键 标题 キー 키 제목
    """
)
_NAMES: Final = _words("nome nombre nom naam nazwa nama имя название ad नाम 名称 名前 이름 الاسم")
"""Of a field, if it is one that is known: else of a person or a thing that is worth something."""
LABELS: Final = dict.fromkeys(
    (
        *("label", "title"),
        *_QUESTIONS,
        *("fieldname", "name", "alias", "field", "key", "slug", "ref", "id"),
        *(*_FIELDS, *_TITLES, *_NAMES),
    )
)
"""Names, folded, of what says what a value is, the plainest first."""
KINDS: Final = ("type", "fieldtype", "inputtype", "kind", "controltype")
_OTHERWISE: Final = frozenset(LABELS) - frozenset(_NAMES) - {"id", "key", "ref", "slug"}
_SAYING: Final = frozenset((*LABELS, *KINDS))
_STRONG: Final = frozenset((*_QUESTIONS, *_FIELDS))
PREFERRED: Final = frozenset({"primary", "isprimary", "preferred", "isdefault", "default", "main"})
_BESIDE: Final = frozenset(
    {
        *LABELS,
        *_VALUES,
        *KINDS,
        *PREFERRED,
        *("uuid", "fieldid", "order", "required", "isrequired", "group", "object", "isfixed", "ishidden", "hidden"),
        *("options", "placeholder", "position", "index", "description", "sectionid", "section", "fieldelementid"),
        *("questionid", "score", "verified", "isvalid", "customkey", "fieldcode", "fieldkey", "enumcode", "code"),
        *("typeid", "valuetype", "valueid", "visible", "choices", "format", "fieldcode", "objecttypeid", "inputid"),
    }
)
# What a field is now, beside what it was.
_NEW: Final = _words(
    "newvalue new tovalue to after aftervalue currentvalue current nuevo nuevovalor novo novovalor neu nouveau nuovo nieuw"
)
_OLD: Final = _words(
    "oldvalue old fromvalue from before beforevalue previousvalue previous prev was anterior valoranterior antes ancien vecchio"
)
_CHANGED: Final = dict.fromkeys((*_FIELDS, "property", "attribute", "column", "key"))
# Keys in pairs: what stands before `name` and `value`. Others (`company_name`, `deal_value`) are two things.
_STEMS: Final = frozenset(
    _words(
        "property prop field fld attribute attr param parameter column col variable element input customfield metafield"
    )
)
_HALVES: Final = ("name", "label", "title", "key")
_DIGITS: Final = "0123456789"


class Pair(NamedTuple):
    """Two keys of an object: under one of them stands what the value under the other is called; `former` is what it was."""

    label: str
    value: str
    former: str = ""


def folded_keys(value: Mapping[str, Any]) -> dict[str, str]:
    """Give the keys of an object by how they are compared."""
    return {fold(key[:_LONGEST_KEY]): key for key in value}


def value_key(beside: Mapping[str, str]) -> str | None:
    """Give the key under which an object has its value, if there is one."""
    return _first(_VALUES, beside)


def is_labelled(value: Mapping[str, Any]) -> bool:
    """Whether an object has a value, and something that says what it is."""
    beside = folded_keys(value)
    said = value_key(beside) is not None and not _SAYING.isdisjoint(beside)
    return said or next(_pairs(beside), None) is not None


def are_labelled(items: Sequence[Any]) -> bool:
    """Whether every item is a labelled value; of questions some may be without an answer."""
    if not items or not all(isinstance(item, Mapping) for item in items):
        return False
    found = [is_labelled(item) for item in items]
    return all(found) or (any(found) and all(_STRONG & folded_keys(item).keys() for item in items))


def is_nothing_else(value: Mapping[str, Any], beside: Mapping[str, str]) -> bool:
    """Whether an object has only what stands beside a value in a form builder's body."""
    if not beside.keys() <= _BESIDE:
        return False
    named = _first(_NAMES, beside)
    return named is None or not _OTHERWISE.isdisjoint(beside) or _means_something(value[named])


def labels_of(value: Mapping[str, Any], beside: Mapping[str, str]) -> tuple[str, ...]:
    """Give every name of a value that says something, the plainest first."""
    texts = (_text(value[beside[name]]) for name in LABELS if name in beside)
    return tuple(text for text in texts if says_something(text))


def says_something(label: Any) -> bool:
    """Whether a label is one for people: not empty, no id."""
    return isinstance(label, str) and bool(label.strip()) and not _OPAQUE.fullmatch(label.strip())


def is_opaque(name: str) -> bool:
    """Whether a name is an id that means nothing to people."""
    return _OPAQUE.fullmatch(name) is not None


def _text(label: Any) -> Any:
    """Give a label; that of an object is its text: `{"question": {"text": "Your phone?"}}`."""
    if not isinstance(label, Mapping):
        return label
    return next((label[key] for key in ("text", "label", "title", "name") if isinstance(label.get(key), str)), None)


def pairs(value: Mapping[str, Any]) -> list[Pair]:
    """Give the pairs of an object that are such, whatever stands beside them."""
    found = _pairs_of(tuple(value)) if len(value) <= _MANY else tuple(_pairs(folded_keys(value)))
    return [pair for pair in found if _is_pair(value, pair)] if found else []


def label_in(value: Mapping[str, Any], pair: Pair) -> str:
    """Give the text of a pair's label."""
    return str(_text(value[pair.label])).strip()


def _is_pair(value: Mapping[str, Any], pair: Pair) -> bool:
    """Whether a label says something. A field's must mean something, too: a `propertyName` may be the name of a house."""
    label = _text(value[pair.label])
    if not says_something(label) or isinstance(value[pair.value], Mapping):
        return False
    return fold(pair.label[:_LONGEST_KEY]).rstrip(_DIGITS) in _QUESTIONS or _means_something(label)


def _means_something(label: Any) -> bool:
    if not isinstance(label, str):
        return False
    found = meaning(label)
    return found.role != "" or found.owner != ""


@lru_cache(maxsize=2048)
def _pairs_of(keys: tuple[str, ...]) -> tuple[Pair, ...]:
    """Give what may be pairs of an object with these keys: the same sender's objects have the same ones."""
    return tuple(_pairs(folded_keys(dict.fromkeys(keys))))


def _pairs(beside: Mapping[str, str]) -> Iterator[Pair]:
    new, old = _first(_NEW, beside), _first(_OLD, beside)
    if new is not None and old is not None:
        changed = _first(_CHANGED, beside) or (beside.get("name") if "to" not in beside else None)
        if changed is not None:
            yield Pair(changed, new, old)
            return
    for names, values in ((_QUESTIONS, _ANSWERS), (_FIELDS, _FIELD_VALUES)):
        named = _first(names, beside)
        given = _first(values, beside) if named is not None else None
        if named is not None and given is not None and named != given:
            yield Pair(named, given)
            return
    for name, key in beside.items():
        if (value := _other_half(name, beside)) is not None:
            yield Pair(key, value)


def _first(names: Mapping[str, None], beside: Mapping[str, str]) -> str | None:
    """Give the key with the first of some names; most objects have none of them."""
    if names.keys().isdisjoint(beside):
        return None
    return next(beside[name] for name in names if name in beside)


def _other_half(name: str, beside: Mapping[str, str]) -> str | None:
    """Give the key of the value that a key names: `field1_name` that of `field1_value`, `question_1` that of `answer_1`."""
    base = name.rstrip(_DIGITS)
    if base != name and (base in _QUESTIONS or base in _FIELDS):
        number, values = name[len(base) :], _ANSWERS if base in _QUESTIONS else _FIELD_VALUES
        return next((beside[value + number] for value in values if value + number in beside), None)
    if not name.endswith(_HALVES):
        return None
    stem = next(name.removesuffix(half) for half in _HALVES if name.endswith(half))
    return beside.get(stem + "value") if stem.rstrip(_DIGITS) in _STEMS else None
