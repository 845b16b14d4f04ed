"""What the columns of lists and the fields of forms are called, in the languages our users meet, and what they mean.

Names are compared folded: no case, no accents, no punctuation. Within a role the earlier line is the better match.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

# A contact may carry several numbers. The one that receives WhatsApp messages comes first, a landline last.
_PHONES: Final = (
    """
    whatsapp, whatsappnumber, whatsappno, whatsappphone, whatsapp_mobile, wa, wa_number, wa_no, wa_id,
    wpp, whats, zap, telefone_whatsapp
    """,
    """
    mobile, mobile_number, mobile_no, mobile_phone, cell, cell_phone, cell_number, cellular, celular,
    movil, telefono_movil, telefono_celular, telefone_celular, numero_celular, telemovel, handy,
    handynummer, mobil, mobiltelefon, mobilnummer, mobilfunk, portable, tel_portable,
    telephone_portable, gsm, cep_telefonu, cep_tel, hp, no_hp, nomor_hp, nomor_wa, no_wa, mob,
    mob_no, msisdn, cellulare, mobiel, मोबाइल, मोबाइल नंबर, जवाल, جوال, الجوال, رقم الجوال, موبايل, 手机,
    手机号, 手机号码, 携帯, 携帯電話, 携帯番号, мобильный, мобильный телефон, 휴대폰
    """,
    """
    phone, phone_number, phone_no, telephone, telephone_number, tel, tel_no, telno, telefon,
    telefonnummer, telefonnr, rufnummer, telefono, numero_de_telefono, numero_telefono, telefone,
    numero_de_telefone, fone, tel_number, numero_de_telephone, numero_telephone, telefoon,
    telefoonnummer, contact_no, contact_number, contact_phone, primary_phone, main_phone, phone1,
    phone_1, mobile1, mobile_1, telefone1, telefono1, tel1, e164, phone_e164, caller, caller_id,
    caller_number, callerid, nomor_telepon, telepon, no_telp, telp, telefon_numarasi, फोन, फ़ोन,
    फोन नंबर, फ़ोन नंबर, संपर्क नंबर, هاتف, الهاتف, رقم الهاتف, تليفون, 电话, 電話, 電話番号, 电话号码, телефон,
    номер телефона, номер, 전화, 전화번호, טלפון
    """,
    """
    alt_phone, alternate_phone, alternative_phone, alternate_number, alternate_mobile, alt_mobile,
    mobile_alt, phone_alt, secondary_phone, second_phone, other_phone, other_number, phone2, phone_2,
    mobile2, mobile_2, phone3, phone_3, mobile3, telefone2, telefone_2, telefono2, telefono_2, tel2,
    tel_2, celular2, home_phone, work_phone, office_phone, business_phone, landline, landline_number,
    telefone_fixo, fixo, telefone_residencial, telefone_comercial, residencial, festnetz,
    telefon_privat, telefon_geschaeftlich, telefono_fijo, fijo
    """,
)
# Words that mean a phone only if nothing better is there, and the cell looks like one.
_WEAK_PHONES: Final = (
    """
    contact, contacts, number, numero, nummer, no, from, contacto, contato, kontakt, संपर्क, رقم, 番号
    """,
)

_ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "name": (
        """
    name, full_name, fullname, contact_name, customer_name, lead_name, client_name, person_name,
    display_name, profile_name, nome, nome_completo, nombre, nombre_completo, nombre_y_apellido,
    nombre_y_apellidos, nom, nom_complet, nom_et_prenom, naam, volledige_naam, vollstaendiger_name,
    vor_und_nachname, vollername, nama, nama_lengkap, isim, ad_soyad, adi_soyadi, имя, фио, नाम,
    पूरा नाम, الاسم, الاسم الكامل, اسم, 姓名, 名字, 氏名, 名前, お名前, 이름, שם, nome_e_cognome, imie_i_nazwisko
    """,
    ),
    "first_name": (
        """
    first_name, firstname, first, fname, given_name, forename, vorname, prenom, primeiro_nome,
    primer_nombre, nombres, voornaam, imie, nama_depan, पहला नाम, الاسم الأول, name_first,
    name_firstname
    """,
    ),
    "last_name": (
        """
    last_name, lastname, last, lname, surname, family_name, nachname, familienname, apellido, apellidos,
    sobrenome, ultimo_nome, cognome, nom_de_famille, achternaam, nazwisko, soyad, soyadi, фамилия,
    उपनाम, اسم العائلة, name_last, name_lastname, nama_belakang
    """,
    ),
    "email": (
        """
    email, e_mail, email_address, mail, email_id, mail_id, mailid, correo, correo_electronico, courriel,
    adresse_e_mail, adresse_email, e_mail_adresse, mail_adresse, eposta, e_posta, endereco_de_email,
    indirizzo_email, почта, электронная почта, ईमेल, बريد, البريد, البريد الإلكتروني, 邮箱, 电子邮件, メール,
    メールアドレス, 이메일, אימייל
    """,
        """
    work_email, business_email, email1, primary_email, email2, alternate_email, secondary_email,
    email_alt, contact_email
    """,
    ),
    "city": (
        """
    city, town, ort, wohnort, stadt, ciudad, cidade, municipio, ville, citta, plaats, stad, kota, sehir,
    miasto, город, शहर, नगर, المدينة, مدينة, 城市, 都市, 도시, עיר
    """,
    ),
    "company": (
        """
    company, company_name, organisation, organization, business, business_name, firm, firma, firmenname,
    unternehmen, empresa, nome_da_empresa, nombre_de_la_empresa, entreprise, societe, azienda, bedrijf,
    sirket, perusahaan, компания, कंपनी, الشركة, 公司, 会社名
    """,
    ),
    "country": (
        """
    country, country_name, country_iso, country_code_iso, iso_country, country_iso_code, land, pais,
    pays, paese, ulke, negara, страна, देश, الدولة, البلد, 国家, 国, 국가
    """,
    ),
    "dial_code": (
        """
    dial_code, dialing_code, dialling_code, calling_code, country_calling_code, country_dial_code,
    country_code, phone_country_code, phone_code, mobile_country_code, isd, isd_code, ddi,
    laendervorwahl, landesvorwahl, codigo_pais, codigo_de_pais, codigo_do_pais, indicatif,
    indicatif_pays, prefisso_internazionale, code_pays, cc
    """,
    ),
    "area_code": (
        """
    ddd, area_code, std, std_code, vorwahl, ortsvorwahl, lada, codigo_de_area, codigo_area, prefijo,
    prefisso, indicatif_regional
    """,
    ),
    "consent": (
        """
    consent, opt_in, optin, opted_in, opted, whatsapp_opted, whatsapp_opt_in, whatsapp_optin, wa_opt_in,
    opt_in_whatsapp, optin_whatsapp, whatsapp_consent, marketing_consent, marketing_opt_in,
    consent_whatsapp, subscribed, permission, allow_whatsapp, allow_marketing, einwilligung, zustimmung,
    consentimiento, consentimento, consentement, consenso, aceite, aceita_whatsapp, autoriza, सहमति,
    موافقة, 同意
    """,
    ),
    "tag": (
        """
    tag, tags, label, labels, etiqueta, etiquetas, etikett, segment, segments
    """,
    ),
}
# Only in forms: a list's message column is what will be sent, not what the person wrote.
_TEXTS: Final = (
    """
    message, your_message, messages, comment, comments, enquiry, inquiry, query, query_message,
    requirement, requirements, question, mensagem, mensaje, nachricht, messaggio, bericht, consulta,
    comentario, comentarios, сообщение, संदेश, الرسالة, رسالة, 留言, メッセージ
    """,
)

_FILLERS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        your my the what whats is s please enter provide customer lead sender client user contact person buyer student
        patient guest borrower applicant visitor primary main best number no num nr o a de do da del seu sua su tu ihre
        ihr deine votre numero cliente aluno
        """,
    )
)
# Answers in consent cells, in lower case.
YES: Final = frozenset(
    re.findall(
        r"\S+",
        """
        true yes y 1 on x ok agreed accepted optin optedin opted subscribed granted allow allowed si sí sim s ja j oui o
        da hai はい हाँ हां نعم 是 да evet tak ya verdadero verdadeiro wahr vrai vero sì ano igen ✓ ✔ ☑ ✅
        """,
    )
)
NO: Final = frozenset(
    re.findall(
        r"\S+",
        """
        false no n 0 off optout optedout unsubscribed denied deny declined stop nao não nein non nee não нет नहीं ना لا
        否 いいえ hayir hayır nie tidak falso falsch faux ✗ ✘ ❌ ☐
        """,
    )
)


