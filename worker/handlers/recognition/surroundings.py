"""Words around a noun: whose something is if it is not the person's, and what makes it something else. As `vocabulary`."""

from collections.abc import Mapping
from typing import Final

OWNERS: Final[Mapping[str, str]] = {
    "staff": """
        emp emps mgr mgrs slsmn slsman agt agts exec execs empl asst supvr dr_nm drvr agent* owner* assigned*
        assignee* employee* staff rep reps representative* salesperson* salesman salesrep
        sales_rep sales* executive* manager* counsellor* counselor* advisor* adviser* consultant* coordinator*
        handler handled_by handled booked_by sold_by served_by taken_by operator* telecaller* caller_agent created_by
        createdby updated_by modified_by
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
        agen agent* агент* doradc* handlow* handlowiec vertrieb* außendienst* aussendienst* säljar* saljar* försäljar*
        forsaljar* मैनेजर सेल्सपर्सन crm_user user_owner du_commercial le_commercial commercial_en_charge im_haus
        intern provider* practitioner* lawyer* attorney* planner* valuer* inspector* installer* mechanic* tutor*
        mentor* collector* executiv* promoter* promotor* sub_broker subbroker channel_partner channelpartner
        salesforce_user responsabile* referente_commerciale commerciale_assegnato plumber* nurse* dentist* specialist*
        associate* incharge in_charge poc spoc 客服 经纪人 顾问 销售员 顧問 スタッフ 상담원 직원 영업 พนักงานขาย
        pracownik* kierowc*
        kierownik* pegawai kurir karyawan sopir personel* görevli* yetkili* मालिक ड्राइवर डॉक्टर سائق الوكيل وكيل
        المدير مدير الطبيب
        assistant* assistent* asistente* assistente* секретар*
        authorized_person authorised_person authorized_signatory authorised_signatory
        dispatcher* notary* caretaker* janitor* cleaner* carer* nanny guide* photographer* architect*
        accountant* counsel* barber* chef waiter* receptionist* secretar* superintendent* supervisor* director*
        principal_teacher dean conductor pilot engineer* electrician* surveyor* translator* babysitter
        tele_caller telecall* delivery_boy delivery_man delivery_person marketing_person marketing_executive gestor*
        del_comercial el_comercial comercial_asignado hausarzt* السائق الوكيل no_hp_marketing
        repartidor* cartero abogad* arquitect* fotógraf* fotograf* contador* enfermer* dentista* secretári*
        diretor* entregador* advogad* eletricista* encanador livreur* notaire* avocat* directeur* directrice
        chauffeur* infirmi* coiffeu* concierge gardien* fahrer* anwalt* anwält* notar* hausmeister* lehrer*
        trainer* leiter* techniker* kurier* arzt* ärzt* autista avvocat* notaio corriere* direttor* maestr*
        portiere chauffeur huisarts* arts advocaat* loodgieter* koerier* leraar* docent* doktor* şoför* avukat*
        öğretmen* kurye* müdür* bayi* dokter* sopir* pengacara guru kurir врач* курьер* водител* юрист* учител*
        тренер* директор* мастер* риэлтор* риелтор* продавц* lekarz* kurier* prawnik* nauczyciel* adwokat*
        sprzedawc* mäklar* läkar* lärar* chaufför* handläggar* डॉक्टर* वकील शिक्षक أستاذ المعلم معلم المحامي
        محامي 医生 医師 司机 律师 老师 教练 中介 快递员 弁護士 先生 運転手 매니저 의사 변호사 기사 선생님 교사
    """,
    "thing": """
        shp_no whse dept br_no brnch form forms page pages site website* web shop shops store stores list lists
        campaign* workspace account*
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
        our ours unser* nosso nossa nuestro nuestra notre nos nostro nostra onze наш* hamara हमारा tracking_phone
        tracking_number called called_number callee dialed dialled dialed_number destination_number to_number call_to
        forwarded forwarding virtual_number did_number ivr imobiliária* imobiliaria* inmobiliaria* agence* agenzia*
        agency agencies agentur* agencia* agência* biuro_obsługi butik* builder* developer_contact garage* gym salon*
        showroom* franchise* distributor* company_line office_line desk_phone hostel* dealership* municipality_office
        ngo association* club* church* institute_phone clinica* clínica* hospital* escritório_central recepção
        recepción réception rezeption* 门店 門市 商家 酒店 医院 学校 代表電話 本社 지점 가게 ad_name ad_id
        ad_set ad_set_name adset*
        ad_group adgroup* ad_account ad_campaign
        pharmacy* pharmacies lab laboratory dispatch hq headquarter* factory depot embassy council
        building_management customer_service customer_care service_desk call_center callcenter farmacia*
        farmácia* laboratorio* laboratório* almacén almacen* oficina_central atención_al_cliente
        atencion_al_cliente atendimento sac unidade central_de_atendimento pharmacie* cabinet usine entrepôt
        service_client succursale* apotheke* praxis arztpraxis hausverwaltung kundenservice kundendienst
        zentrale lager niederlassung* geschäftsstelle geschaeftsstelle werkstatt autohaus reisebüro filiale*
        farmacia magazzino sede centralino assistenza_clienti servizio_clienti apotheek filiaal vestiging
        klantenservice magazijn eczane* bayi* depo müşteri_hizmetleri santral apotek gudang kantor_pusat
        layanan_pelanggan аптек* склад* офис_продаж клиник* больниц* отел* ресторан* школ* apteka* oddział*
        magazyn* biuro_obslugi recepcj* szpital* فرع صيدلية عيادة مستشفى 药店 公司客服 总部 仓库 薬局 病院 本店
        약국 병원 본사
        campus* library libraries museum* theatre* theater* bakery bakeries cafe* airport* stadium* kindergarten*
        nursery daycare* dormitory dormitories bibliothek* bäckerei* flughafen* biblioteca* museo* museu* teatro*
        booking_phone booking_line reservation_phone reservations_phone reservation_line order_line front_desk info_line
        phone_line customer_helpline
        company_main main_company company_switchboard business_whatsapp whatsapp_business business_wa wa_business
        dukan dukaan dookan karyalay* kirana
        dial_whom dial_whom_number society_office toll_free síndico sindico офиса офис
        panadería* padaria* restaurante* aeropuerto* aeroporto* bibliothèque* musée* théâtre* boulangerie* ristorante*
    """,
    "other": """
        emrg emerg emgcy fthr mthr hsb husb spse gdn grdn nmnee referrer* referred* referral* referee* reference*
        referente emergency* next_of_kin kin spouse* husband wife
        partner* father* mother* parent* guardian* son daughter sibling* brother* sister* friend* nominee* witness*
        guarantor* co_applicant coapplicant co_borrower beneficiary* relative* dependent* dependant* companion*
        indicado* indicação indicacao indicador recomendado* referido* emergencia* emergência conyuge cónyuge
        cônjuge esposo esposa padre madre pai mãe mae padres apoderado* fiador* avalista testigo testemunha amigo*
        familiar parrain* parrainage urgence* conjoint* époux épouse père mère parents ami tuteur notfall*
        notfallkontakt ehepartner* vater mutter eltern freund* empfehl* geworben bürge emergenza coniuge genitore*
        amico noodcontact noodgeval ouder* acil_durum eşi eşimin baba anne veli darurat suami istri ayah ibu
        wali экстренн*
        супруг* муж жена отец мать родител* друг पिता माता अभिभावक पति पत्नी आपातकालीन الطوارئ طوارئ الزوج الأب الأم
        ولي 紧急 家长 配偶 介绍人 緊急 保護者 紹介者 비상 보호자
        receiver* personne_a_prevenir a_prevenir en_cas_d_urgence prevenir ice_contact in_case_of parrain*
        recommended_by recommender* introduced_by introducer* referred_by who_referred contact_person_2
        alternate_person collega colleague* boss neighbour* neighbor* roommate* flatmate* landlord* kontakt_awaryjny
        awaryjn* rodzic* małżon* nödkontakt* anhörig* närmaste* pårørende omaiset hätä* vészhelyzet* संरक्षक रेफ़र भाई
        بالطوارئ المرجع 推荐人 監護人 监护人 父亲 母亲 부모 학부모 추천인 ข้อมูลฉุกเฉิน khẩn_cấp
        wife* wives eş_telefon* eş_tel eş_adı eşi
        daughter* sons grandm* grandf* grandpar* uncle* aunt* cousin* fiancé* fiance* girlfriend* boyfriend*
        wali_murid hijo hija hijos hermano* hermana* abuel* tío tía novio novia vecin* filho* filha* irmão irmã
        avó avô namorad* vizinh* fils fille* frère* soeur* maman papa voisin* mutter* vater* sohn tochter bruder
        schwester nachbar* oma opa verwandt* madri padri figlio figlia fratello sorella nonn* vicin* moeder
        vader zoon dochter broer zus buurman buurvrouw kardeş* oğul kız_kardeş komşu* annesi babası anak kakak
        adik paman мам* пап* матер* отц* сын* дочер* дочк* брат* сестр* сосед* родствен* matk* ojc* syn* cork*
        córk* brat* siostr* sąsiad* mamma pappa mor far moder fader पिता बेटा बेटी पत्नि الأم والد والدة الوالد
        الوالدة ابن أخ أخت 儿子 女儿 丈夫 妻子 亲属 夫 妻 息子 娘 親 남편 아내 어머니 아버지
    """,
    "former": """
        former formerly previous previously prev old older anterior* antigu* antig* vorherig* frühere* fruehere* ehemalig*
        ancien ancienne anciens anciennes précédent* precedent* vecchio vecchia vecchi oude vorige stary stare starego
        poprzedn* eski önceki onceki sebelumnya nomor_lama no_lama прежн* предыдущ* старый старое पुराना पुराने पुरानी
        पिछला पिछले         السابق السابقة القديم القديمة 旧 舊 原来 以前の 이전 옛
    """,
}
"""Whose something is, if it is not the person's: not theirs any more counts as that."""

