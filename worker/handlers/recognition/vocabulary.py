"""Parts of names: the words that columns, form fields and keys are made of, and what each stands for, per concept.

One entry per word as people write it, folded when it is compared (`words.folded`); `*` at the end takes every ending
("telefon*": telefonu, telefonen). A phrase of several words is one part. Concepts are explained where they are used
(`names`); a word may stand for several.
"""

from collections.abc import Mapping
from typing import Final

NOUNS: Final[Mapping[str, str]] = {
    "phone": """
        phone* telephone* tel tele telno phn ph ph.no fone telefon* telefono* telefone* telefoon* telepon telp tlf
        tlp tfn telf telef tél téléphone rufnummer* rückrufnummer durchwahl msisdn e164 caller callerid ani callback
        call_back direct_line puhelin* telefonszam* telefonas talefon telefón* tālrunis telèfon simu fôn điện_thoại
        sdt đt sđt โทรศัพท์ เบอร์โทร เบอร์ τηλέφωνο* τηλ телефон* тел тэлефон טלפון फोन फ़ोन दूरभाष टेलीफोन ফোন
        টেলিফোন தொலைபேசி ఫోన్ ఫోను ಫೋನ್ ഫോൺ ફોન ਫੋਨ फोन_नंबर هاتف الهاتف هاتفك تليفون تلفون تلفن فون 电话 電話 座机
        联系方式 聯絡電話 전화 연락처
    """,
    "mobile": """
        mobile* mob cell cellphone cellular celular* celu cel movil* móvil* handy* mobil mobilnummer* mobilni
        mobilní mobiltelefon* mobilfunk* mobiltel portable gsm hp hape ponsel seluler cellulare* cell. mobiel*
        mobilnr mobilnr. cep_telefon* cep_tel cep_no cep_numara* komork* kom. tel_kom matkapuhelin* kännykkä
        telemovel* telemóvel* mobil_szám mobilszam* kinito κινητό* di_động smartphone iphone_number मोबाइल मोबाईल
        मोबाइल_नंबर मो. মোবাইল மொபைல் మొబైల్ ಮೊಬೈಲ್ മൊബൈൽ મોબાઇલ ਮੋਬਾਈਲ موبايل الموبايل موبایل جوال الجوال جوالك
        محمول المحمول خلوي نقال همراه 手机 手機 手机号 手机号码 移动电话 携帯 携帯電話 휴대폰 휴대전화 핸드폰 มือถือ
        мобильн* мобільн* моб сотов* мобилен נייד סלולרי
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
    """,
    "contact": """
        contact* contacto* contato* kontakt* contatto contactno contactnumber ansprechpartner* kontak yhteystiedot
        kapcsolat संपर्क সম্পর্ক யোগাযোগ যোগাযোগ தொடர்பு تواصل التواصل اتصال الاتصال للتواصل тел_контакт контакт*
        联系 聯絡 連絡先 連絡 ติดต่อ liên_hệ iletişim kontaktní
    """,
    "email": """
        email* mail mailid mails mailadresse* gmail correo* correo_electronico email_id courriel* mél mel eposta
        e_posta epost e_post sähköposti* sahkoposti* posta_elettronica posta surel pošta emailová e_mailová poczta
        электронн* почт* имейл имэйл емейл मेल ईमेल ই-মেইল ইমেইল மின்னஞ்சல் ఇమెయిల్ ઇમેઇલ ਈਮੇਲ بريد البريد بريدك
        ایمیل الايميل ايميل إيميل 邮箱 邮件 電郵 电邮 电子邮件 电子邮箱 メール メールアドレス 이메일 메일 อีเมล
        thư_điện_tử ηλεκτρονικό אימייל מייל דואל דוא_ל
    """,
    "name": """
        name* nome* nombre* nom noms nama naam namen isim isminiz ismi adı adınız adiniz adı_soyadı navn* namn* nimi
        jméno jmeno imię imie név nev όνομα ονοματεπώνυμο tên họ_tên ho_ten ชื่อ имя имени фио ім'я имена ime
        prezime_i_ime nume numele jina नाम नाव নাম பெயர் పేరు ಹೆಸರು പേര് નામ ਨਾਂ اسم الاسم اسمك نام 姓名 名字 名称
        氏名 名前 お名前 이름 성명 성함 שם fullname username_full person_name denominazione vornachname
    """,
    "first": """
        first given fore fname firstname vorname* rufname prenom* prénom* primeiro_nome primeiro primer_nombre
        primer nombre_de_pila nombres nome_proprio voornaam roepnaam imie imię depan nama_depan förnamn fornamn
        fornavn etunimi křestní krestni keresztnév keresztnev utónév prenume पहला प्रथम أول الأول الاول имя_отчество
        名 first_name ime μικρό_όνομα tên_riêng ชื่อจริง
    """,
    "last": """
        last lname surname* sur lastname family familyname nachname* familienname* zuname apellido* sobrenome*
        apelido ultimo_nome último cognome* nom_de_famille achternaam nazwisko soyad* soyadı soyadınız belakang
        nama_belakang efternamn efternavn etternavn sukunimi příjmení prijmeni vezetéknév vezeteknev επώνυμο επίθετο
        prezime priezvisko उपनाम कुलनाम आडनाव العائلة اللقب لقب фамили* прізвище 姓 姓氏 苗字 họ นามสกุล 성
    """,
    "full": """
        full complete whole completo completa complet nombre_y_apellido* nombres_y_apellido* nom_et_prenom*
        nom_prenom nome_e_cognome nome_e_sobrenome vor_und_nachname vollständig* volledige lengkap tam ad_soyad*
        adı_soyadı imię_i_nazwisko imie_i_nazwisko fullt fulde पूरा पुरा الكامل كامل полн*
    """,
    "city": """
        city cities town ort wohnort stadt ciudad* cidade* municipio* município* poblacion población localidad
        localidade localité ville* commune citta città comune plaats woonplaats stad kota sehir şehir şehriniz ilçe
        miasto miejscowość stadtteil kaupunki mesto město obec város varos telepules település oraș oras localitate
        bostadsort ort_stadt πόλη शहर नगर गाव গ্রাম শহর நகரம் నగరం ನಗರ നഗരം શહેર ਸ਼ਹਿਰ المدينة مدينة مدينتك شهر 城市
        市 都市 市区町村 도시 시 เมือง จังหวัด thành_phố tp город* місто населен* עיר
    """,
    "company": """
        company* organisation* organization* organizacion organización organização business* firm firma* firme
        firmenname unternehmen* betrieb empresa* compania compañía compañia negocio entreprise* societe société
        raison_sociale azienda* ditta ragione_sociale bedrijf* bedrijfsnaam sirket* şirket* perusahaan foretag
        företag virksomhed yritys společnost spolecnost cég ceg cégnév employer arbeitgeber workplace account_name
        nome_fantasia razao_social razón_social компани* организаци* фирма कंपनी कम्पनी संस्था কোম্পানি நிறுவனம்
        الشركة شركة شركتك 公司 企业 单位 会社 会社名 회사 회사명 บริษัท công_ty εταιρεία חברה
    """,
    "country": """
        country* nation nationality_country land pais* país* pays paese* nazione ulke ülke* negara kraj země zeme
        ország orszag maa țara tara χώρα страна* країна देश राष्ट्र দেশ நாடு దేశం الدولة دولة البلد بلد بلدك کشور
        国家 国 國家 国名 국가 나라 ประเทศ quốc_gia מדינה iso2 iso3
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
    """,
    "area": """
        vorwahl prefijo prefisso area_code* areacode ddd std std_code ortsvorwahl* lada codigo_de_area
        código_de_área código_área codigo_area indicatif_regional netnummer alan_kodu 市外局番 код_города 区号
        지역번호
    """,
    "tag": """
        tag tags label labels etiqueta* etikett* étiquette* etichett* segment* segmento* mots_cles tagi ярлык* тег
        теги 标签 タグ 태그 टैग
    """,
    "text": """
        message* messages comment* comments enquiry inquiry enquiries query question* requirement* remark* feedback
        mensagem* mensaje* nachricht* mitteilung messaggio* bericht consulta comentario* comentário* commentaire*
        kommentar* anfrage frage domanda vraag opmerking* richiesta demande pergunta pesan komentar mesaj* mesajınız
        wiadomość wiadomosc viesti zpráva zprava üzenet uzenet meddelande besked anliegen сообщени* комментари*
        вопрос* संदेश मैसेज टिप्पणी বার্তা செய்தி الرسالة رسالة رسالتك سؤال ملاحظات پیام 留言 消息 备注 メッセージ
        お問い合わせ内容 메시지 문의 ข้อความ tin_nhắn lời_nhắn μήνυμα הודעה
    """,
}
"""What a name can name."""

