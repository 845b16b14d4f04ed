"""Parts of names: the words that columns, form fields and keys are made of, and what each stands for, per concept.

One entry per word as people write it, folded when it is compared (`words.folded`); `*` at the end takes every ending
("telefon*": telefonu, telefonen). A phrase of several words is one part. Concepts are explained where they are used
(`names`); a word may stand for several.
"""

from collections.abc import Mapping
from typing import Final

NOUNS: Final[Mapping[str, str]] = {
    "phone": """
        phone_nos contact_nos
        phone* telephone* tel tele telno phn ph ph.no fone telefon* telefono* telefone* telefoon* telepon telp tlf
        tlp tfn telf telef tél téléphone rufnummer* rückrufnummer durchwahl msisdn e164 caller callerid ani callback
        call_back direct_line puhelin* telefonszam* telefonas talefon telefón* tālrunis telèfon simu fôn điện_thoại
        sdt đt sđt โทรศัพท์ เบอร์โทร เบอร์ τηλέφωνο* τηλ телефон* тел тэлефон טלפון फोन फ़ोन दूरभाष टेलीफोन ফোন
        টেলিফোন தொலைபேசி ఫోన్ ఫోను ಫೋನ್ ഫോൺ ફોન ਫੋਨ फोन_नंबर هاتف الهاتف هاتفك تليفون تلفون تلفن فون 电话 電話 座机
        联系方式 聯絡電話 전화 연락처
        cntct_no cont_no cntc_no cntct_nos
        preferred_contact_no preferred_contact_number preferred_contact_phone preferred_number
        téléphonique* telefonisch* telefonic* telefónic* telepono* telefonszám* fon_no
        call_from from_number from_phone number_to_call number_to_reach phone_to_call contact_tel telefonnr puhelinnro
        nambari_ya_simu call_you_back call_me_back reachable_on reachable_at τηλεφωνικός telefoni telefonas telefons
        telefonszám điện_thoại_liên_hệ ফোন_নম্বর
    """,
    "mobile": """
        mobile_nos mbl mobl mo_no mbno mb_no
        mobile* mob cell cellphone cellular celular* celu cel movil* móvil* handy* mobil mobilnummer* mobilni
        mobilní mobiltelefon* mobilfunk* mobiltel portable gsm hp hape ponsel seluler cellulare* cell. mobiel*
        mobilnr mobilnr. cep_telefon* cep_tel cep_no cep_numara* komork* kom. tel_kom matkapuhelin* kännykkä
        telemovel* telemóvel* mobil_szám mobilszam* kinito κινητό* di_động smartphone iphone_number मोबाइल मोबाईल
        मोबाइल_नंबर मो. মোবাইল மொபைல் మొబైల్ ಮೊಬೈಲ್ മൊബൈൽ મોબાઇલ ਮੋਬਾਈਲ موبايل الموبايل موبایل جوال الجوال جوالك
        محمول المحمول خلوي نقال همراه 手机 手機 手机号 手机号码 移动电话 携帯 携帯電話 휴대폰 휴대전화 핸드폰 มือถือ
        мобильн* мобільн* моб сотов* мобилен נייד סלולרי
        handphone* hand_phone text_number text_message_number sms smartfon* viber zalo nomor_hp no_hp telefon_bimbit
        bimbit hp_wa sim_number
        text_me_at text_me_on whatsapp_me_at whatsapp_me_on sms_me_at message_me_at
        mobail* mobaile mobaail movail
        नं_मोबाइल celular_whatsapp cep_telefonum 携帯電話番号
    """,
    "whatsapp": """
        whatsapp whatsap watsapp watsap whattsapp whatssapp whatapp whats wapp wa wats zap zapzap wpp wsp wasap
        wassap व्हाट्सएप व्हाट्सऐप वॉट्सऐप व्हाट्सअॅप হোয়াটসঅ্যাপ வாட்ஸ்அப் వాట్సాప్ واتساب الواتساب واتس_اب واتس
        الواتس واتسآب ватсап* вотсап* вацап* ватцап* וואטסאפ ווטסאפ 왓츠앱 瓦次普 ワッツアップ
    """,
    "landline": """
        landline fixed_line land_line landlineno fixo fijo fixe festnetz* festnetznummer residencial vaste_telefoon
        vaste stacjonarn* sabit_telefon ev_telefonu lankapuhelin стационарн* городск* أرضي ثابت 固定电话 固話
        固定電話 유선
    """,
    "fax": """
        fax* faks* faxnummer telefax факс* فاكس 传真 ファックス 팩스 pager
    """,
    "number": """
        number* no num nr nbr no. numb numero* número* numéro* nummer* numer* nomor nomer numara* numarası nombor số
        หมายเลข αριθμός* номер* numur szám szam číslo cislo broj număr numar नंबर नम्बर संख्या क्रमांक নম্বর எண்
        సంఖ్య ಸಂಖ್ಯೆ നമ്പർ નંબર ਨੰਬਰ رقم الرقم رقمك شماره 号码 号 號碼 番号 번호 מספר digits
        नं no_aktif
    """,
    "contact": """
        contact* contacto* contato* kontakt* contatto contactno contactnumber ansprechpartner* kontak yhteystiedot
        kapcsolat संपर्क সম্পর্ক யোগাযোগ যোগাযোগ தொடர்பு تواصل التواصل اتصال الاتصال للتواصل тел_контакт контакт*
        联系 聯絡 連絡先 連絡 ติดต่อ liên_hệ iletişim kontaktní
        bisa_dihubungi dapat_dihubungi yang_bisa_dihubungi puede_contactar bereikbaar bereiken 연락_가능
        cont связи связь kommunikation yhteys
        call_me call_you call_us reach_you reach_me ring_you llamarte llamamos llamarle ligarmos appeler joindre
        joignable anrufen erreichen erreichbar позвонить kontaktperson ansprechperson persoana_de_contact 联系人
        聯絡人 연락

        recapito recapiti
    """,
    "email": """
        eml email* mail mailid mails mailadresse* gmail correo* correo_electronico email_id courriel* mél mel eposta
        e_posta epost e_post sähköposti* sahkoposti* posta_elettronica posta surel pošta emailová e_mailová poczta
        электронн* почт* имейл имэйл емейл मेल ईमेल ই-মেইল ইমেইল மின்னஞ்சல் ఇమెయిల్ ઇમેઇલ ਈਮੇਲ بريد البريد بريدك
        ایمیل الايميل ايميل إيميل 邮箱 邮件 電郵 电邮 电子邮件 电子邮箱 メール メールアドレス 이메일 메일 อีเมล
        thư_điện_tử ηλεκτρονικό אימייל מייל דואל דוא_ל
        ईमेल_पता ईमेल_आईडी मेल_आईडी id_email correio* electronic_mail эл_адрес эл_почта електрон* пошт* e_postadress*
        epostadress* emailadress*
        emailadresse* emailova drenas ел_адреса
        mail_id mailid gmail_id email_ids mail_address_id
    """,
    "name": """
        name* nome* nombre* nom noms nama naam namen isim isminiz ismi adı adınız adiniz adı_soyadı navn* namn* nimi
        jméno jmeno imię imie név nev όνομα ονοματεπώνυμο tên họ_tên ho_ten ชื่อ имя имени фио ім'я имена ime
        cust_nm customer_nm client_nm clnt_nm party_nm buyer_nm patient_nm student_nm lead_nm contact_nm cntct_nm person_nm
        full_nm your_nm cust_name party_name
        prezime_i_ime nume numele jina नाम नाव নাম பெயர் పేరు ಹೆಸರು പേര് નામ ਨਾਂ اسم الاسم اسمك نام 姓名 名字 名称
        氏名 名前 お名前 이름 성명 성함 שם fullname username_full person_name persons_name denominazione vornachname
        nazwa nazwę nominativo pangalan nama nume_client 명 고객명 como_te_llamas como_se_llama como_se_chama
        wie_heissen
        wie_heißen wie_heisst comment_vous_appelez come_ti_chiami who_are_you who_is_enquiring who_is_inquiring
        who_is_calling who_is_asking hoe_heet как_вас_зовут как_зовут
        jmeno_klienta asiakas
    """,
    "first": """
        first_nm fst_nm f_nm fnm fst first given fore fname firstname vorname* rufname prenom* prénom* primeiro_nome
        primeiro primer_nombre
        primer nombre_de_pila nombres nome_proprio voornaam roepnaam imie imię depan nama_depan förnamn fornamn
        fornavn etunimi křestní krestni keresztnév keresztnev utónév prenume पहला प्रथम أول الأول الاول имя_отчество
        名 first_name ime μικρό_όνομα tên_riêng ชื่อจริง
        nome_di_battesimo imiona given_name first_names christian_name الاسم_الأول الاسم_الاول اسم_الأول prenumele
    """,
    "last": """
        last_nm lst_nm l_nm lnm surnm last lname surname* sur lastname family familyname nachname* familienname*
        zuname apellido* sobrenome*
        apelido ultimo_nome último cognome* nom_de_famille achternaam nazwisko soyad* soyadı soyadınız belakang
        nama_belakang efternamn efternavn etternavn sukunimi příjmení prijmeni vezetéknév vezeteknev επώνυμο επίθετο
        prezime priezvisko उपनाम कुलनाम आडनाव العائلة اللقب لقب фамили* прізвище 姓 姓氏 苗字 họ นามสกุล 성
        familienaam soyisim* اسم_العائلة اسم_عائلة الاسم_الأخير الاسم_الاخير इस_नाम अंतिम_नाम अंतिम नाम_अंतिम
        nama_keluarga second_name cognom
    """,
    "full": """
        full complete whole completo completa complet nombre_y_apellido* nombres_y_apellido* nom_et_prenom*
        nom_prenom nome_e_cognome nome_e_sobrenome vor_und_nachname vollständig* volledige lengkap tam ad_soyad*
        adı_soyadı imię_i_nazwisko imie_i_nazwisko fullt fulde पूरा पुरा الكامل كامل полн*
        name_surname first_and_last first_last vor_und_zuname vor_und_familienname voor_en_achternaam voor_en_familienaam
        imię_nazwisko jmeno_a_prijmeni 姓名_全
    """,
    "city": """
        cty city cities town ort wohnort stadt ciudad* cidade* municipio* município* poblacion población localidad
        localidade localité ville* commune citta città comune plaats woonplaats stad kota sehir şehir şehriniz ilçe
        miasto miejscowość stadtteil kaupunki mesto město obec város varos telepules település oraș oras localitate
        bostadsort ort_stadt πόλη शहर नगर गाव গ্রাম শহর நகரம் నగరం ನಗರ നഗരം શહેર ਸ਼ਹਿਰ المدينة مدينة مدينتك شهر 城市
        市 都市 市区町村 도시 시 เมือง จังหวัด thành_phố tp город* місто населен* עיר
        current_location your_location location_city city_location
        shehar shahar sheher shahr gaon zila stadsnaam ciudades localita località localit* bandar jiji mji kaupunki
        paikkakunta lungsod munisipyo 所在城市 居住地
        thành_phố_tỉnh tỉnh
        จังหวัด_เมือง grad
    """,
    "company": """
        co_nm co_name comp_nm comp_name cmpny org_nm company* organisation* organization* organizacion organización
        organização business* firm firma* firme
        firmenname unternehmen* betrieb empresa* compania compañía compañia negocio entreprise* societe société
        raison_sociale azienda* ditta ragione_sociale bedrijf* bedrijfsnaam sirket* şirket* perusahaan foretag
        företag virksomhed yritys společnost spolecnost cég ceg cégnév employer arbeitgeber workplace account_name
        nome_fantasia razao_social razón_social компани* организаци* фирма कंपनी कम्पनी संस्था কোম্পানি நிறுவனம்
        الشركة شركة شركتك 公司 企业 单位 会社 会社名 회사 회사명 บริษัท công_ty εταιρεία חברה
        org org_name 企業 御社 貴社 nazwa_firmy przedsiębiorst* przedsiebiorst* kompani* institut* 公司名称 单位名称
        nom_de_l_entreprise
    """,
    "country": """
        ctry cntry country* nation nationality_country land pais* país* pays paese* nazione ulke ülke* negara kraj země zeme
        ország orszag maa țara tara χώρα страна* країна देश राष्ट्र দেশ நாடு దేశం الدولة دولة البلد بلد بلدك کشور
        国家 国 國家 国名 국가 나라 ประเทศ quốc_gia מדינה iso2 iso3
        staat herkunftsland geburtsland państwo* panstwo kraju krajowy stato_di_residenza stato_estero nchi bansa ఓ
        riik valsts šalis 国籍
    """,
    "code": """
        code* codigo* código* kod kodu kode vorwahl* prefix* prefijo* prefixo prefisso* indicatif* codice код* कोड
        كود رمز مفتاح 代码 区号 コード 코드 รหัส mã indicativo* landnummer landsnummer kodas kód
    """,
    "calling": """
        dial* dialling dialing calling isd ddi idd landesvorwahl* ländervorwahl* laendervorwahl* internazionale cc
        country_code* countrycode* calling_code dialcode código_país codigo_pais código_do_país codigo_do_pais
        código_de_país codigo_de_pais indicatif_pays code_pays landcode landkod ülke_kodu ulke_kodu kode_negara
        मुल्क_कोड कंट्री_कोड رمز_الدولة كود_الدولة مفتاح_الدولة 国家代码 国番号 국가번호 код_страны
        landnummer landsnummer intl_code international_code international_prefix kod_kraju numer_kierunkowy_kraju
        kraj_kod mã_quốc_gia phone_country_code 国际区号 國碼 country_prefix country_dial
    """,
    "area": """
        vorwahl prefijo prefisso area_code* areacode ddd std std_code ortsvorwahl* lada codigo_de_area
        código_de_área código_área codigo_area indicatif_regional netnummer alan_kodu 市外局番 код_города 区号
        지역번호
        kierunkowy numer_kierunkowy
    """,
    "tag": """
        tag tags label labels etiqueta* etikett* étiquette* etichett* segment* segmento* mots_cles tagi ярлык* тег
        теги 标签 タグ 태그 टैग
    """,
    "text": """
        msg msgs message* messages comment* comments enquiry inquiry enquiries query question* requirement* remark* feedback
        mensagem* mensagen* texts mensaje* nachricht* mitteilung messaggio* bericht consulta comentario* comentário*
        commentaire*
        kommentar* anfrage frage domanda vraag opmerking* richiesta demande pergunta pesan komentar mesaj* mesajınız
        wiadomość wiadomosc viesti zpráva zprava üzenet uzenet meddelande besked anliegen сообщени* комментари*
        вопрос* संदेश मैसेज टिप्पणी বার্তা செய்தி الرسالة رسالة رسالتك سؤال ملاحظات پیام 留言 消息 备注 メッセージ
        お問い合わせ内容 메시지 문의 ข้อความ tin_nhắn lời_nhắn μήνυμα הודעה
        observac* observaç* anmerkung* bemerkung* notes catatan uwagi treść treści tresc açıklama* pertanyaan 质问
        咨询 諮詢 質問 ご質問 備考 内容 说明 anything_else how_can_we_help what_can_we_help tell_us in_detail
        details_of_enquiry
        примечани* пожелани* notatk* poznámka megjegyzés σχόλια ghi_chú maoni หมายเหตุ
    """,
}
"""What a name can name."""

