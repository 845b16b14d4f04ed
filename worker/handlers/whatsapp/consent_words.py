"""Words of consent, per language: what takes a person out of marketing or back in, and the courtesy around it.

Phrases stand between commas, in any spelling: they are compared as `consent.folded` gives them.
"""

from collections.abc import Iterator, Mapping
from typing import Final

Phrases = Mapping[str, str]  # language to phrases

# Each stands for itself.
OPT_OUT: Final[Phrases] = {
    "en": (
        "stop, stop all, stopall, stop it, stop please, please stop, stop promotions, stop messages, stop messaging me, stop "
        "sending messages, unsubscribe, unsubscribe me, opt out, optout, stop promotional messages, stop marketing, do not "
        "message me, dont message me, remove me, stop this, stop that, stop these, stop all this, stop all of this, stop now, "
        "stop this now, stop right now, stop immediately, just stop, i said stop, i want to unsubscribe, want to unsubscribe, "
        "unsubscribe me from this list, take me off your list, take me off this list, remove me from your list, remove me "
        "from this list, remove my number, delete my number, i want to opt out, opt me out, leave me alone, cancel "
        "subscription, remove my number from your list, remove my number from your database, remove my number from your "
        "system, remove me from your database, remove me from your system, delete my number from your list, delete my number "
        "from your database, take my number off your list, take my number off this list, i would like to unsubscribe, id like "
        "to unsubscribe, i wish to unsubscribe, i would like to opt out, unsubscribe me from all messages, unsubscribe from "
        "all messages, unsubscribe from all, dnd, do not disturb, stop messaging, stop msgs, stop msg, unsub, unsubscribe "
        "now, unsubscribe my number, unsubscribe this number, stop promo, stop promos, stop ads, stop spam, no promotional "
        "messages"
    ),
    "es": (
        "baja, darme de baja, darse de baja, dar de baja, detener, no mas mensajes, desuscribir, quiero darme de baja, denme "
        "de baja, quitenme de la lista, no me escriban mas, no me manden mas mensajes, no me molesten, stop mensajes, no me "
        "escriban, no me escriba mas, no me escribas mas, no me contacten, no me contacten mas, no me contactes mas, no me "
        "molestes, no me molesten mas, no molestar, eliminen mi numero, eliminar mi numero, borren mi numero, cancelar "
        "suscripcion, cancelar la suscripcion, quiero cancelar la suscripcion, quiero que me den de baja, darme de baja de la "
        "lista, dame de baja, den de baja mi numero, quiero que me quiten de la lista, saquenme de la lista, sacame de la "
        "lista, quiero dejar de recibir mensajes, dejar de recibir mensajes, no quiero mas mensajes, stop publicidad"
    ),
    "pt": (
        "parar, pare, sair da lista, descadastrar, cancelar inscricao, nao quero mais mensagens, me tira da lista, me tire da "
        "lista, me remova, me remova da lista, quero sair da lista, nao me mande mensagem, nao me mandem mensagem, nao me "
        "mande mensagens, quero cancelar inscricao, sair, remover meu numero, remova meu numero, removam meu numero, remova "
        "meu numero da lista, remover meu numero da lista, me descadastre, me descadastra, quero me descadastrar, me "
        "descadastra ai, parar de "
        "receber mensagens, quero parar de receber mensagens, me exclua da lista, me tirem da lista, nao me perturbe, nao "
        "perturbe, nao me incomode, exclua meu numero, apague meu numero, cancelar recebimento, nao desejo receber mensagens, "
        "quero parar de receber, remova meu contato, remover meu contato, removam meu contato, parem"
    ),
    "fr": (
        "arret, arreter, arretez, desabonner, me desabonner, se desabonner, desinscription, ne m'ecrivez plus, ne m'envoyez "
        "plus de messages, desabonnez moi, je veux me desabonner, retirez moi de la liste, me desinscrire, desinscrivez moi, "
        "je souhaite me desabonner, je souhaite me desinscrire, je veux me desinscrire, ne me contactez plus, ne plus me "
        "contacter, ne plus m'ecrire, ne plus m'envoyer de messages, ne m'envoyez plus rien, supprimez mon numero, supprimer "
        "mon numero, arretez de me contacter, arreter les messages, d'arreter les messages, arretez les messages, d'arreter, "
        "stop messages, enlevez moi de la liste, me retirer de la liste, stop pub, stop pub svp, arretez d'envoyer des "
        "messages, arretez d'envoyer ces messages, ne m'appelez plus et ne m'ecrivez plus"
    ),
    "de": (
        "stopp, abmelden, abbestellen, keine werbung, austragen, bitte abmelden, keine werbung mehr, keine nachrichten mehr, "
        "schreiben sie mir nicht mehr, nicht mehr schreiben, ich mochte mich abmelden, nicht mehr kontaktieren, kontaktieren "
        "sie mich nicht mehr, kontaktiert mich nicht mehr, nicht mehr anschreiben, schreibt mir nicht mehr, schreib mir nicht "
        "mehr, schicken sie mir keine nachrichten mehr, schickt mir keine nachrichten mehr, senden sie mir keine nachrichten "
        "mehr, loschen sie meine nummer, loeschen sie meine nummer, meine nummer loschen, meine nummer loeschen, nummer "
        "loschen, horen sie auf mir zu schreiben, hort auf mir zu schreiben, newsletter abbestellen, newsletter abmelden, "
        "keine whatsapp mehr, streichen sie mich von der liste, ich moechte mich abmelden, nehmen sie mich von der liste, "
        "nachrichten abbestellen, hor auf mir zu schreiben, hor auf mir nachrichten zu schicken, horen sie auf, stopp das, "
        "stoppt das, stoppt die nachrichten, keine nachrichten"
    ),
    "it": (
        "annulla iscrizione, disiscrivimi, disiscriviti, cancellami, non scrivetemi piu, toglietemi dalla lista, voglio "
        "disiscrivermi, non contattatemi piu, non mi contattate piu, non contattatemi, non mandatemi piu messaggi, non "
        "inviatemi piu messaggi, non mi mandate piu messaggi, non scrivermi piu, cancellatemi dalla lista, cancellami dalla "
        "lista, cancella iscrizione, cancellare iscrizione, vorrei disiscrivermi, disiscrizione, non voglio piu messaggi, non "
        "voglio piu ricevere messaggi, rimuovetemi dalla lista, rimuovi il mio numero, cancellate il mio numero, cancella il "
        "mio numero"
    ),
    "nl": (
        "afmelden, uitschrijven, schrijf me uit, stuur geen berichten meer, geen berichten meer, niet meer appen, stop met "
        "appen, stop met berichten, stuur mij geen berichten meer, stuur me geen berichten meer, ik wil geen berichten meer "
        "ontvangen, niet meer sturen, verwijder mijn nummer, haal mij van de lijst, haal me van de lijst, schrijf mij uit, "
        "niet meer contacteren, niet meer berichten sturen, geen berichten sturen, geen berichten"
    ),
    "id": (
        "berhenti, berhenti berlangganan, jangan hubungi saya, jangan kirim pesan, stop pesan, hapus nomor saya, hapus nomor "
        "saya dari daftar, keluarkan saya dari daftar, jangan ganggu saya, stop wa, berhenti langganan, jangan kirim wa, "
        "jangan chat lagi, jangan wa lagi"
    ),
    "tr": (
        "durdur, abonelikten cik, mesaj atmayin, mesaj gondermeyin, artik mesaj atmayin, artik yazmayin, mesaj istemiyorum, "
        "ret, mesaj almak istemiyorum, beni listeden cikarin, beni listenizden cikarin, listeden cikarin, listeden cikar, "
        "rahatsiz etmeyin, beni rahatsiz etmeyin, bana mesaj atmayin, bana yazmayin, bana mesaj gondermeyin, mesaj atma, "
        "artik mesaj atma, mesaj gonderme, yazmayin, bir daha yazmayin, bir daha mesaj atmayin, iptal mesaj istemiyorum, "
        "numarami silin, aboneligi iptal et"
    ),
    "ru": (
        "стоп, отписаться, отпишите меня, отписка, не пишите, не пишите мне, больше не пишите, больше не пишите мне, не "
        "присылайте, хватит писать, уберите меня из рассылки, не пишите мне больше, не пишите больше, не пиши мне, не "
        "присылайте мне, не присылайте мне сообщения, не присылайте сообщения, не шлите, не отправляйте мне сообщения, "
        "прекратите рассылку, прекратите мне писать, прекратите писать, удалите мой номер, удалите меня из рассылки, не "
        "беспокойте, не беспокойте меня, не беспокоить, хочу отписаться, отписаться от рассылки, отписать меня, не надо мне "
        "писать, сообщения не присылайте, не присылайте больше, больше не присылайте, рассылку не присылайте"
    ),
    "hi": (
        "बंद करो, बंद करें, स्टॉप, band karo, band kare, message mat karo, stop karo, stop kar do, stop kijiye, stop karen, "
        "band kar do, band kijiye, message band karo, messages band karo, message band kar do, msg band karo, msg mat karo, "
        "message mat bhejo, msg mat bhejo, messages mat bhejo, mat bhejo message, मैसेज बंद करो, मैसेज मत भेजो, मैसेज बंद "
        "करें, बंद कर दो, बंद कीजिए, stop kro, stop kardo, band kro, band kardo, band kijie, band karo ye, ye band "
        "karo, band karo ye sab, ye sab band karo, nahi chahiye message, nahi chahiye msg, msg "
        "mat kro, message mat kro, stop kariye, band kariye"
    ),
    "ar": (
        "توقف, إيقاف, أوقف, الغاء الاشتراك, إلغاء الاشتراك, لا تراسلني, لا تراسلوني, لا تكتب لي, ايقاف, الغي الاشتراك, الغوا "
        "الاشتراك, احذف رقمي, حذف رقمي, احذفوا رقمي, ازالة رقمي, قف, عدم الارسال, عدم ارسال رسائل, عدم المراسلة"
    ),
    "zh": "退订, 取消订阅, 停止",
    "ja": "配信停止, 停止",
    "pl": (
        "wypisz mnie, wypiszcie mnie, mnie wypisać, nie pisz, nie pisać, nie piszcie, nie piszcie więcej, nie pisz więcej, "
        "nie piszcie do mnie, nie piszcie do mnie więcej, nie pisz do mnie, nie pisz do mnie więcej, nie pisać do mnie,"
        " rezygnuję z wiadomości, rezygnuję z subskrypcji, przestać pisać, przestańcie "
        "pisać, usuńcie mój numer, o usunięcie z listy, nie wysyłać wiadomości, nie chcę wiadomości, nie chcę więcej "
        "wiadomości"
    ),
    "sv": (
        "avregistrera, avregistrera mig, sluta skriva, sluta skriva till mig, sluta skicka meddelanden, inga fler "
        "meddelanden, ta bort mitt nummer"
    ),
    "no": "avmeld, avmeld meg, meld meg av, slutt å sende meldinger, ingen flere meldinger, slett nummeret mitt",
    "da": "afmeld, afmeld mig, ingen flere beskeder, stop med at skrive, hold op med at skrive, slet mit nummer",
    "fi": "lopeta, lopettakaa, peru tilaus, ei enää viestejä, älkää lähettäkö viestejä",
    "cs": "odhlásit, odhlásit se, odhlaste mě, nepište, nepište mi, už mi nepište, neposílejte mi zprávy",
    "hu": "állj, leiratkozás, leiratkozom, ne írjanak, ne írjon, ne írjanak többet",
    "ro": (
        "dezabonare, dezabonați-mă, nu îmi mai scrieți, nu mai scrieți, opriți mesajele, nu mai trimiteți mesaje, nu vreau "
        "mesaje"
    ),
    "el": "στοπ, διαγραφή, διαγράψτε με, μη μου στέλνετε μηνύματα, μην μου στέλνετε μηνύματα, σταματήστε",
    "uk": "не пишіть, не пишіть мені, не пишіть більше, відписатися, відпишіть мене, припиніть, не надсилайте повідомлення",
    "vi": (
        "dừng lại, dừng nhắn tin, ngừng nhắn tin, ngừng gửi tin nhắn, dừng gửi tin nhắn, hủy đăng ký, đừng nhắn tin nữa, "
        "không nhắn tin nữa, đừng gửi tin nhắn, đừng làm phiền"
    ),
    "ko": (
        "수신거부, 수신 거부, 수신거부 해주세요, 수신거부해주세요, 수신 거부해주세요, 그만 보내주세요, "
        "그만 보내세요, 보내지 마세요, 문자 보내지 마세요, 메시지 보내지 마세요, 중지"
    ),
    "he": "הסר, הסירו, הסירו אותי, הסר אותי, להסיר, תסירו אותי, הסרה, להסיר אותי",
    "bn": "বন্ধ করুন, বন্ধ করো, মেসেজ বন্ধ করুন, মেসেজ পাঠাবেন না, আর মেসেজ পাঠাবেন না, আর মেসেজ দিবেন না",
    "mr": "बंद करा, मेसेज बंद करा, मेसेज पाठवू नका, मेसेज करू नका",
    "gu": "બંધ કરો, મેસેજ બંધ કરો, મેસેજ ન મોકલો",
    "pa": "ਬੰਦ ਕਰੋ, ਮੈਸੇਜ ਬੰਦ ਕਰੋ, ਮੈਸੇਜ ਨਾ ਭੇਜੋ",
    "ta": "நிறுத்து, நிறுத்துங்கள், நிறுத்தவும், செய்தி அனுப்ப வேண்டாம், மெசேஜ் அனுப்ப வேண்டாம்",
    "te": "ఆపండి, ఆపు, మెసేజ్ పంపవద్దు, మెసేజ్ లు పంపవద్దు",
    "kn": "ನಿಲ್ಲಿಸಿ, ಮೆಸೇಜ್ ಕಳುಹಿಸಬೇಡಿ",
    "ml": "നിർത്തുക, നിർത്തൂ, മെസേജ് അയക്കരുത്",
    "fa": "لغو, لغو اشتراک, پیام ندهید, پیام نفرستید, دیگر پیام ندهید, پیام نده",
    "sw": "acha kutuma ujumbe, usitume ujumbe, usinitumie ujumbe, acha kunitumia ujumbe, sitisha",
    "ms": "berhenti hantar mesej, jangan hantar mesej, jangan hantar mesej lagi, jangan mesej saya",
    "fil": (
        "tigil, itigil, tigil na, itigil na, itigil nyo na, huwag na po kayong mag text, huwag na kayong mag text, huwag na "
        "mag text, wag na mag text, wag na po kayo mag text, wag na kayo mag message"
    ),
    "th": "หยุด, หยุดส่งข้อความ, เลิกรับข้อความ, ยกเลิกรับข้อความ, ไม่รับข้อความ, อย่าส่งข้อความ, หยุดส่ง",
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
    "pl": "zapisz mnie, subskrybuj, wznów",
    "sv": "prenumerera, starta",
    "no": "abonner, start igjen",
    "da": "tilmeld, tilmeld mig",
    "fi": "tilaa, aloita",
    "cs": "přihlásit, odebírat",
    "hu": "feliratkozás, feliratkozom",
    "ro": "abonare, reabonare",
    "el": "εγγραφή, έναρξη",
    "uk": "підписатися, підписка",
    "vi": "đăng ký, bắt đầu",
    "ko": "수신동의, 구독",
    "he": "הרשמה, הירשם",
    "bn": "চালু করুন, শুরু করুন",
    "mr": "सुरू करा, चालू करा",
    "gu": "ચાલુ કરો, શરૂ કરો",
    "pa": "ਚਾਲੂ ਕਰੋ, ਸ਼ੁਰੂ ਕਰੋ",
    "ta": "தொடங்கு, தொடங்கவும்",
    "te": "ప్రారంభించండి",
    "kn": "ಪ್ರಾರಂಭಿಸಿ",
    "ml": "തുടങ്ങുക",
    "fa": "عضویت, فعال",
    "sw": "jiunge",
    "ms": "langgan",
    "fil": "simulan ulit",
    "th": "สมัครรับข้อความ, รับข้อความ",
}
# Said before and after by the polite, the hurried and the angry; alone it means nothing.
COURTESY: Final[Phrases] = {
    "en": (
        "please, pls, plz, plss, pl, kindly, thanks, thank you, thank u, thankyou, thx, tks, ty, many thanks, thanks a lot, "
        "thank you so much, thank you very much, thanks so much, no thanks, no thank you, not interested, i am not "
        "interested, im not interested, sorry, hi, hello, hey, dear, sir, madam, mam, maam, sirji, team, guys, friend, bro, "
        "brother, dude, man, ok, okay, now, ok now, just, cheers, regards, good day, good morning, good evening, enough, this "
        "is spam, have a nice day, have a good day, god bless, wrong number, this is the wrong number, you have the wrong "
        "number, not interested any more, not interested anymore, am not interested, thanks and regards, goodbye, bye, guys "
        "please, u, im good"
    ),
    "hi": (
        "ji, bhai, bhaiya, bhai sahab, sahab, yaar, kripya, dhanyavad, dhanyawad, shukriya, कृपया, धन्यवाद, जी, भाई, bhaiyya, "
        "bhaisahab, didi, madamji, arre, abhi, ab, नमस्ते, भैया, अब, बस, आगे से"
    ),
    "es": (
        "por favor, porfa, porfavor, xfa, gracias, muchas gracias, hola, buenas, buenos dias, buenas tardes, senor, senora, "
        "ya, favor, no estoy interesado, no estoy interesada, no me interesa, saludos, buen dia, buenas noches, mil gracias, "
        "numero equivocado"
    ),
    "pt": (
        "por favor, pfv, por gentileza, obrigado, obrigada, obg, muito obrigado, muito obrigada, oi, ola, bom dia, boa tarde, "
        "ja, agora, favor, nao tenho interesse, sem interesse, nao estou interessado, nao estou interessada, valeu, grato, "
        "grata, boa noite, amigo, numero errado, pf"
    ),
    "fr": (
        "s'il vous plait, s il vous plait, s'il te plait, sil vous plait, svp, stp, merci, merci beaucoup, bonjour, bonsoir, "
        "monsieur, madame, merci de, veuillez, je vous prie de, priere de, pas interesse, pas interessee, je ne suis pas "
        "interesse, cordialement, bonne journee, mauvais numero"
    ),
    "de": (
        "bitte, danke, vielen dank, danke schon, dankeschon, hallo, guten tag, sofort, kein interesse, habe kein interesse, "
        "ich habe kein interesse, mit freundlichen grussen, mfg, lg, guten morgen, guten abend, schonen tag, falsche nummer, "
        "danke sehr"
    ),
    "it": (
        "per favore, per piacere, grazie, grazie mille, ciao, buongiorno, salve, non mi interessa, non sono interessato, non "
        "sono interessata, cordiali saluti, buonasera, numero sbagliato, prego"
    ),
    "nl": (
        "alstublieft, alsjeblieft, aub, bedankt, dank u, dank je, hallo, graag, dank je wel, dankjewel, dank u wel, geen "
        "interesse, groet, groeten, verkeerd nummer, svp, goedemorgen"
    ),
    "id": (
        "tolong, mohon, terima kasih, makasih, pak, bu, kak, ya, mas, mbak, min, admin, kakak, bang, dong, salah nomor, sila, "
        "maaf, tak berminat, tidak tertarik"
    ),
    "tr": (
        "lutfen, tesekkurler, tesekkur ederim, sagol, merhaba, rica ederim, ilgilenmiyorum, selam, iyi gunler, yanlis numara, "
        "artik, lutfen artik"
    ),
    "ru": (
        "пожалуйста, спасибо, здравствуйте, добрый день, прошу, пж, пжл, спс, большое спасибо, доброе утро, добрый вечер, до "
        "свидания, не интересно, меня не интересует, ошиблись номером"
    ),
    "ar": (
        "من فضلك, لو سمحت, شكرا, رجاء, ارجو, ارجوكم, الرجاء, من فضلكم, لو سمحتم, شكرا لكم, شكرا جزيلا, السلام عليكم, غير "
        "مهتم, رقم خاطئ"
    ),
    "zh": "请, 谢谢",
    "ja": "お願いします, ください, ありがとうございます",
    "pl": "proszę, dziękuję, dzięki, dzień dobry, witam, nie jestem zainteresowany",
    "sv": "tack, snälla, hej, vänligen",
    "no": "takk, vennligst, hei",
    "da": "tak, venligst, mange tak",
    "fi": "kiitos, kiitti, moi, hei",
    "cs": "prosím, děkuji, díky, dobrý den",
    "hu": "köszönöm, kérem",
    "ro": "mulțumesc, vă rog, te rog",
    "el": "παρακαλώ, ευχαριστώ",
    "uk": "дякую, будь ласка, прошу",
    "vi": "cảm ơn, xin, vui lòng, làm ơn, nhé",
    "ko": "감사합니다, 부탁드립니다, 부탁합니다, 제발",
    "he": "בבקשה, תודה, נא",
    "bn": "দয়া করে, ধন্যবাদ, প্লিজ",
    "mr": "कृपया, धन्यवाद",
    "fa": "لطفا, ممنون, متشکرم, مرسی",
    "sw": "tafadhali, asante, asante sana",
    "fil": "po, na po, salamat, salamat po",
    "ta": "தயவு செய்து, நன்றி",
    "te": "దయచేసి, ధన్యవాదాలు",
    "th": "ขอบคุณ, ครับ, ค่ะ, กรุณา",
}


def phrases(table: Phrases) -> Iterator[str]:
    """Yield the phrases of a table."""
    for text in table.values():
        yield from text.split(", ")