CONSENT: Final[Mapping[str, str]] = {
    "opt_in": """
        optin opt_in opted_in opted consent* subscribed subscribe permission* allow* agree* agreed agreement accept*
        accepted authorize* authorise* authorization gdpr lgpd dsgvo subscription_status opt_in_status
        marketing_consent einwilligung* zustimmung* einverstanden zugestimmt consentimiento* consiento
        consentimento* consentement* j_accepte accepte acceptation consenso acconsento aceite aceita* aceito acepta*
        acepto autoriza* autorizo autorización autorização toestemming akkoord instemming zgod* zgadzam onay* izin*
        setuju persetujuan samtycke samtykke suostumus souhlas hozzájárulás hozzajarulas acord consimțământ
        συγκατάθεση согласие согласен разрешение सहमति सहमत अनुमति সম্মতি ஒப்புதல் అనుమతి موافقة موافق الموافقة
        أوافق 同意 訂閱 订阅 許可 동의 수신동의 ยินยอม đồng_ý הסכמה permite permesso abonné abonniert
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
    """,
    "primary": """
        primary main default preferred principal* principale haupt* hauptnummer preferito voorkeur utama ana asıl
        główny glowny основн* मुख्य प्राथमिक الرئيسي رئيسي 主要 主 기본 best direct
    """,
    "person": """
        your you my the me i what whats which s please enter provide give us write customer* client* lead* sender
        person* buyer* purchaser* patient* student* pupil guest* borrower* applicant* candidate* visitor* attendee*
        invitee* participant* subscriber* member* prospect* shopper* passenger* traveller* traveler* tenant* renter*
        inquirer respondent* registrant* signer billing bill_to payer invoice consumer* enquirer* seu sua seus teu
        tua su sus tu vuestro ihr ihre ihren dein deine votre ton vos tuo suo vostro uw jouw je din ditt deres twój
        twoj twoje anda kamu sizin váš vas vaše ваш* твой твоя आपका आपकी अपना अपनी तुमचा আপনার உங்கள் మీ نمبرك 您的
        你的 あなた 貴方 ご 고객 본인 คุณ của_bạn cliente* klient* kunde* kund kunden klant* müşteri musteri
        pelanggan клиент* ग्राहक العميل عميل الزبون 客户 顧客 aluno* alumno* paciente* hospede hóspede huésped
        interessado interesado comprador* inquilino participante* teilnehmer* gast patientin acheteur acquirente
        пациент* покупател*
    """,
    "shipping": """
        shipping ship_to delivery deliver* recipient* receiver* consignee* consignatario destinatario* destinatário*
        destinataire entrega envio envío livraison livrer lieferung liefer* lieferadresse empfänger empfaenger
        spedizione consegna bezorging bezorg* verzend* levering teslimat gönderi wysyłka wysylka доставк* получател*
        शिपिंग डिलीवरी الشحن التوصيل المستلم 收货 收件 収件 配送 お届け 배송 수령
    """,
}
"""Words beside the noun: which of several, and whose."""

