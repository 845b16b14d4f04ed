"""Consent in the bodies of plugins: what opts in, what never does, and a no beside a yes."""

from typing import Any

import pytest

from tests.deliveries import account, accounts, only_contact, webhook

PERSON = {"name": "Anna Nowak", "phone": "+48 512 345 678"}


def given(more: dict[str, Any], **mapping: Any) -> list[bool]:
    """Read a form with these further fields; give what was made of consent."""
    listed = accounts(account(plugins={"website": mapping} if mapping else {}))
    return [consent.given for consent in only_contact(webhook(PERSON | more), listed).consents]


# Consents to data being processed, to a privacy policy, to terms: as form builders and their users name the box.
PROCESSING = [
    *("zgoda_rodo", "RODO", "Zgoda na przetwarzanie danych osobowych", "akceptuję regulamin", "zgoda_regulamin"),
    *("gdpr", "gdpr_consent", "GDPRConsent", "privacy_accepted", "I agree to the privacy policy", "accept_terms"),
    *(
        "tnc_accepted",
        "Consent to data processing",
        "I agree to the terms & conditions",
        "popia_consent",
        "data_consent",
    ),
    *("dsgvo_einwilligung", "Einwilligung Datenverarbeitung", "Datenschutz zugestimmt", "agb_akzeptiert"),
    *("consentement_rgpd", "J'accepte les CGV", "J'accepte la politique de confidentialité"),
    *("Acepto la política de privacidad", "Autorizo el tratamiento de mis datos", "acepto_terminos_y_condiciones"),
    *("consentimento_lgpd", "Aceito os termos", "Aceito a política de privacidade", "LGPD"),
    *("consenso_privacy", "Consenso al trattamento dei dati personali", "Accetto i termini e le condizioni"),
    *("akkoord_privacyverklaring", "Toestemming verwerking persoonsgegevens"),
    *("kvkk_onay", "KVKK aydınlatma metnini onaylıyorum", "Açık rıza onayı"),
    *("Согласие на обработку персональных данных", "Згода на обробку персональних даних"),
    *("Samtycke till behandling av personuppgifter", "Samtykke til behandling av personopplysninger"),
    *("Suostumus tietosuojaseloste", "Souhlas se zpracováním osobních údajů", "adatkezelési hozzájárulás"),
    *(
        "Acord prelucrare date personale",
        "Συγκατάθεση επεξεργασία προσωπικών δεδομένων",
        "Persetujuan kebijakan privasi",
    ),
    *("गोपनीयता नीति सहमति", "موافقة على سياسة الخصوصية", "אישור תקנון", "隐私政策同意", "個人情報の取扱いに同意する"),
    *("개인정보 수집 및 이용 동의", "ยินยอมนโยบายความเป็นส่วนตัว", "Đồng ý chính sách bảo mật"),
]


@pytest.mark.parametrize("name", PROCESSING)
def test_a_consent_to_data_being_processed_is_none_to_messages(name: str) -> None:
    assert given({name: "yes"}) == []
    assert given({"form": {name: True}}) == []
    assert given({name: "yes", "WhatsApp opt-in": "yes"}) == [True]


@pytest.mark.parametrize("box", ["gdpr", "privacy", "zgody_rodo", "terms", "lgpd"])
def test_nor_is_one_in_a_box_that_is_about_it(box: str) -> None:
    assert given({box: {"consent": True}}) == []
    assert given({box: {"accepted": "yes", "version": "2"}}) == []
    assert given({box: {"consent": True, "whatsapp_opt_in": True}}) == [True]
    assert given({"personal_data": {"consent": True}}) == [True]


@pytest.mark.parametrize(
    "name",
    [
        *("gdpr_marketing_permission", "Zgoda na przetwarzanie danych osobowych w celach marketingowych"),
        *("I agree to the privacy policy and to receive updates on WhatsApp", "sms_gdpr_consent"),
        *("Autorizo el tratamiento para WhatsApp", "DSGVO-Einwilligung Newsletter"),
    ],
)
def test_one_that_names_messages_or_marketing_is(name: str) -> None:
    assert given({name: "yes"}) == [True]


