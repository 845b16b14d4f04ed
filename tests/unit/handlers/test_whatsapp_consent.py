"""Words that opt a person out or back in, typed or tapped, in the languages people use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whatsapp_bodies import cloud, decode, keys, only, text, value, written

from worker.contact import Consent
from worker.handlers.whatsapp.consent import folded
from worker.handlers.whatsapp.consent_grievances import GRIEVANCES
from worker.handlers.whatsapp.consent_removals import REMOVALS, removals
from worker.handlers.whatsapp.consent_removals_scripts import UNSPACED_REMOVALS
from worker.handlers.whatsapp.consent_requests import REQUESTS, UNSPACED, requests
from worker.handlers.whatsapp.consent_words import COURTESY, OPT_IN, OPT_OUT, phrases


@pytest.mark.parametrize(
    "words",
    [
        *("STOP", "  Stop. ", "stop!!!", "S-T-O-P".replace("-", ""), "Stop 🛑", "Stop\n", "ＳＴＯＰ", '"stop"'),
        *("Unsubscribe", "opt-out", "OPT OUT", "please stop", "don't message me", "baja", "Darme de baja", "pare"),
        *("Arrêt", "ARRETEZ", "abmelden", "СТОП", "отписаться", "बंद करो", "إيقاف", "ايقاف", "退订", "berhenti"),
        *("बस करो", "No more!", "NO MORE"),
    ],
)
def test_a_message_that_is_only_such_a_word_opts_out(words: str) -> None:
    assert written(words).consents == (Consent(given=False, at=1_795_000_000_000, reason="keyword"),)


@pytest.mark.parametrize("words", ["START", "unstop", "Subscribe", "Alta", "старт", "शुरू करें"])
def test_a_message_that_is_only_such_a_word_opts_in(words: str) -> None:
    assert written(words).consents == (Consent(given=True, at=1_795_000_000_000, reason="keyword"),)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "Is there a bus stop nearby?",
            "stop by tomorrow",
            "cancel",
            "end",
            "don't stop",
            "I want to start on Monday",
        ),
        *("non-stop flight", "", "   ", "!!!", "🛑", "stop " * 40, "baja california", "start-up", "yes", "no"),
    ],
)
def test_other_messages_say_nothing_about_consent(words: str) -> None:
    assert written(words).consents == ()


def test_a_word_of_one_account_is_no_word_of_another() -> None:
    assert only(decode(cloud(value("730100000000002", messages=[text(body="no more!")])))).consents == ()


def test_the_unsubscribe_button_of_a_template_opts_out() -> None:
    contact = only(decode("button_unsubscribe"))
    assert contact.consents == (Consent(given=False, at=1_795_000_000_000, reason="button"),)
    assert contact.inbound


@pytest.mark.parametrize(
    ("label", "payload", "given_"),
    [
        ("Stop promotions", "", False),
        ("Abmelden", "x", False),
        ("No thanks", "STOP", False),
        ("No thanks", "unsubscribe", False),
        ("Subscribe", "", True),
        ("Start", "start", None),
        ("Anmelden", "", None),
        ("Yes", "yes", None),
        ("Sair", "exit", None),  # ends a bot's menu; typed, it is Brazil's word for stop
    ],
)
def test_a_button_speaks_by_label_or_payload_and_start_is_no_consent(
    label: str, payload: str, given_: bool | None
) -> None:
    tapped = {"type": "button", "button": {"text": label, "payload": payload}}
    replied = {
        "type": "interactive",
        "interactive": {"type": "button_reply", "button_reply": {"id": payload, "title": label}},
    }
    for message in (tapped, replied):
        contact = only(decode(cloud(value(messages=[text(**message)]))))
        assert [c.given for c in contact.consents] == ([] if given_ is None else [given_])
        assert all(c.reason == "button" for c in contact.consents)


def test_start_opts_back_in_after_the_button() -> None:
    assert only(decode("text_start")).consents[0].at > only(decode("button_unsubscribe")).consents[0].at


def test_our_own_words_are_no_consent() -> None:
    echo = {"from": "911140849999", "to": "919876500001", **text(None, "STOP")}
    assert only(decode(cloud(value(message_echoes=[echo]), field="smb_message_echoes"))).consents == ()


def test_an_edited_message_can_opt_out() -> None:
    edit = {"original_message_id": "a", "message": {"type": "text", "text": {"body": "STOP"}}}
    contact = only(decode(cloud(value(messages=[text(type="edit", edit=edit)]))))
    assert contact.consents[0].given is False


def test_the_menu_s_stop_and_resume_are_consent_that_creates_nothing() -> None:
    stop, resume = only(decode("preference_stop")), only(decode("preference_resume"))
    assert stop.consents == (Consent(given=False, at=1_795_000_050_000, reason="preference"),)
    assert resume.consents == (Consent(given=True, at=1_795_009_000_000, reason="preference"),)
    assert keys(stop) == keys(resume) == ["phone:919876500121"]
    assert stop.activity == "consent_changed"
    assert not stop.creates
    assert not stop.inbound
    assert stop.id != resume.id


def test_the_menu_s_stop_of_a_person_without_number_names_the_user_id() -> None:
    assert keys(only(decode("preference_of_user_id"))) == ["bsuid:IN.7000000000000000490"]


@pytest.mark.parametrize("word", [None, 5, ""])
def test_a_preference_without_its_word_is_refused(word: object) -> None:
    part = {"wa_id": "919876500001", "category": "marketing_messages", "value": word, "timestamp": 1795000000}
    (refusal,) = decode(cloud(value(user_preferences=[part]), field="user_preferences")).refused
    assert refusal.where.endswith("/user_preferences/0/value")


def test_no_phrase_is_in_two_tables_or_empty() -> None:
    out, in_ = {*map(folded, (*phrases(OPT_OUT), *requests(), *removals()))}, {*map(folded, phrases(OPT_IN))}
    courtesy = {*map(folded, (*phrases(COURTESY), *phrases(GRIEVANCES)))}
    assert not out & in_
    assert not courtesy & (out | in_)
    assert "" not in out | in_ | courtesy


def test_every_language_of_opting_out_can_opt_in_again() -> None:
    assert OPT_OUT.keys() == OPT_IN.keys()
    assert {language for language, *_ in (*REQUESTS, *UNSPACED)} <= OPT_OUT.keys()
    assert COURTESY.keys() | GRIEVANCES.keys() <= OPT_OUT.keys()


def test_every_language_of_stopping_can_ask_to_be_taken_off_a_list() -> None:
    assert {language for language, *_ in (*REMOVALS, *UNSPACED_REMOVALS)} == OPT_OUT.keys()


# Each with what the same words mean inside of an ordinary sentence.
COURTEOUS = [
    ("Stop, thanks.", "I will stop by tomorrow, thanks"),
    ("Please stop these messages", "These messages never stop making me laugh"),
    ("please stop 🙏", "please stop at my office 🙏"),
    ("Stop sir 🙏", "Sir where does the bus stop"),
    ("PARE por favor", "Onde o carro pode parar, por favor?"),
    ("stop karo bhai", "bus stop pe milo bhai"),
    ("STOP STOP STOP", "non-stop flight, one stop"),
    ("Hi, please stop sending me messages. Thank you so much!", "Hi, please stop sending the parcel to my old address"),
    ("ok stop", "ok, full stop"),
    ("Don't message me again!!", "Don't message me the price, call me"),
    ("No more messages please", "No more than two rooms please"),
    ("I don't want to receive messages", "I don't want to receive it on Monday"),
    ("No quiero más mensajes, gracias", "No quiero el rojo, gracias"),
    ("Basta de mensajes", "Basta con uno"),
    ("Pare de me mandar mensagens por favor", "Pare na frente do portão por favor"),
    ("Olá, não quero mais receber mensagens. Obrigada", "Olá, não quero mais o azul. Obrigada"),
    ("Arrêtez svp", "L'arrêt de bus svp"),
    ("Bonjour, arrêtez de m'envoyer des messages", "Bonjour, arrêtez-vous à quelle heure ?"),
    ("Bitte keine Nachrichten mehr, danke", "Bitte keine Zwiebeln, danke"),
    ("Stopp bitte", "Wo ist der nächste Stopp bitte"),
    ("Basta messaggi, grazie", "Basta così, grazie"),
    ("Stop met berichten aub", "Ik stop met werken om vijf uur"),
    ("Tolong berhenti kirim pesan kak", "Tolong berhenti di depan toko kak"),
    ("Lütfen artık mesaj atmayın, teşekkürler", "Lütfen bana mesaj atın"),
    ("Пожалуйста, больше не пишите мне", "Пожалуйста, пишите мне завтра"),
    ("कृपया मैसेज बंद करो", "दुकान कब बंद होती है"),
    ("من فضلك توقف", "أين توقف السيارة"),
    ("退订，谢谢", "停车场在哪里？谢谢"),
    ("stop, wrong number", "stop, the driver is not coming"),
    ("Can you please stop messaging me?", "Can you please stop at my house?"),
    ("I no longer wish to receive messages", "I no longer wish to receive the parcel"),
    ("Kindly remove my number from your database", "Kindly remove one item from my order"),
    ("Do not disturb", "Is the do not disturb sign free?"),
    ("No me envíen más mensajes", "No me envíen más de dos cajas"),
    ("Eliminen mi número por favor", "Eliminen el segundo artículo por favor"),
    ("SAIR", "Vou sair agora"),
    ("Por favor não enviem mais mensagens", "Por favor não enviem mais o azul"),
    ("Não tenho interesse, pare de enviar mensagens", "Não tenho interesse no azul"),
    ("Merci de ne plus me contacter", "Merci de me contacter demain"),
    ("Veuillez me désinscrire", "Veuillez m'inscrire au cours"),
    ("Kein Interesse, bitte keine Nachrichten mehr", "Kein Interesse am roten, aber am blauen"),
    ("Schicken Sie mir keine Nachrichten mehr", "Schicken Sie mir keine Rechnung per Post"),
    ("Non mandatemi più messaggi", "Non mandatemi il rosso"),
    ("Afmelden graag", "Ik wil mij aanmelden graag"),
    ("Tolong jangan WA saya lagi", "Jangan WA saya sebelum jam 9, saya sedang kerja"),
    ("Beni listeden çıkarın", "Beni bekleme listesine alın"),
    ("Не беспокойте меня", "Не пишите цену, позвоните"),
    ("mujhe message mat karo", "mujhe message nahi mila"),
    ("message bhejna band karo", "order band mat karo"),
    ("मुझे मैसेज मत भेजो", "मुझे मैसेज भेजो"),
    ("لا ترسلوا رسائل", "لا تتصل، أرسل رسالة"),
    ("请不要再发消息了，谢谢", "没有收到消息，谢谢"),
    ("配信停止をお願いします", "予約をお願いします"),
    ("もう送らないでください", "早く送ってください"),
    ("Proszę nie pisać", "Proszę pisać jutro"),
    ("Stop tack", "Sluta gråta"),
    ("Nu îmi mai scrieți, vă rog", "Scrieți-mi mâine, vă rog"),
    ("수신거부 해주세요", "주차 가능해요?"),
    ("הסירו אותי בבקשה", "תודה"),
    ("Đừng nhắn tin nữa", "Nhắn tin cho tôi nhé"),
]


@pytest.mark.parametrize("words", [asked for asked, _ in COURTEOUS])
def test_a_courteous_stop_is_a_stop(words: str) -> None:
    assert [c.given for c in written(words).consents] == [False]


@pytest.mark.parametrize("words", [sentence for _, sentence in COURTEOUS])
def test_the_same_words_in_a_sentence_about_something_else_are_none(words: str) -> None:
    assert written(words).consents == ()


@pytest.mark.parametrize("around", ["{}", "{}, thanks", "Please {}!", "Hello sir. {}. Thank you."])
def test_every_phrase_stands_with_courtesy_around_it(around: str) -> None:
    said = [around.format(words) for words in (*phrases(OPT_OUT), *list(requests())[::7], *list(removals())[::7])]
    assert [words for words in said if [c.given for c in written(words).consents] != [False]] == []


@pytest.mark.parametrize(
    "words", [*phrases(COURTESY), *phrases(GRIEVANCES), "thanks, sir", "ok bhai ji", "Please. Thank you!"]
)
def test_courtesy_alone_says_nothing(words: str) -> None:
    assert written(words).consents == ()


@pytest.mark.parametrize(
    "words", ["don't stop", "please don't stop", "Do not stop the messages", "stop? no, go on", "why stop"]
)
def test_a_stop_that_is_denied_or_asked_about_is_none(words: str) -> None:
    assert written(words).consents == ()


@given(st.text())
def test_folding_is_idempotent_and_blind_to_case(words: str) -> None:
    once = folded(words)
    assert folded(once) == once


# Each with what is no request, though it has the same words.
BESIDE_OTHER_THINGS = [
    (
        "STOP sending me offers. Call my wife Leela 9886099999",
        "Stop sending me the blue ones. Call my wife Leela 9886099999",
    ),
    ("STOP. Call my wife", "Call my wife at the bus stop"),
    (
        "please remove my number from your list, I never asked",
        "please remove my name from the guest list, I can't come",
    ),
    ("band karo messages", "band karo dukaan"),
    ("stop sending me offers. Thanks", "stop sending the blue one, send the red one"),
    ("unsubscribe me please", "please subscribe me"),
    ("who gave you my number stop", "who gave you my number?"),
    ("Who gave you my number? Stop messaging me", "Who gave you my number? I am not angry"),
    ("I have told you ten times, I bought elsewhere. STOP.", "I have told you ten times. It is at the last stop"),
    ("Remove me from your list. I will report you to TRAI", "Remove me from the waiting list. I got a seat"),
    ("Hi, take me off your list, I already bought a car", "Take me off the plane list"),
    ("how did you get this number, delete my number from your database", "how did you get this number"),
    ("Unsubscribe me. My husband handles this: 98450 12345", "Unsubscribe costs how much? My husband pays"),
    ("I don't want these messages, I have complained before", "I don't want these shoes, I have complained before"),
    ("pls remove my number frm ur list", "pls remove my name frm ur guest list"),
    ("Stop it. We are in mourning", "Stop. Send the red one instead"),
    ("Quiten mi número de su lista, nunca lo pedí", "Quiten el azul de la lista, nunca lo pedí"),
    ("¿Quién les dio mi número? No me escriban más", "¿Quién les dio mi número? No me escriban a la casa"),
    ("BAJA. Ya compré en otro lado", "Baja. Te espero en la calle"),
    ("Tirem meu número da sua lista, nunca pedi isso", "Tirem meu pedido da lista, nunca pedi isso"),
    ("Quem te deu meu número? Pare", "Quem te deu meu número? Pare no portão"),
    ("Retirez mon numéro de votre liste, je n'ai rien demandé", "Retirez le rouge de la liste, je prends le bleu"),
    ("Löschen Sie meine Nummer aus Ihrer Datenbank, woher haben Sie die?", "Löschen Sie meine Reservierung, danke"),
    ("Keine Werbung mehr. Ich habe schon gekauft", "Keine Nachrichten erhalten, bitte nochmal senden"),
    ("Toglietemi dalla vostra lista, non l'ho mai chiesto", "Toglietemi un dubbio: siete aperti?"),
    ("Haal mijn nummer uit jullie bestand, hoe komen jullie hieraan?", "Haal mijn bestelling op, ik ben thuis"),
    ("Hapus nomor saya dari daftar, saya tidak pernah minta", "Hapus pesanan saya dari daftar"),
    ("Numaramı listenizden silin, ben istemedim", "Siparişimi listenizden silin"),
    ("Уберите мой номер из базы, я не подписывался", "Уберите красный из заказа, я не подписывался"),
    ("mera number apni list se hatao, maine kabhi nahi manga", "mera order list se hatao"),
    ("मेरा नंबर लिस्ट से हटाओ", "मेरा ऑर्डर लिस्ट से हटाओ"),
    ("احذفوا رقمي من القائمة، لم أطلب هذا", "احذفوا الطلب من القائمة"),
    ("Proszę usunąć mój numer z waszej bazy, nigdy o to nie prosiłem", "Proszę usunąć produkt z koszyka"),
    ("Ta bort mitt nummer från er lista, jag har aldrig bett om detta", "Ta bort den röda från beställningen"),
    ("请删除我的号码，我没有订阅", "请删除我的订单"),
    ("リストから削除してください。登録していません", "予約を削除してください"),
    ("제 번호 삭제해 주세요, 신청한 적 없어요", "제 주문 삭제해 주세요"),
    ("Xóa số của tôi khỏi danh sách, tôi không đăng ký", "Xóa đơn hàng của tôi"),
    ("STOP call my wife", "Can you stop and call my wife's shop?"),
    ("stop, but call me", "but call me before you stop at the shop"),
    ("Please stop, you can call me instead", "I will stop by, you can call me"),
    ("Stop. Email me instead", "stop at the office and email me"),
    ("STOP, pero llámenme por teléfono", "Paren en la esquina, pero llámenme"),
    ("pare, mas pode me ligar", "pare na esquina, mas me ligue antes"),
    ("arrêtez, appelez-moi plutôt", "le bus ne s'arrête pas, appelez-moi"),
    ("stopp, bitte rufen Sie mich an", "beim Stopp bitte rufen Sie mich an"),
    ("stop, bel me maar", "de bus stop is dicht, bel me maar"),
    ("стоп, лучше позвоните", "на стоп-линии, лучше позвоните"),
    ("stop karo, mujhe call karo", "gaadi stop karo gate par, mujhe call karo"),
]


@pytest.mark.parametrize("words", [asked for asked, _ in BESIDE_OTHER_THINGS])
def test_a_request_to_stop_holds_whatever_else_the_message_says(words: str) -> None:
    assert [c.given for c in written(words).consents] == [False]


@pytest.mark.parametrize("words", [other for _, other in BESIDE_OTHER_THINGS])
def test_what_has_the_same_words_and_asks_for_something_else_is_no_stop(words: str) -> None:
    assert written(words).consents == ()


@pytest.mark.parametrize("label", ["Stop messages. More info", "Remove me from your list, call me"])
def test_a_button_has_to_be_a_request_as_a_whole(label: str) -> None:
    tapped = {"type": "button", "button": {"text": label, "payload": ""}}
    assert only(decode(cloud(value(messages=[text(**tapped)])))).consents == ()
