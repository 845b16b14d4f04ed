"""Words that take a person out of marketing, or back in, when they are the whole message or a tapped button's label.

Compared without case, accents, punctuation, emoji and extra space. An account adds its own words (`opt_out_words`).
"""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from worker.account import Account
from worker.contact import Consent

OPT_OUT: Mapping[str, tuple[str, ...]] = {
    "en": (
        *("stop", "stop all", "stopall", "stop it", "stop please", "please stop", "stop promotions", "stop messages"),
        *("stop messaging me", "stop sending messages", "unsubscribe", "unsubscribe me", "opt out", "optout"),
        *("stop promotional messages", "stop marketing", "do not message me", "dont message me", "remove me"),
    ),
    "es": ("baja", "darme de baja", "darse de baja", "dar de baja", "detener", "no mas mensajes", "desuscribir"),
    "pt": ("parar", "pare", "sair da lista", "descadastrar", "cancelar inscricao", "nao quero mais mensagens"),
    "fr": ("arret", "arreter", "arretez", "desabonner", "me desabonner", "se desabonner", "desinscription"),
    "de": ("stopp", "abmelden", "abbestellen", "keine werbung", "austragen"),
    "it": ("annulla iscrizione", "disiscrivimi", "disiscriviti", "cancellami"),
    "nl": ("afmelden", "uitschrijven"),
    "id": ("berhenti", "berhenti berlangganan"),
    "tr": ("durdur", "abonelikten cik"),
    "ru": ("стоп", "отписаться", "отпишите меня", "отписка"),
    "hi": ("बंद करो", "बंद करें", "स्टॉप", "band karo", "band kare", "message mat karo"),
    "ar": ("توقف", "إيقاف", "أوقف", "الغاء الاشتراك", "إلغاء الاشتراك"),
    "zh": ("退订", "取消订阅", "停止"),
    "ja": ("配信停止", "停止"),
}
OPT_IN: Mapping[str, tuple[str, ...]] = {
    "en": ("start", "unstop", "subscribe", "resubscribe", "opt in", "optin", "resume"),
    "es": ("alta", "darme de alta", "suscribir", "suscribirme", "reanudar"),
    "pt": ("inscrever", "quero receber mensagens", "voltar a receber"),
    "fr": ("reprendre", "abonner", "me reabonner"),
    "de": ("anmelden", "abonnieren"),
    "it": ("iscrivimi", "riattiva"),
    "nl": ("aanmelden",),
    "id": ("mulai", "berlangganan"),
    "tr": ("basla", "abone ol"),
    "ru": ("старт", "подписаться"),
    "hi": ("शुरू करो", "शुरू करें", "चालू करें", "shuru karo"),
    "ar": ("اشتراك", "اشترك", "ابدأ"),
    "zh": ("订阅", "恢复订阅"),
    "ja": ("配信再開",),
}
# Words that a menu may put on a button for another reason: they opt in only when typed.
_CASUAL = (
    *("start", "resume", "alta", "reanudar", "reprendre", "anmelden", "riattiva"),
    *("mulai", "basla", "старт", "ابدأ"),
)
_LONGEST = 120  # characters of a message that could still be a keyword
_SPACES = 12  # in it: the words' own, and some of a heavy thumb
_WORD = "LMN"  # first letters of the Unicode categories that make up words: letters, marks, numbers
# Left out by those in a hurry: accents of Latin, Greek and Cyrillic, Arabic vowel and hamza signs, apostrophes.
_OPTIONAL = frozenset(map(chr, (*range(0x300, 0x370), *range(0x64B, 0x656), 0x27, 0x2019)))
_ASCII = {code: chr(code) if chr(code).isalnum() else " " for code in range(128)} | {0x27: None}


def folded(text: str) -> str:
    """Give the text as keywords are compared: `"  Stop. 🛑"` -> `"stop"`."""
    if text.isascii():
        return " ".join(text.lower().translate(_ASCII).split())
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = (c if unicodedata.category(c)[0] in _WORD else " " for c in plain if c not in _OPTIONAL)
    return " ".join("".join(kept).split())


def _words(table: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    return frozenset(folded(word) for words in table.values() for word in words)


_OUT, _IN = _words(OPT_OUT), _words(OPT_IN)
_BUTTON_IN = _IN - _words({"": _CASUAL})


@lru_cache(maxsize=1024)
def _opt_out_words(more: tuple[str, ...]) -> frozenset[str]:
    return _OUT | {folded(word) for word in more} - {""}


def verdict(text: str | None, account: Account, *, button: bool = False) -> bool | None:
    """Give False for an opt-out, True for an opt-in, None for anything else."""
    if not text or text.count(" ", 1) > _SPACES or len(text) > _LONGEST:
        return None
    word = folded(text)
    if word in _opt_out_words(account.settings.opt_out_words):
        return False
    return True if word in (_BUTTON_IN if button else _IN) else None


def typed(text: str | None, at: int, account: Account) -> tuple[Consent, ...]:
    """Give the consent that a typed message expresses, if any."""
    given = verdict(text, account)
    return () if given is None else (Consent(given, at, "keyword"),)


def tapped(label: str | None, payload: str | None, at: int, account: Account) -> tuple[Consent, ...]:
    """Give the consent that a tapped button expresses by its label or else by its payload, if any."""
    given = verdict(label, account, button=True)
    if given is None:
        given = verdict(payload, account, button=True)
    return () if given is None else (Consent(given, at, "button"),)
