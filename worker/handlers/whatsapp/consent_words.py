"""Words of consent, per language: what takes a person out of marketing or back in, and the courtesy around it.

Phrases stand between commas, in any spelling: they are compared as `consent.folded` gives them.
"""

from collections.abc import Iterator, Mapping
from typing import Final

Phrases = Mapping[str, str]  # language to phrases

# Each stands for itself.
OPT_OUT: Final[Phrases] = {
    "en": (
        "stop, stop all, stopall, stop it, stop please, please stop, stop promotions, stop messages, stop messaging me, "
        "stop sending messages, unsubscribe, unsubscribe me, opt out, optout, stop promotional messages, stop marketing, "
        "do not message me, dont message me, remove me, stop this, stop that, stop these, stop all this, stop all of "
        "this, stop now, stop this now, stop right now, stop immediately, just stop, i said stop, i want to unsubscribe, "
        "want to unsubscribe, unsubscribe me from this list, take me off your list, take me off this list, remove me "
        "from your list, remove me from this list, remove my number, delete my number, i want to opt out, opt me out, "
        "leave me alone"
    ),
    "es": (
        "baja, darme de baja, darse de baja, dar de baja, detener, no mas mensajes, desuscribir, quiero darme de baja, "
        "denme de baja, quitenme de la lista, no me escriban mas, no me manden mas mensajes, no me molesten, stop "
        "mensajes"
    ),
    "pt": (
        "parar, pare, sair da lista, descadastrar, cancelar inscricao, nao quero mais mensagens, me tira da lista, me "
        "tire da lista, me remova, me remova da lista, quero sair da lista, nao me mande mensagem, nao me mandem "
        "mensagem, nao me mande mensagens, quero cancelar inscricao"
    ),
    "fr": (
        "arret, arreter, arretez, desabonner, me desabonner, se desabonner, desinscription, ne m'ecrivez plus, ne "
        "m'envoyez plus de messages, desabonnez moi, je veux me desabonner, retirez moi de la liste"
    ),
    "de": (
        "stopp, abmelden, abbestellen, keine werbung, austragen, bitte abmelden, keine werbung mehr, keine nachrichten "
        "mehr, schreiben sie mir nicht mehr, nicht mehr schreiben, ich mochte mich abmelden"
    ),
    "it": (
        "annulla iscrizione, disiscrivimi, disiscriviti, cancellami, non scrivetemi piu, toglietemi dalla lista, voglio "
        "disiscrivermi"
    ),
    "nl": "afmelden, uitschrijven, schrijf me uit, stuur geen berichten meer, geen berichten meer",
    "id": "berhenti, berhenti berlangganan, jangan hubungi saya, jangan kirim pesan, stop pesan",
    "tr": (
        "durdur, abonelikten cik, mesaj atmayin, mesaj gondermeyin, artik mesaj atmayin, artik yazmayin, mesaj "
        "istemiyorum"
    ),
    "ru": (
        "стоп, отписаться, отпишите меня, отписка, не пишите, не пишите мне, больше не пишите, больше не пишите мне, не "
        "присылайте, хватит писать, уберите меня из рассылки"
    ),
    "hi": (
        "बंद करो, बंद करें, स्टॉप, band karo, band kare, message mat karo, stop karo, stop kar do, stop kijiye, stop "
        "karen, band kar do, band kijiye, message band karo, messages band karo, message band kar do, msg band karo, msg "
        "mat karo, message mat bhejo, msg mat bhejo, messages mat bhejo, mat bhejo message, मैसेज बंद करो, मैसेज मत "
        "भेजो, मैसेज बंद करें, बंद कर दो, बंद कीजिए"
    ),
    "ar": "توقف, إيقاف, أوقف, الغاء الاشتراك, إلغاء الاشتراك",
    "zh": "退订, 取消订阅, 停止",
    "ja": "配信停止, 停止",
}
# Each stands for itself.
OPT_IN: Final[Phrases] = {
    "en": "start, unstop, subscribe, resubscribe, opt in, optin, resume",
    "es": "alta, darme de alta, suscribir, suscribirme, reanudar",
    "pt": "inscrever, quero receber mensagens, voltar a receber",
    "fr": "reprendre, abonner, me reabonner",
    "de": "anmelden, abonnieren",
    "it": "iscrivimi, riattiva",
    "nl": "aanmelden",
    "id": "mulai, berlangganan",
    "tr": "basla, abone ol",
    "ru": "старт, подписаться",
    "hi": "शुरू करो, शुरू करें, चालू करें, shuru karo",
    "ar": "اشتراك, اشترك, ابدأ",
    "zh": "订阅, 恢复订阅",
    "ja": "配信再開",
}
# A request to stop, and what it is about, word for word: "stop" with "by tomorrow" is neither. One row per way of saying it.
REQUESTS: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "en",
        "stop, quit, cease, i want you to stop, can you stop, could you stop, will you stop, would you stop",
        (
            "messages, msgs, msg, message, these messages, these msgs, those messages, all messages, all these messages, "
            "the messages, your messages, this message, texts, these texts, texting, texting me, messaging, messaging "
            "me, msging me, contacting me, bothering me, disturbing me, spamming, spamming me, spam, this spam, the "
            "spam, writing to me, whatsapping me, sending, sending this, sending me, sending me this, sending messages, "
            "sending msgs, sending me messages, sending me msgs, sending these messages, sending these, sending me "
            "these, sending me these messages, sending me any messages, sending any messages, sending any more messages, "
            "sending me any more messages, sending promotions, sending me promotions, sending ads, sending me ads, "
            "sending offers, sending me offers, sending me your offers, promotions, these promotions, promotional "
            "messages, marketing, marketing messages, ads, these ads, advertising, these offers, updates, whatsapp "
            "messages, broadcasts, messages from you"
        ),
    ),
    (
        "en",
        "do not, dont, never, you must not, i want you not to",
        (
            "message me, message me again, message me anymore, message me any more, message me ever again, text me, text "
            "me again, text me anymore, text me any more, contact me, contact me again, contact me anymore, contact me "
            "any more, disturb me, disturb me again, send me messages, send me any messages, send me any more messages, "
            "send me messages again, send me messages anymore, send messages, send any more messages, send me anything, "
            "spam me, whatsapp me, write to me again"
        ),
    ),
    (
        "en",
        "no more",
        (
            "messages, msgs, texts, spam, ads, promotions, promotional messages, marketing, marketing messages, messages "
            "please"
        ),
    ),
    (
        "en",
        (
            "i do not want, i dont want, i no longer want, i do not wish to get, i do not want to receive, i dont want "
            "to receive, i do not want to get, i dont want to get"
        ),
        (
            "messages, any messages, these messages, your messages, any more messages, more messages, promotions, "
            "marketing messages, promotional messages"
        ),
    ),
    (
        "es",
        (
            "no mas, basta de, dejen de, deja de, deje de, parar de, paren de, no quiero, no quiero mas, ya no quiero, "
            "no quiero recibir, no quiero recibir mas, ya no quiero recibir"
        ),
        (
            "mensajes, mas mensajes, publicidad, mandar mensajes, enviar mensajes, mandarme mensajes, enviarme mensajes, "
            "escribirme, molestar, molestarme, spam"
        ),
    ),
    (
        "pt",
        (
            "pare de, parem de, para de, parar de, chega de, nao quero, nao quero mais, nao quero receber, nao quero "
            "mais receber"
        ),
        (
            "mensagem, mensagens, mais mensagens, propaganda, propagandas, spam, enviar mensagem, enviar mensagens, "
            "mandar mensagem, mandar mensagens, me mandar mensagem, me mandar mensagens, me enviar mensagem, me enviar "
            "mensagens, me incomodar, me encher"
        ),
    ),
    (
        "fr",
        "stop, arretez, arrete, arretez de, arrete de, plus de, je ne veux plus, je ne veux plus recevoir",
        (
            "messages, les messages, ces messages, vos messages, de messages, de vos messages, la publicite, publicite, "
            "m'envoyer des messages, envoyer des messages, m'ecrire, spam, la pub"
        ),
    ),
    (
        "de",
        "stopp, stop, keine, keine weiteren, ich mochte keine, ich will keine, ich mochte keine weiteren",
        "nachrichten, werbung, werbenachrichten, nachrichten mehr, werbung mehr, spam",
    ),
    (
        "it",
        "stop, basta, basta con, smettete di, smettila di, non voglio piu, non voglio ricevere",
        "messaggi, i messaggi, pubblicita, la pubblicita, mandarmi messaggi, inviarmi messaggi, scrivermi, spam",
    ),
    (
        "nl",
        "stop, stop met, geen, geen verdere, ik wil geen",
        "berichten, berichten meer, sturen, berichten sturen, reclame, reclame meer, spam",
    ),
    (
        "id",
        "stop, berhenti, jangan, hentikan",
        "kirim pesan, mengirim pesan, kirim pesan lagi, hubungi saya lagi, spam, promosi, pesan promosi",
    ),
    (
        "ru",
        "хватит, прекратите, перестаньте, больше не надо",
        "писать, мне писать, присылать, присылать сообщения, слать сообщения, спам, рассылок, сообщений",
    ),
)
# Said before and after by the polite, the hurried and the angry; alone it means nothing.
COURTESY: Final[Phrases] = {
    "en": (
        "please, pls, plz, plss, pl, kindly, thanks, thank you, thank u, thankyou, thx, tks, ty, many thanks, thanks a "
        "lot, thank you so much, thank you very much, thanks so much, no thanks, no thank you, not interested, i am not "
        "interested, im not interested, sorry, hi, hello, hey, dear, sir, madam, mam, maam, sirji, team, guys, friend, "
        "bro, brother, dude, man, ok, okay, now, ok now, just, cheers, regards, good day, good morning, good evening, "
        "enough, this is spam, have a nice day, have a good day, god bless"
    ),
    "hi": "ji, bhai, bhaiya, bhai sahab, sahab, yaar, kripya, dhanyavad, dhanyawad, shukriya, कृपया, धन्यवाद, जी, भाई",
    "es": (
        "por favor, porfa, porfavor, xfa, gracias, muchas gracias, hola, buenas, buenos dias, buenas tardes, senor, "
        "senora, ya"
    ),
    "pt": (
        "por favor, pfv, por gentileza, obrigado, obrigada, obg, muito obrigado, muito obrigada, oi, ola, bom dia, boa "
        "tarde, ja, agora"
    ),
    "fr": (
        "s'il vous plait, s il vous plait, s'il te plait, sil vous plait, svp, stp, merci, merci beaucoup, bonjour, "
        "bonsoir, monsieur, madame"
    ),
    "de": "bitte, danke, vielen dank, danke schon, dankeschon, hallo, guten tag, sofort",
    "it": "per favore, per piacere, grazie, grazie mille, ciao, buongiorno, salve",
    "nl": "alstublieft, alsjeblieft, aub, bedankt, dank u, dank je, hallo",
    "id": "tolong, mohon, terima kasih, makasih, pak, bu, kak, ya",
    "tr": "lutfen, tesekkurler, tesekkur ederim, sagol, merhaba",
    "ru": "пожалуйста, спасибо, здравствуйте, добрый день",
    "ar": "من فضلك, لو سمحت, شكرا, رجاء",
    "zh": "请, 谢谢",
    "ja": "お願いします, ください, ありがとうございます",
}


def phrases(table: Phrases) -> Iterator[str]:
    """Yield the phrases of a table."""
    for text in table.values():
        yield from text.split(", ")


def requests() -> Iterator[str]:
    """Yield every request to stop with everything it may be about."""
    for _, verbs, objects in REQUESTS:
        yield from (f"{verb} {what}" for verb in verbs.split(", ") for what in objects.split(", "))