class Role(NamedTuple):
    """What a name means: the role, and how good a match it is (0 is best)."""

    role: str
    rank: int


def fold(name: str) -> str:
    """Compare names as people write them: `E-Mail Adresse`, `e_mail_adresse` and `EMAILADRESSE` are one."""
    return _folded_name(name) if len(name) <= 80 else _folded(name)


def _folded(name: str) -> str:
    if name.isascii():
        return _NO_LETTER.sub("", name.lower())
    text = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    return "".join(c for c in text if c.isalnum())


_NO_LETTER: Final = re.compile(r"[^a-z0-9]+")
_folded_name: Final = lru_cache(maxsize=16_384)(_folded)


def _index(lines: tuple[str, ...], role: str, first: int = 0) -> dict[str, Role]:
    return {
        fold(name): Role(role, rank)
        for rank, line in enumerate(lines, first)
        for name in re.split("[,\n]", line)
        if fold(name)
    }


WEAK: Final = len(_PHONES)  # rank of the words that mean a phone only where the cell looks like one
_BY_NAME: Final[Mapping[str, Role]] = {
    **_index(_WEAK_PHONES, "phone", WEAK),
    **{name: role for key, lines in _ROLES.items() for name, role in _index(lines, key).items()},
    **_index(_PHONES, "phone"),
}
_TEXT_NAMES: Final = frozenset(_index(_TEXTS, "text"))
_WORD = re.compile(r"[^\W\d_]+|\d+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@lru_cache(maxsize=4096)
def role_of(name: str) -> Role | None:
    """Give what a column or field name means, None for names that mean nothing to us.

    Tried in turn: the name, the name without what stands in brackets, the name without words like `your` or `customer`.
    """
    for form in _forms(name[:120]):
        found = _BY_NAME.get(form)
        if found is not None:
            return found
    return None


def is_text(name: str) -> bool:
    """Whether a form field of this name holds what the person wrote."""
    return any(form in _TEXT_NAMES for form in _forms(name[:120]))


def _forms(name: str) -> list[str]:
    bare = re.sub(r"[(\[{][^)\]}]*[)\]}]?", " ", name)
    words = [fold(word) for word in _WORD.findall(_CAMEL.sub(" ", bare))]
    return [fold(name), fold(bare), "".join(word for word in words if word not in _FILLERS)]