CONSENT: Final[Mapping[str, str]] = {
    "opt_in": """
        optin opt_in opted_in opted consent* subscribed subscribe permission* allow* agree* agreed agreement
        accepted authorize* authorise* authorization subscription_status opt_in_status
        marketing_consent einwilligung* zustimmung* einverstanden zugestimmt consentimiento* consiento
        consentimento* consentement* j_accepte accepte acceptation consenso acconsento aceite aceita* aceito acepta*
        acepto autoriza* autorizo autorización autorização toestemming akkoord instemming zgod* zgadzam onay* izin*
        setuju persetujuan samtycke samtykke suostumus souhlas hozzájárulás hozzajarulas acord consimțământ
        συγκατάθεση согласие согласен разрешение सहमति सहमत अनुमति সম্মতি ஒப்புதல் అనుమతి موافقة موافق الموافقة
        أوافق 同意 訂閱 订阅 許可 동의 수신동의 ยินยอม đồng_ý הסכמה permite permesso
        izn* suscrito suscrita suscripción inscrito inscrita inscrit iscritto iscritta ingeschreven abonné* abonnement
        abonniert* angemeldet подписан* согласен* согласн* berlangganan subskry* 已订阅 已訂閱 同意接收 配信希望
        配信を希望 希望する
        can_we_contact may_we_contact can_we_message may_we_message
        contact_permission keep_me_updated keep_me_posted sign_me_up consinti* bekreft* godkjenn* prenumer* abonat
        ya_setuju accept accepts accepted accepting acceptation accepto
        einverstaendnis* einverständnis* willige willige_ein accord d_accord concordo concordar de_acuerdo
        ok_to_whatsapp ok_to_message ok_to_text ok_to_contact consent_to werbung_erlaubt kontakt_erlaubt erlaubt
        autorisation_de_contact
        autorizzo autorizz* autorizaç* разреша* agree_to_be_contacted* wyrażam zgadzam_się ik_ga_akkoord
        jag_godkänner kabul kabul_ediyorum אישור מאשר מאשרת okay_to ok_to good_to_contact happy_to_be_contacted
    """,
    "opt_out": """
        optout opt_out opted_out unsubscribed unsubscribe unsub dnd do_not_contact do_not_call do_not_message
        do_not_disturb do_not_text do_not_email do_not_send do_not_whatsapp dnc donotcontact donotcall do_not_market
        no_contact no_contactar blocked blacklist* blocklist* suppressed suppression stop_list stopped
        ne_pas_contacter ne_plus_contacter désabonné désinscrit desinscrit desabonne abgemeldet nicht_kontaktieren
        werbesperre widerspruch widerruf* keine_werbung gesperrt baja dado_de_baja dada_de_baja desuscrito
        cancelado_suscripcion no_molestar bloqueado* bloqueada descadastrado* descadastro não_perturbe nao_perturbe
        não_contatar nao_contatar não_enviar nao_enviar disiscritto disiscrizione non_contattare bloccato
        uitgeschreven afgemeld niet_benaderen niet_bellen wypisany nie_kontaktować rahatsız_etme aranmasın
        abonelikten_çıktı berhenti_langganan jangan_hubungi avregistrerad отписан* отписка не_беспокоить не_звонить
        заблокирован* सदस्यता_समाप्त परेशान_न_करें إلغاء_الاشتراك الغاء_الاشتراك محظور عدم_الإزعاج 退订 拒收 黑名单
        配信停止 拒否 수신거부 차단
        abbestellt* werbewiderspruch opposition opposé cancellato_dalla cancellata_dalla cancelado_de aramayin*
        kurmayin iletişim_kurmayın berhenti_berlangganan stop_berlangganan rezygnacj* संपर्क_न_करें संपर्क_न_करे
        عدم_الاتصال لا_تتصل 请勿 勿扰 不要 수신_거부 kontakta_ej kontakta_inte no_marketing no_promotions
        no_messages no_calls
         no_publicidad opted_no avmeldt frameldt avprenumererad désinscription désabonnement
        desabon* dezabonat odhlášen* leiratkozott отказ* отписал* annullato retiré dado_de_alta_no ingen_kontakt
        取消订阅
        取消訂閱 停止
        suppress removed_from remove_from remove_me take_me_off unsubscription no_deseo_recibir no_quiero_recibir
        sprzeciw*
        kontaktsperre sperrvermerk stop optout_flag nicht_anrufen nicht_kontaktiert do_not
        not_to_be_contacted ndnc no_enviar no_llamar no_escribir excluido excluida lista_negra
        não_ligar nao_ligar não_enviar nao_enviar ne_pas_envoyer ne_pas_appeler ne_pas_écrire liste_noire
        liste_rouge sperrliste blockliste werbung_untersagt nicht_schreiben kontakt_gesperrt keine_nachrichten
        non_chiamare non_inviare non_scrivere lista_nera opposizione geen_reclame geen_berichten zwarte_lijst
        niet_contacteren mesaj_gönderme mesaj_gonderme mesaj_atma kara_liste aranmak_istemiyor не_писать
        не_отправлять чёрный_список черный_список не_контактировать nie_dzwonić nie_dzwonic nie_wysyłać nie_wysylac
        nie_pisać czarna_lista jangan_kirim daftar_hitam tidak_mau_dihubungi jangan_telepon कॉल_न_करें संदेश_न_भेजें
        मैसेज_न_भेजें ब्लॉक ब्लैकलिस्ट لا_ترسل عدم_الإرسال القائمة_السوداء 不再联系 不再聯繫 已退订 已退訂
        svarta_listan ingen_reklam evitar_contacto
    """,
}
"""Consent has two meanings, and every language has words for both."""