@pytest.mark.parametrize(
    "answers",
    [
        {"zgoda_marketingowa": "nie", "zgoda_rodo": "tak"},
        {"zgoda_marketingowa": "nie", "zgoda": "tak"},
        {"marketing_consent": False, "consent": True},
        {"consent": "yes", "accepts_marketing": "0"},
        {"I agree": "on", "Marketing consent": "Not subscribed"},
        {"whatsapp_opt_in": "yes", "marketing": "no", "marketing_opt_in": "no"},
        {"whatsapp_opt_in": "yes", "whatsapp_updates": "no"},
        {"Einwilligung": "ja", "Einwilligung Werbung": "nein"},
        {"Consentimento": "sim", "Aceite de marketing": "não"},
        {"согласие": "да", "Согласие на рассылку": "нет"},
    ],
)
def test_a_no_to_marketing_beside_any_yes_leaves_no_opt_in_and_is_kept(answers: dict[str, Any]) -> None:
    assert given(answers) == []
    assert given(dict(reversed(answers.items()))) == []


@pytest.mark.parametrize("unticked", ["", None, [], "no", False])
def test_a_box_about_messages_that_was_left_open_is_no_yes_by_another(unticked: Any) -> None:
    assert given({"zgoda": "tak", "zgoda_marketingowa": unticked}) == []
    assert given({"SMS consent": "yes", "WhatsApp consent": unticked}) == []
    assert given({"consent": unticked, "Marketing consent": "yes", "other": ""}) == (
        [True] if unticked in ("", None, []) else []
    )


def test_a_no_to_another_channel_takes_nothing_from_a_yes_to_whatsapp() -> None:
    assert given({"optin_whatsapp": True, "optin_phone": False, "optin_email": False}) == [True]
    assert given({"optin_whatsapp": True, "email_marketing": "no"}) == [True]


@pytest.mark.parametrize(("answer", "made"), [("nie", []), ("tak", [True]), ("", []), ("unsubscribed", [False])])
def test_a_mapped_consent_beats_every_guess(answer: str, made: list[bool]) -> None:
    fields = {"pola": {"zgoda_marketingowa": answer, "zgoda_rodo": "tak", "zgoda": "tak", "whatsapp_opt_in": "yes"}}
    assert given(fields, consent="pola.zgoda_marketingowa") == made
    assert (
        given(
            {"pola": {"whatsapp_opt_in": "yes", "boxes": ["I agree to receive WhatsApp updates"]}}, consent="pola.none"
        )
        == []
    )


def test_who_wants_no_messages_is_heard_beside_a_mapped_consent() -> None:
    assert given({"ok": "yes", "do_not_contact": "yes"}, consent="ok") == [False]
    assert given({"ok": "yes", "lead_status": "DND"}, consent="ok") == [False]


@pytest.mark.parametrize(
    ("answer", "made"),
    [
        (["I agree to receive WhatsApp updates"], [True]),
        ("I agree to receive WhatsApp updates", [True]),
        (["I agree to the privacy policy", "I agree to receive offers on WhatsApp"], [True]),
        ("I agree to the privacy policy\nYes, send me updates on WhatsApp", [True]),
        ("I accept the terms, I agree to receive messages", [True]),
        (["I agree to the privacy policy"], []),
        (["I accept the terms and conditions", "I am over 18 years old"], []),
        (["I do not want to receive WhatsApp messages"], [False]),
        (["Acepto recibir mensajes por WhatsApp", "Acepto la política de privacidad"], [True]),
        (["Ich möchte Angebote per WhatsApp erhalten"], [True]),
        (["Wyrażam zgodę na otrzymywanie informacji marketingowych"], [True]),
        (["Wyrażam zgodę na przetwarzanie moich danych osobowych"], []),
        (["Aceito receber mensagens no WhatsApp"], [True]),
        (["J'accepte de recevoir des messages WhatsApp"], [True]),
        (["WhatsApp", "Email"], []),
        ("Do you agree to receive WhatsApp updates?", []),
        ([], []),
    ],
)
def test_a_ticked_sentence_is_a_consent_as_a_field_so_named(answer: Any, made: list[bool]) -> None:
    assert given({"q6_agree": answer}) == made
    assert given({"q6_typeA6": answer}) == made


@pytest.mark.parametrize(
    "said",
    [
        "I accepted your offer, please send the bill on WhatsApp",
        "I don't have WhatsApp, please call me",
        "We never received your message on WhatsApp",
        "Can I receive the price list on WhatsApp?",
        "I want a blue one",
    ],
)
def test_what_people_write_is_no_ticked_sentence(said: str) -> None:
    assert given({"message": said}) == []
    assert given({"q7_something": said}) == []


@pytest.mark.parametrize(
    ("answer", "made"), [("I agree", [True]), ("Acepto", [True]), ("I do not agree", []), ("Согласна", [True])]
)
def test_a_sentence_that_agrees_to_what_was_asked_is_a_yes(answer: str, made: list[bool]) -> None:
    assert given({"WhatsApp consent": answer}) == made
    assert given({"gdpr_consent": answer}) == []