OWNERS: Final[Mapping[str, str]] = {
    "staff": """
        agent* owner* assigned* assignee* employee* staff rep reps representative* salesperson* salesman salesrep
        sales_rep sales* executive* manager* counsellor* counselor* advisor* adviser* consultant* coordinator*
        handler handled_by handled operator* telecaller* caller_agent created_by createdby updated_by modified_by
        added_by entered_by organizer* organiser* host hosts hosted speaker* teacher* instructor* trainer* coach*
        doctor* physician* therapist* stylist* technician* driver* courier* rider captain broker* realtor* dealer*
        vendor* supplier* seller* merchant* admin* administrator* attendant* recruiter* interviewer* teammate* team
        team_member user_assigned account_owner lead_owner contact_owner case_manager relationship_manager rm bdm
        bda ae csm sdr vendedor* corretor* atendente* responsável* responsavel* responsable* asesor* asesora
        consultor* agente* comercial_asignado encargado* funcionario* funcionário* gerente* médico* medico*
        professor* profesor* motorista anfitrião anfitrion organizador* dueño propietario_cuenta verkäufer*
        verkaeufer* mitarbeiter* betreuer* sachbearbeiter* ansprechpartner_intern berater* makler* vermittler* arzt
        organisator* veranstalter* gastgeber vendeur* conseiller* conseillère commercial_affecté gestionnaire*
        responsable_commercial employé* animateur médecin medecin venditore* agente_assegnato addetto* dipendente
        consulente* verkoper* medewerker* adviseur* makelaar* satıcı danışman* temsilci* sprzedawca opiekun* doradca
        pracownik менеджер* сотрудник* ответственн* продавец консультант* оператор* врач एजेंट विक्रेता प्रबंधक
        कर्मचारी सेल्समैन المندوب مندوب الموظف موظف البائع المسؤول 销售 业务员 客服 负责人 担当 担当者 営業 담당자
        담당 nhân_viên พนักงาน
    """,
    "thing": """
        form forms page pages site website* web shop shops store stores list lists campaign* workspace account*
        event* calendar* plugin* app application source* branch* switchboard reception outlet* warehouse* support
        helpline helpdesk hotline service_centre hotel* restaurant* clinic* hospital* school* college* property*
        listing* project* product* item* sku file* folder* tenant_org bank* brand* channel* inbox bot widget*
        template* step* stage pipeline* board merchant_store location* venue* room* resource* organization_unit
        inventory vehicle* car model device* program* course* plan package* offer* deal* opportunity* ticket* job*
        position role department* designation subject formulario* formulário* página pagina sitio loja* tienda*
        lista campaña campanha sucursal* filial* producto* produto* proyecto* projeto* imóvel imovel inmueble
        empreendimento unidade evento* curso* formulaire* boutique* magasin* liste campagne produit* projet*
        évènement événement succursale formular* seite laden filiale* kampagne* produkt* projekt* objekt*
        veranstaltung* negozio* prodotto* progetto* winkel* formulier* mağaza magaza magazaya ürün şube sklep*
        produkt toko produk cabang магазин* товар* филиал* форма проект* दुकान उत्पाद फॉर्म المتجر متجر المنتج الفرع
        商店 店铺 产品 店舗 商品 支店 매장 상품 cửa_hàng ร้าน
    """,
    "other": """
        referrer* referred* referral* referee* reference* referente emergency* next_of_kin kin spouse* husband wife
        partner* father* mother* parent* guardian* son daughter sibling* brother* sister* friend* nominee* witness*
        guarantor* co_applicant coapplicant co_borrower beneficiary* relative* dependent* dependant* companion*
        indicado* indicação indicacao indicador recomendado* referido* emergencia* emergência conyuge cónyuge
        cônjuge esposo esposa padre madre pai mãe mae padres apoderado* fiador* avalista testigo testemunha amigo*
        familiar parrain* parrainage urgence* conjoint* époux épouse père mère parents ami tuteur notfall*
        notfallkontakt ehepartner* vater mutter eltern freund* empfehl* geworben bürge emergenza coniuge genitore*
        amico noodcontact noodgeval ouder* acil_durum eş baba anne veli darurat suami istri ayah ibu wali экстренн*
        супруг* муж жена отец мать родител* друг पिता माता अभिभावक पति पत्नी आपातकालीन الطوارئ طوارئ الزوج الأب الأم
        ولي 紧急 家长 配偶 介绍人 緊急 保護者 紹介者 비상 보호자
    """,
}
"""Whose something is, if it is not the person's."""