OTHERS: Final[Mapping[str, str]] = {
    "id": """
        id ids uid uuid guid key keys ref hash token identifier identifiant kennung kunden_nr kundennummer* kundennr
        customer_number customernumber order_number ordernumber invoice_number account_number accountnumber
        kontonummer* iban bic pan aadhaar aadhar gst gstin vat cpf cnpj dni rfc curp nif nie rg ssn nit passport*
        passnummer* ausweis* license* licence* registration_number serial* matricula matrícula enrollment* roll_no
        rollno card_number cardnumber order orders invoice* booking reservation* quote transaction*
        policy_number case_number chassis imei ip sku_id row row_number index position sr sno s_no sl slno serial_no
        lfd заказ_номер инн идентификатор आईडी आधार رقم_الطلب رقم_الهوية رقم_العميل 订单号 身份证 注文番号 会員番号
        주문번호
        identification* kimlik* ktp nik npwp nip pesel regon cuit cuil rut cedula cédula dui cnh bvn nin sin_number
        ein tin tax_id taxid abn codice_fiscale partita_iva p_iva siret siren steuernummer* ustid kvk bsn personnummer
        orgnr cpr hetu emirates_id iqama voter_id epic_no enrolment* membership_no member_id policy_no invoice_no
        order_no bill_no receipt* challan docket* awb consignment_no tracking_id account_no a_c_no bank_account* ifsc
        swift 身份证号 护照 マイナンバー 주민등록번호 снилс паспорт* огрн број_рачуна ticket_no token_no
        application_number
        pedido* pesanan zamówieni* zamowieni* commande* bestell* auftrag* ordine ordini sipariş* siparis* objednávk*
        objednavk* заказ* замовлен* đơn_hàng don_hang 订单 訂單 注文 الطلب طلب ऑर्डर आर्डर הזמנה beställning*
        bestallning* bestilling* ordre rendelés* rendeles* comandă comanda encomenda* παραγγελ* คำสั่งซื้อ 주문 tilaus*
        factura* fatura* facture* rechnung* fattur* factuur* faktur* счёт счет hóa_đơn 发票 請求書 فاتورة चालान tagihan
        contrato* contrat contratto* vertrag* договор* umow* sözleşme* póliza* apólice* polizz* polis cuenta_bancaria
        número_de_cuenta conta_corrente konto* rekening* hesap* account_nr guía_de rastreio rastreamento
        tracking sendungs* suivi expediente* dossier* vorgang* aktenzeichen protocolo* referencia* référence* referenz*
        riferimento* riferiment* referensi rujukan номер_заказа nomor_resi no_resi numéro_client numero_cliente
        número_de_cliente número_cliente codice_cliente müşteri_no klantnummer* kundnummer* asiakasnumero* nr_klienta
        numer_klienta código_cliente serie* série* seri serijski serien* serienummer* série_nr 编号 編號 単号 流水号
        no_de_cliente n_de_cliente num_cliente no_cliente no_client n_client no_de_client numero_de_client no_de_socio
        número_de_socio numero_de_socio numéro_d_adhérent número_do_cliente numero_do_cliente n_do_cliente numero_tessera
        patient_number patient_no student_number student_no member_number member_no customer_no
        mitgliedsnummer* patientennummer* lidnummer* cliëntnummer* medlemsnummer* müşteri_numarası hasta_no öğrenci_no
        nomor_pelanggan no_pelanggan nomor_anggota お客様番号 顧客番号 客户编号 客户号 客戶編號 会员号 고객번호 고객_번호 회원번호
        application_no reference_number reference_no ref_no case_no case_id conversation_id
    """,
    "postal": """
        zip zipcode zip_code postal* postcode* pin pincode* pin_code plz postleitzahl cep codigo_postal
        código_postal code_postal cap postnummer postnr kodepos kode_pos posta_kodu kod_pocztowy индекс पिन_कोड
        पिनकोड الرمز_البريدي 邮编 郵便番号 우편번호
    """,
    "address": """
        addr adrs addrs adr address* street* straße strasse direccion dirección endereco endereço logradouro rua
        calle adresse*
        indirizzo adres alamat ulica utca cím cim osoite lakcím адрес* улица العنوان عنوان 地址 住所 주소
        ที่อยู่ địa_chỉ house building apartment flat locality landmark bairro colonia neighbourhood neighborhood
        district taluka tehsil region state province provincia bundesland département kanton county
    """,
    "date": """
        bday contacted date* dates datetime time* timestamp* created createdat updated updatedat submitted submittedat
        modified birthday birth* dob doa anniversary* day month year hour fecha* hora datum uhrzeit geburt*
        geburtstag* nacimiento nascimento aniversário aniversario naissance nascita geboortedatum doğum dogum
        tanggal lahir tarih urodzenia рождени* дата* तारीख जन्म تاريخ ميلاد 日期 生日 日付 生年月日 날짜 생년월일
        when schedule* deadline expiry expires validity
    """,
    "amount": """
        amt amount price* cost costs budget* salary income revenue total subtotal sum paid balance rate currency
        quantity qty count* score rating points weight height age ages size percent* discount* tax fee fees emi loan
        precio* preco* preço* valor* presupuesto orçamento orcamento salario salário renda cantidad quantidade edad
        idade prix montant âge quantité preis* betrag menge gehalt prezzo importo età fiyat bütçe harga umur usia
        cena cijena сумма цена бюджет возраст कीमत बजट उम्र السعر الميزانية العمر 价格 预算 年龄 金額 予算 年齢 가격
        예산 나이 beds bedrooms guests adults children persons pax seats number_of no_of num_of numero_de_pessoas
        anzahl nombre_de_personnes
        rank* duration* dauer durée duração duración seconds minutes
    """,
    "url": """
        url* link* homepage webseite href uri slug path domain image* photo* avatar picture* logo* attachment*
        upload* document* resume cv linkedin facebook instagram twitter youtube tiktok skype snapchat
        pinterest handle username* user_name login password* screen_name utm* gclid fbclid referer referrer_url
        landing*
        website_url web_address
    """,
    "about": """
        field_name field_names field_label field_type field_id fieldname element_name input_name terms conditions
        policy privacy agb datenschutz* privacidad* privacidade* términos termos cgu confidentialité type* kind
        status* format* verified* verify* verification valid* validated provider carrier operator_name make os
        platform version extension* ext extn ramal anexo timezone locale language* sprache idioma langue lingua taal
        dil bahasa язык भाषा اللغة 语言 言語 언어 preference* preferred_time preferred_contact best_time
        time_to_call mode how hear heard reason purpose interest* category* class grade group* gender* sex title
        salutation* suffix anrede titre sexo genre geschlecht civilité civilite tratamento cinsiyet jenis_kelamin
        пол लिंग الجنس 性别 性別 성별 enabled disabled is_primary is_default exists
        checked model case
        cookie* level levels middle patronym* отчеств* phonetic* yomi
        contactado* contatado* contacté* contacte kontaktowan* contattato gecontacteerd skontaktowan* dihubungi
        wrong invalid incorrect obsolete
        number_id phone_id acceptance nda read_receipt duration consent_text
    """,
}
"""What is none of these, so that a number or a name beside it means something else."""