QUALIFIERS: Final[Mapping[str, str]] = {
    "secondary": """
        alt alternate* alternative* alternativ* secondary second other* additional additionally extra further backup
        spare another 2nd alterno* alternativo* secundario* secundário* adicional* otro* outra outro autre*
        secondaire zweite* weitere* secondario altro tweede andere alternatif kedua diğer inny dodatkow* annan
        вторая другой дополнительн* वैकल्पिक दूसरा अन्य آخر بديل إضافي 备用 其他 予備 その他 기타 home work office*
        business* residence residential res off personal_landline trabajo trabalho comercial* casa hogar oficina
        bureau domicile travail professionnel* geschaeftlich* geschäftlich* dienstlich* arbeit büro buero privat*
        zuhause ufficio lavoro thuis werk kantoor rumah kantor iş_tel ev_tel domow* służbow* рабоч* домашн* घर
        कार्यालय ऑफिस المنزل العمل المكتب 办公 家庭 勤務先 自宅 직장 자택
        daytime evening nighttime day_phone evening_phone night_phone tagsüber tagsueber abends la_journée diurno
        noturno nocturno vespertino
    """,
    "place": """
        home work office* residence* casa hogar oficina trabajo trabalho bureau domicile travail maison privat*
        zuhause büro arbeit ufficio lavoro thuis werk rumah kantor ev iş dom praca рабоч* домашн* дом работа घर ऑफिस
        المنزل العمل 家 自宅 勤務先 집 직장
    """,
    "primary": """
        primary main default preferred principal* principale haupt* hauptnummer preferito voorkeur utama ana asıl
        główny glowny основн* मुख्य प्राथमिक الرئيسي رئيسي 主要 主 기본 best direct
    """,
    "person": """
        cust clnt your you my the me i what whats which s please enter provide give us write customer* client* lead* sender
        person* buyer* purchaser* patient* student* pupil guest* borrower* applicant* candidate* visitor* attendee*
        invitee* participant* subscriber* member* prospect* shopper* passenger* traveller* traveler* tenant* renter*
        inquirer respondent* registrant* signer billing bill_to payer invoice consumer* enquirer* seu sua seus teu
        tua su sus tu vuestro ihr ihre ihren dein deine votre ton vos tuo suo vostro uw jouw je din ditt deres twój
        twoj twoje anda kamu sizin váš vas vaše ваш* твой твоя आपका आपकी अपना अपनी तुमचा আপনার உங்கள் మీ نمبرك 您的
        你的 あなた 貴方 ご 고객 본인 คุณ của_bạn cliente* klient* kunde* kund kunden klant* müşteri musteri
        pelanggan клиент* grahak marij mareez vidyarthi aapka aapki aapke apna apni mera meri ग्राहक العميل عميل
        الزبون 客户 顧客 aluno* alumno* paciente* hospede hóspede huésped
        interessent* interessado interesado comprador* inquilino participante* teilnehmer* gast patientin acheteur acquirente
        пациент* покупател*
        our_customer du_client подписчик* учащ* ученик* learner* tua_azienda referred_person caller* attendees
        enquirer lessee homeowner* policyholder* policy_holder* policy_holder_s insured cardholder* subscriber
        ticket_contact ticket_requester requester* deal_contact
        本人 お客様 お客さま 고객님 your_own own
    """,
    "shipping": """
        pickup pick_up shipping ship_to delivery deliver* recipient* consignee* consignatario destinatario* destinatário*
        destinataire entrega envio envío livraison livrer lieferung liefer* lieferadresse empfänger empfaenger
        spedizione consegna bezorging bezorg* verzend* levering teslimat gönderi wysyłka wysylka доставк* получател*
        शिपिंग डिलीवरी الشحن التوصيل المستلم 收货 收件 収件 配送 お届け 배송 수령
    """,
}
"""Words beside the noun: which of several, and whose."""
