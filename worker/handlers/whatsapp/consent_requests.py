"""Requests to stop that are made of parts: what is asked, and what it is about. As `consent_words`."""

from collections.abc import Iterator
from itertools import product
from typing import Final

# A request to stop, and what it is about, word for word: "stop" with "by tomorrow" is neither. One row per way of saying it.
REQUESTS: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "en",
        (
            "stop, quit, cease, i want you to stop, can you stop, could you stop, will you stop, would you stop, can you "
            "please stop, could you please stop, would you please stop, will you please stop, i need you to stop, you must "
            "stop, you need to stop"
        ),
        (
            "messages, msgs, msg, message, these messages, these msgs, those messages, all messages, all these messages, the "
            "messages, your messages, this message, texts, these texts, texting, texting me, messaging, messaging me, msging "
            "me, contacting me, bothering me, disturbing me, spamming, spamming me, spam, this spam, the spam, writing to me, "
            "whatsapping me, sending, sending this, sending me, sending me this, sending messages, sending msgs, sending me "
            "messages, sending me msgs, sending these messages, sending these, sending me these, sending me these messages, "
            "sending me any messages, sending any messages, sending any more messages, sending me any more messages, sending "
            "promotions, sending me promotions, sending ads, sending me ads, sending offers, sending me offers, sending me "
            "your offers, promotions, these promotions, promotional messages, marketing, marketing messages, ads, these ads, "
            "advertising, these offers, updates, whatsapp messages, broadcasts, messages from you, promotional msgs, promo "
            "messages, promo msgs, promos, sending messages to this number, sending messages on this number, messaging this "
            "number, texting this number, sending msgs to this number, messages to this number, whatsapp, this nonsense, "
            "this crap, sending me this crap, this rubbish, sending me this rubbish, all "
            "of these messages, msging, pinging me, sending me whatsapp messages, sending me texts"
        ),
    ),
    (
        "en",
        "do not, dont, never, you must not, i want you not to",
        (
            "message me, message me again, message me anymore, message me any more, message me ever again, text me, text me "
            "again, text me anymore, text me any more, contact me, contact me again, contact me anymore, contact me any more, "
            "disturb me, disturb me again, send me messages, send me any messages, send me any more messages, send me "
            "messages again, send me messages anymore, send messages, send any more messages, send me anything, spam me, "
            "whatsapp me, write to me again, msg me, msg me again, msg me anymore, message me on this number, message this "
            "number, text this number, msg, message, ping me, send me msgs, send msgs, send me msg, send me promotions, send "
            "me offers, send me any messages again, contact me on whatsapp, contact this number, send me these, send me these "
            "anymore, send me these any more, send me such messages, send me this anymore, send me these messages, send me "
            "these messages anymore"
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
            "i do not want, i dont want, i no longer want, i do not wish to get, i do not want to receive, i dont want to "
            "receive, i do not want to get, i dont want to get, i no longer wish to receive, i do not wish to receive, i dont "
            "wish to receive, i no longer want to receive, do not want, dont want"
        ),
        (
            "messages, any messages, these messages, your messages, any more messages, more messages, promotions, marketing "
            "messages, promotional messages"
        ),
    ),
    (
        "es",
        (
            "no mas, basta de, dejen de, deja de, deje de, parar de, paren de, no quiero, no quiero mas, ya no quiero, no "
            "quiero recibir, no quiero recibir mas, ya no quiero recibir, no me envien, no me envien mas, no me manden, no me "
            "manden mas, no me mandes, no me mandes mas, no me envies, no me envies mas, paren, paren con los"
        ),
        (
            "mensajes, mas mensajes, publicidad, mandar mensajes, enviar mensajes, mandarme mensajes, enviarme mensajes, "
            "escribirme, molestar, molestarme, spam"
        ),
    ),
    (
        "pt",
        (
            "pare de, parem de, para de, parar de, chega de, nao quero, nao quero mais, nao quero receber, nao quero mais "
            "receber, nao me mande, nao me mande mais, nao me mandem, nao me mandem mais, nao me envie, nao me envie mais, "
            "nao me enviem, nao me enviem mais, nao envie, nao envie mais, nao enviem, nao enviem mais, nao mande mais, nao "
            "mandem mais, nao desejo mais receber, parem com as, pare com as"
        ),
        (
            "mensagem, mensagens, mais mensagens, propaganda, propagandas, spam, enviar mensagem, enviar mensagens, mandar "
            "mensagem, mandar mensagens, me mandar mensagem, me mandar mensagens, me enviar mensagem, me enviar mensagens, me "
            "incomodar, me encher, mais nada, nada"
        ),
    ),
    (
        "fr",
        (
            "stop, arretez, arrete, arretez de, arrete de, plus de, je ne veux plus, je ne veux plus recevoir, ne m'envoyez "
            "plus, ne m'envoyez plus de, cessez, cessez de, je ne souhaite plus recevoir, je ne souhaite plus, merci "
            "d'arreter"
        ),
        (
            "messages, les messages, ces messages, vos messages, de messages, de vos messages, la publicite, publicite, "
            "m'envoyer des messages, envoyer des messages, m'ecrire, spam, la pub, vos publicites, de publicite, aucun "
            "message, de me contacter, me contacter"
        ),
    ),
    (
        "de",
        (
            "stopp, stop, keine, keine weiteren, ich mochte keine, ich will keine, ich mochte keine weiteren, ich mochte "
            "keine weiteren, ich moechte keine, ich will keine weiteren, bitte keine"
        ),
        (
            "nachrichten, werbung, werbenachrichten, nachrichten mehr, werbung mehr, spam, nachrichten mehr erhalten, "
            "nachrichten mehr bekommen, nachrichten erhalten, werbung mehr erhalten, werbung erhalten, weiteren nachrichten, "
            "whatsapp nachrichten"
        ),
    ),
    (
        "it",
        (
            "stop, basta, basta con, smettete di, smettila di, non voglio piu, non voglio ricevere, smettetela di, basta con "
            "i, non voglio piu ricevere"
        ),
        "messaggi, i messaggi, pubblicita, la pubblicita, mandarmi messaggi, inviarmi messaggi, scrivermi, spam",
    ),
    (
        "nl",
        "stop, stop met, geen, geen verdere, ik wil geen",
        "berichten, berichten meer, sturen, berichten sturen, reclame, reclame meer, spam",
    ),
    (
        "id",
        "stop, berhenti, jangan, hentikan, tolong jangan, mohon jangan, tolong stop, setop",
        (
            "kirim pesan, mengirim pesan, kirim pesan lagi, hubungi saya lagi, spam, promosi, pesan promosi, kirim wa, kirim "
            "wa lagi, wa saya, wa saya lagi, chat saya, chat saya lagi, hubungi lagi, sms, hantar mesej, mesej saya, ganggu "
            "saya, kirim promo, kirim pesan ke saya"
        ),
    ),
    (
        "ru",
        "хватит, прекратите, перестаньте, больше не надо",
        "писать, мне писать, присылать, присылать сообщения, слать сообщения, спам, рассылок, сообщений",
    ),
    (
        "hi",
        (
            "message, messages, msg, msgs, sms, mujhe message, mujhe messages, mujhe msg, mujhe msgs, mujhe sms, mereko "
            "message, mereko msg, hame message, ye message, ye msg, aap message, whatsapp message"
        ),
        (
            "band karo, band kro, band kar do, band kardo, band kijiye, band kare, band karen, band karein, mat karo, mat "
            "kro, mat karna, mat kare, mat karein, mat bhejo, mat bheje, mat bhejna, mat bhejiye, mat bhejiyega, na bheje, na "
            "bhejo, na karo, na kare, bhejna band karo, bhejna band kro, bhejna band kar do, bhejna band kare, bhejna band "
            "kijiye, karna band karo, karna band kro, stop karo, stop kro, stop kar do, nahi chahiye, nhi chahiye, nahin "
            "chahiye"
        ),
    ),
    (
        "hi",
        "मैसेज, मेसेज, संदेश, मुझे मैसेज, मुझे मेसेज, मुझे संदेश, एसएमएस, व्हाट्सएप मैसेज",
        (
            "मत भेजो, मत भेजें, मत भेजिए, मत भेजना, मत करो, मत करें, न भेजें, ना भेजें, न भेजो, बंद करो, बंद करें, बंद कर दो, "
            "बंद कर दीजिए, बंद कीजिए, भेजना बंद करो, भेजना बंद करें, भेजना बंद कर दो, नहीं चाहिए"
        ),
    ),
    (
        "ar",
        (
            "لا ترسل, لا ترسلوا, لا ترسل لي, لا ترسلوا لي, لا اريد, لا اريد اي, ما ابي, ما ابغى, مش عايز, مش عاوز, اوقف, "
            "اوقفوا, وقفوا, ايقاف, توقفوا عن ارسال, توقف عن ارسال, كفاية"
        ),
        "رسائل, الرسائل, رسائلكم, رسايل, اعلانات, الاعلانات, رسائل اخرى, رسائل بعد الان",
    ),
)
# The same where words are written without spaces, courtesy included: what may stand before, the request, what may follow.
UNSPACED: Final[tuple[tuple[str, str, str, str], ...]] = (
    (
        "zh",
        ", 请, 請, 麻烦, 麻煩, 请帮我, 請幫我, 我要, 我想",
        (
            "退订, 退訂, 停止, 停止发送, 停止發送, 停止发消息, 停止发送消息, 取消订阅, 取消訂閱, "
            "不要再发了, 不要再發了, 不要再发消息, 不要再發訊息, 不要再给我发消息, 不要再給我發訊息, "
            "不要再发信息, 别再发了, 別再發了, 别再发消息了, 不要给我发消息, 不要打扰, 不要打擾, "
            "勿扰, 不再接收, 别发了, 不要再发信息, 不要再發信息, 别再发信息, 不要再联系我, "
            "不要再聯繫我"
        ),
        ", 谢谢, 謝謝, 吧, 了, 了谢谢, 啦",
    ),
    (
        "ja",
        ", すぐに, もう",
        "配信停止, 停止, 配信を停止, 配信解除, 登録解除, 解除, 退会",
        (
            "してください, して下さい, お願いします, をお願いします, お願い致します, をお願い致します, "
            "でお願いします, して, 希望, を希望します"
        ),
    ),
    (
        "ja",
        ", もう, もうこれ以上, これ以上",
        "送らないで, メッセージを送らないで, 連絡しないで, 配信しないで, メッセージしないで",
        ", ください, 下さい, ほしい",
    ),
    (
        "th",
        ", กรุณา, ช่วย, โปรด",
        ("หยุด, หยุดส่ง, หยุดส่งข้อความ, เลิกส่งข้อความ, เลิกรับข้อความ, ยกเลิกรับข้อความ, ไม่รับข้อความ, อย่าส่งข้อความ, ไม่ต้องส่งข้อความ"),
        ", ครับ, ค่ะ, คะ, ด้วย, ขอบคุณ, ครับขอบคุณ, ค่ะขอบคุณ",
    ),
)


def requests(*, unspaced: bool = True) -> Iterator[str]:
    """Yield every request to stop with everything it may be about; those that are written without spaces, too, or not."""
    for _, verbs, objects in REQUESTS:
        yield from (f"{verb} {what}" for verb in verbs.split(", ") for what in objects.split(", "))
    for _, *pieces in UNSPACED if unspaced else ():
        yield from ("".join(parts) for parts in product(*(piece.split(", ") for piece in pieces)))
