"""Words of consents that allow no message: to data being processed, to a privacy policy, to terms of use. As `vocabulary`.

A form must ask for these apart from the consent to marketing (GDPR, article 7(2), https://gdpr-info.eu/art-7-gdpr/, and
the like in Brazil, Turkey, South Africa, India, ...), so a yes to one of them is none to the other.
"""

from collections.abc import Mapping
from typing import Final

PROCESSING: Final[Mapping[str, str]] = {
    "processing": """
        gdpr dsgvo rgpd lgpd rodo kvkk popia popi pdpa pdpl ccpa cpra dpdpa dpdp_act pipeda appi pipl habeas_data
        privacy* data_processing processing processing_of process_my process_your data_protection personal_data my_data
        your_data data_consent consent_data data_agreement personal_information personal_details
        data_policy data_privacy terms conditions policy policies
        terms_of_use terms_of_service t_c t_cs t_and_c tnc cookie* disclaimer data_usage store_my
        rodo przetwarzani* danych dane_osobowe danych_osobowych osobowych regulamin* prywatno* polityk* warunki
        datenschutz* datenverarbeitung* verarbeitung* personenbezogen* meine_daten meiner_daten agb nutzungsbedingung*
        teilnahmebedingung* geschäftsbedingung* datenspeicherung* datenschutzerkl*
        privacidad* protección_de_datos proteccion_de_datos tratamiento datos_personales mis_datos términos terminos
        condiciones aviso_legal bases_legales mi_información mi_informacion información_personal informacion_personal
        de_la_información de_la_informacion de_información de_informacion política_de_datos
        privacidade* proteção_de_dados protecao_de_dados tratamento dados_pessoais meus_dados termos termo condições
        condicoes
        confidentialité confidentialite données_personnelles donnees_personnelles traitement* mes_données mes_donnees
        cgu cgv mentions_légales protection_des_données
        trattamento* dati_personali miei_dati informativa condizioni termini
        avg_toestemming avg_akkoord privacyverklaring* privacybeleid* gegevensverwerking* verwerking* persoonsgegevens
        mijn_gegevens voorwaarden
        aydınlatma* aydinlatma* kişisel_veri* kisisel_veri* verilerim* veri_işleme* veri_isleme* gizlilik* koşullar*
        kosullar* açık_rıza acik_riza kullanım_şart*
        персональн* данных обработк* конфиденциальн* политик* услови* оферт* пользовательск* пдн
        обробк* конфіденційн* умов* даних
        лични_данни поверителност*
        personuppgift* integritetspolicy* villkor* dataskydd* behandling*
        personvern* personopplysning* vilkår* databeskyttelse* persondata* privatlivspolitik* betingelser*
        handelsbetingelser*
        tietosuoja* henkilötieto* ehdot käyttöehdo* rekisteriselost*
        osobních_údajů osobnich_udaju osobných_údajov zpracování* spracovan* podmínk* podmienk* zásady*
        adatkezelés* adatvédel* ászf felhasználási_feltétel*
        prelucrar* date_personale datelor* confidențialitate* confidențialitat* termeni* condiții*
        προσωπικών προσωπικά δεδομέν* απορρήτου όρους όροι επεξεργασ*
        الخصوصية خصوصية الشروط شروط والشروط الأحكام والأحكام البيانات بياناتي معالجة
        פרטיות הפרטיות תקנון תנאי תנאים התנאים מדיניות
        حریم_خصوصی قوانین شرایط
        गोपनीयता शर्तें शर्तों शर्ते नियम निजी_जानकारी व्यक्तिगत_जानकारी डेटा sharten niyam_aur
        গোপনীয়তা শর্ত শর্তাবলী ব্যক্তিগত_তথ্য தனியுரிமை விதிமுறைகள் గోప్యత నిబంధనలు ગોપનીયતા શરતો ਗੋਪਨੀਯਤਾ ਸ਼ਰਤਾਂ
        ಗೌಪ್ಯತೆ ನಿಯಮಗಳು സ്വകാര്യത നിബന്ധനകൾ अटी गोपनीयता
        privasi kebijakan* data_pribadi pemrosesan syarat* ketentuan* pelindungan_data perlindungan_data data_peribadi terma
        隐私 隱私 个人信息 個人資料 个人资料 个人数据 条款 條款 协议 協議
        個人情報 個人情報の取扱い 個人情報の取り扱い プライバシー 利用規約 規約
        개인정보 이용약관 약관 처리방침
        ความเป็นส่วนตัว ข้อมูลส่วนบุคคล เงื่อนไข ข้อกำหนด
        quyền_riêng_tư bảo_mật dữ_liệu_cá_nhân dữ_liệu điều_khoản điều_kiện chính_sách
        faragha masharti pagkapribado tuntunin
    """,
}
"""Beside a word of consent they make another consent of it, unless messages are named, too."""