TURNS: Final[Mapping[str, str]] = {
    "not": """
        not dont do_not never nicht kein* ne_pas ne_plus não nao non nie не без न मत عدم لا 勿 不要 ej inte ikke
        jangan
        geen niet değil nem อย่า
        istemiyor* istemez istemem नहीं_चाहिए nahi_chahiye
    """,
    "receive": """
        ترغب_في ترغب ترغبين أود تود bersedia_menerima souhaitez_vous désirez wilt_u möchten_sie vuole vorrei gostaria chcesz
        receive receiving want wish quiero deseo desea quero desejo deseja queremos möchte moechte wünsche souhaite
        souhaitez
        desidero voglio ik_wil wil_ik chcę chce хочу желаю ingin istiyorum istiyorum_almak almak muốn send_me sende
        enviarme envíenme envoyez inviatemi stuur_me chahta chahti चाहता चाहती أريد ارغب أرغب 希望接收 recibir
        receber recevoir erhalten empfangen bekommen ricevere ontvang* menerima получать
        nhận_tin otrzymywać primi motta få 接收 受け取 수신 प्राप्त استلام تلقي nhận รับ
    """,
    "news": """
        news update updates offers promotions promo promos promoção promoções promocao promocoes promociones акци*
        अपडेट ऑफर समाचार khabar nhận_tin tin_khuyến_mãi khuyến_mãi המבצעים מבצעים עדכונים عروضنا تحديثات 优惠 お知らせ
        actualité* nouvelles comunicacion* comunicaç* comunicaz* communications komunikat* mededelingen mitteilungen
        العروض novità_e_offerte oferty ofert* tilbud tarjoukset ajánlat* nabídk* oferte προσφορές tin_tức 소식 혜택 情報 特典
        kampanya* bildirim* duyuru* notification* notificaciones notificações benachrichtigung* уведомлен* powiadomien*
        kabar aanbieding promotie* angebot* información informacion informação novidades novedades ofertas
        nouveautés offres neuigkeiten angebote novità offerte nieuws aanbiedingen новости акции أخبار عروض
    """,
    "newsletter": """
        marketing* werbung* publicité publicidad publicidade pubblicità reclame reklam* reklama* реклам* 营销 広告 마케팅
        newsletter* news_letter boletín boletin boletim infolettre* infobrief nieuwsbrief* nyhetsbrev* рассылк* biuletyn*
        bülten* bulten* buletin* bản_tin نشرة النشرة ניוזלטר דיוור メルマガ メールマガジン 뉴스레터 电子报 電子報
        訂閱電子報
    """,
    "may": """
        mag_ik mogen_we mogen_wij dürfen_wir darf_ich possiamo_contattar*
        can_we may_we could_we can_i may_i shall_we darf dürfen duerfen podemos puedo pueden podem podemos_enviar peut
        peut_on pouvons puis_je possiamo posso mogen mag boleh bolehkah bisakah bersedia можно можем czy_możemy możemy
        sakte_hain sakte_hai sakta_hai chahiye chahiye_kya सकते_हैं सकते_है चाहिए يمكننا هل_يمكننا 可以 我们可以 할_수_있
    """,
    "agree": """
        accept accepts accepted accepting accepto acceptation allow* agree agrees agreed agreement permission* authorize*
        authorise* authorization approve* approved acepta* acepto aceita* aceito aceite accepte autoriza* autorizo
        autorización autorização
    """,
    "reach": """
        call calls calling_me call_back llamar llamadas ligar ligações appeler appels anrufen anrufe chiamare chiamate bellen
        appen whatsappen sms_en mailen schreiben anschreiben kontaktieren kontaktiert scrivere escribir escrever écrire
        dzwonić звонить звонки aranmak arama telepon_saya contacted contactarme contactarte contact_me message_me text_me
        send_me email_me reach sms whatsapp
    """,
    "stop": """
        do_not stopped
    """,
    "sent": """
        message_read messages_read is_read
        sent delivered opened clicked read_at seen replied bounced failed qualified enviado enviada enviados entregue
        entregado leído lido envoyé envoyée envoyés lu livré gesendet versendet verschickt zugestellt geöffnet
        gelesen inviato
        inviata consegnato verzonden gelezen geopend отправлен* доставлен* прочитан* wysłan* dostarczon* gönderildi okundu
        terkirim dikirim dibaca भेजा_गया भेजा تم_الإرسال 已发送 已送达 已读 送信済み 既読 발송됨 נשלח
    """,
    "link": """
        resposta* respuesta* risposta* antwort* antwoord* odpowied* réponse* jawaban*
        optional required mandatory opcional obligatorio obligatoire facultatif pflichtfeld only valid active aktif
        cuál_es cual_es qual_é qual_e quelle_est wie_ist
        of for to in on at by with or as if a an is are from per via about no no. nr de da do das dos del della dello dei
        di du des le la les el los las un una une em en com con sin sem sur pour par para por al au aux der die das den
        dem des von zu für fur mit im am bei auf van het een voor bij til till av på z w na o do dla od у в с на по для
        о из का की के को में في من على إلى أو の に を は へ で と 의 을 를
    """,
    "and": """
        and y e et und en ve и i och og ja dan và et si και и та و और 和
    """,
}
"""Words that turn a name into a question about consent, or join the two parts of a whole name."""