OTHERS: Final[Mapping[str, str]] = {
    "id": """
        id ids uid uuid guid key keys ref hash token identifier identifiant kennung kunden_nr kundennummer* kundennr
        customer_number customernumber order_number ordernumber invoice_number account_number accountnumber
        kontonummer* iban bic pan aadhaar aadhar gst gstin vat cpf cnpj dni rfc curp nif nie rg ssn nit passport*
        passnummer* ausweis* license* licence* registration_number serial* matricula matrícula enrollment* roll_no
        rollno card_number cardnumber tracking* order orders invoice* booking reservation* quote transaction*
        policy_number case_number chassis imei ip sku_id row row_number index position sr sno s_no sl slno serial_no
        lfd заказ_номер инн идентификатор आईडी आधार رقم_الطلب رقم_الهوية رقم_العميل 订单号 身份证 注文番号 会員番号
        주문번호
    """,
    "postal": """
        zip zipcode zip_code postal* postcode* pin pincode* pin_code plz postleitzahl cep codigo_postal
        código_postal code_postal cap postnummer postnr kodepos kode_pos posta_kodu kod_pocztowy индекс पिन_कोड
        पिनकोड الرمز_البريدي 邮编 郵便番号 우편번호
    """,
    "address": """
        address* street* straße strasse direccion dirección endereco endereço logradouro rua calle adresse*
        indirizzo adres alamat ulica utca cím cim osoite lakcím адрес* улица पता العنوان عنوان 地址 住所 주소
        ที่อยู่ địa_chỉ house building apartment flat locality landmark bairro colonia neighbourhood neighborhood
        district taluka tehsil region state province provincia bundesland département kanton county
    """,
    "date": """
        contacted date* dates datetime time* timestamp* created createdat updated updatedat submitted submittedat
        modified birthday birth* dob doa anniversary* day month year hour fecha* hora datum uhrzeit geburt*
        geburtstag* nacimiento nascimento aniversário aniversario naissance nascita geboortedatum doğum dogum
        tanggal lahir tarih urodzenia рождени* дата* तारीख जन्म تاريخ ميلاد 日期 生日 日付 生年月日 날짜 생년월일
        when schedule* deadline expiry expires validity
    """,
    "amount": """
        amount price* cost costs budget* salary income revenue total subtotal sum paid balance rate currency
        quantity qty count* score rating points weight height age ages size percent* discount* tax fee fees emi loan
        precio* preco* preço* valor* presupuesto orçamento orcamento salario salário renda cantidad quantidade edad
        idade prix montant âge quantité preis* betrag menge gehalt prezzo importo età fiyat bütçe harga umur usia
        cena cijena сумма цена бюджет возраст कीमत बजट उम्र السعر الميزانية العمر 价格 预算 年龄 金額 予算 年齢 가격
        예산 나이 beds bedrooms guests adults children persons pax seats number_of no_of num_of numero_de_pessoas
        anzahl nombre_de_personnes
    """,
    "url": """
        url* link* homepage webseite href uri slug path domain image* photo* avatar picture* logo* attachment*
        upload* document* resume cv linkedin facebook instagram twitter youtube tiktok telegram skype snapchat
        pinterest handle username* user_name login password* screen_name utm* gclid fbclid referer referrer_url
        landing*
    """,
    "about": """
        field_name field_names field_label field_type field_id fieldname element_name input_name terms conditions
        policy privacy agb datenschutz* privacidad* privacidade* términos termos cgu confidentialité type* kind
        status* format* verified* verify* verification valid* validated provider carrier operator_name make os
        platform version extension* ext extn ramal anexo timezone locale language* sprache idioma langue lingua taal
        dil bahasa язык भाषा اللغة 语言 言語 언어 preference* preferred_time preferred_contact best_time
        time_to_call mode how hear heard reason purpose interest* category* class grade group* gender* sex title
        salutation* suffix anrede titre sexo genre geschlecht civilité civilite tratamento cinsiyet jenis_kelamin
        пол लिंग الجنس 性别 性別 성별 has have does can should active enabled disabled is_primary is_default exists
        checked model case
    """,
}
"""What is none of these, so that a number or a name beside it means something else."""
