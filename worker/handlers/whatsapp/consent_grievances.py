"""What people say beside a request to stop: of how their number got there, and what they ask for instead."""

from typing import Final

from worker.handlers.whatsapp.consent_words import Phrases

# Courtesy of another kind: before or after a request; alone they ask a question, or complain.
GRIEVANCES: Final[Phrases] = {
    "en": (
        "i never asked, i never asked for this, from where did you get my number, i never asked for it, i never asked "
        "for these messages, i didnt ask for "
        "this, i did not ask for this, i never subscribed, i never subscribed to this, i never signed up, i never signed "
        "up for this, i did not sign up, i did not sign up for this, i didnt sign up, i didnt sign up for this, i never "
        "opted in, i never gave you my number, i did not give you my number, i didnt give you my number, i never gave my "
        "number, who gave you my number, who gave my number, who gave you this number, how did you get my number, how did "
        "you get this number, where did you get my number, where did you get this number, from where you got my number, "
        "where did u get my number, how did u get my number, who are you, who is this, i dont know you, i do not know "
        "you, i told you, i told you already, i already told you, i have told you, last warning, this is harassment, for "
        "the last time, how many times, i have asked before, i never contacted you, you people, spam, i will report you, "
        "i will block you, i will complain, i am not your customer, i dont need this, i dont need it, i do not need this, "
        "i dont want this, i do not want this"
    ),
    "es": (
        "nunca lo pedi, yo nunca lo pedi, nunca pedi esto, nunca me suscribi, no me suscribi, no pedi esto, quien le dio "
        "mi numero, quien les dio mi numero, quien te dio mi numero, quien dio mi numero, como consiguio mi numero, como "
        "consiguieron mi numero, de donde sacaron mi numero, de donde saco mi numero, no los conozco, no te conozco, "
        "quien es, quien eres, ya les dije, ya te dije, es spam"
    ),
    "pt": (
        "nunca pedi, nunca pedi isso, eu nunca pedi, eu nunca pedi isso, nao pedi isso, nunca me inscrevi, nunca me "
        "cadastrei, nao me cadastrei, quem te deu meu numero, quem deu meu numero, quem passou meu numero, como conseguiu "
        "meu numero, como conseguiram meu numero, onde conseguiu meu numero, onde pegou meu numero, nao te conheco, nao "
        "conheco voces, quem e voce, ja falei, ja pedi, e spam"
    ),
    "fr": (
        "je n'ai jamais demande, je n'ai jamais demande ca, je n'ai rien demande, je ne me suis jamais inscrit, je ne me "
        "suis jamais inscrite, qui vous a donne mon numero, qui t'a donne mon numero, comment avez vous eu mon numero, ou "
        "avez vous eu mon numero, je ne vous connais pas, qui etes vous, je vous l'ai deja dit, c'est du spam"
    ),
    "de": (
        "ich habe nie darum gebeten, ich habe das nie bestellt, ich habe mich nie angemeldet, das habe ich nie bestellt, "
        "ich habe nie zugestimmt, woher haben sie meine nummer, woher habt ihr meine nummer, wer hat ihnen meine nummer "
        "gegeben, von wem haben sie meine nummer, ich kenne sie nicht, wer sind sie, wer ist da, das ist spam"
    ),
    "it": (
        "non l'ho mai chiesto, non ho mai chiesto, non ho chiesto niente, non mi sono mai iscritto, non mi sono mai "
        "iscritta, chi vi ha dato il mio numero, chi ti ha dato il mio numero, come avete avuto il mio numero, dove avete "
        "preso il mio numero, non vi conosco, chi siete, ve l'ho gia detto, e spam"
    ),
    "nl": (
        "ik heb hier nooit om gevraagd, ik heb nooit gevraagd, ik heb me nooit aangemeld, wie heeft u mijn nummer "
        "gegeven, wie heeft jullie mijn nummer gegeven, hoe komt u aan mijn nummer, hoe komen jullie aan mijn nummer, ik "
        "ken u niet, ik ken jullie niet, wie bent u, dit is spam"
    ),
    "id": (
        "saya tidak pernah minta, saya tidak pernah daftar, saya tidak pernah mendaftar, siapa yang kasih nomor saya, "
        "dapat nomor saya dari mana, dari mana dapat nomor saya, tau nomor saya dari mana, siapa ini, saya tak pernah "
        "minta, mana dapat nombor saya, siapa bagi nombor saya"
    ),
    "tr": (
        "ben istemedim, ben boyle bir sey istemedim, hic uye olmadim, uye olmadim, numarami kim verdi, numarami nereden "
        "buldunuz, numarami nereden aldiniz, sizi tanimiyorum, siz kimsiniz, kimsiniz"
    ),
    "ru": (
        "я не просил, я не просила, я этого не просил, я этого не просила, я не подписывался, я не подписывалась, я "
        "никогда не подписывался, откуда у вас мой номер, кто дал вам мой номер, кто вам дал мой номер, где вы взяли мой "
        "номер, я вас не знаю, кто вы, кто это, это спам"
    ),
    "uk": (
        "я не просив, я не просила, я не підписувався, я не підписувалась, звідки у вас мій номер, хто дав вам мій номер, "
        "я вас не знаю, хто ви"
    ),
    "hi": (
        "maine kabhi nahi manga, maine nahi manga, maine kabhi nahi bola, mera number kisne diya, mera number kahan se "
        "mila, number kisne diya, number kaha se mila, mera number kaha se mila, aapko mera number kisne diya, aap kaun, "
        "kaun ho aap, kaun hai aap, मेरा नंबर किसने दिया, मेरा नंबर कहाँ से मिला, मैंने कभी नहीं माँगा, मैंने नहीं माँगा, "
        "आप कौन हैं"
    ),
    "ar": (
        "لم اطلب ذلك, لم اطلب هذا, لم اشترك, ما طلبت, من اعطاك رقمي, من اعطاكم رقمي, من وين جبت رقمي, من وين جبتوا رقمي, "
        "كيف حصلتم على رقمي, من انت, من انتم, لا اعرفكم"
    ),
    "zh": "我没有订阅, 我从来没有订阅, 谁给你我的号码, 你怎么有我的号码, 你是谁",
    "ja": "登録していません, 申し込んでいません, どこで番号を知りましたか, どなたですか",
    "pl": (
        "nigdy o to nie prosilem, nigdy o to nie prosilam, nie zapisywalem sie, nie zapisywalam sie, skad macie moj "
        "numer, skad masz moj numer, kto dal wam moj numer, nie znam was, kim jestescie"
    ),
    "sv": (
        "jag har aldrig bett om detta, jag har aldrig anmalt mig, varifran har ni mitt nummer, hur fick ni mitt nummer, "
        "vem gav er mitt nummer, jag kanner er inte"
    ),
    "no": (
        "jeg har aldri bedt om dette, jeg har aldri meldt meg pa, hvor har dere nummeret mitt fra, hvem ga dere nummeret "
        "mitt, jeg kjenner dere ikke"
    ),
    "da": (
        "jeg har aldrig bedt om det, jeg har aldrig tilmeldt mig, hvor har i mit nummer fra, hvem gav jer mit nummer, jeg "
        "kender jer ikke"
    ),
    "fi": "en ole pyytanyt tata, en ole tilannut tata, mista saitte numeroni, kuka antoi numeroni",
    "cs": "nikdy jsem o to nezadal, nikdy jsem o to nezadala, odkud mate me cislo, kdo vam dal me cislo, neznam vas",
    "hu": "soha nem kertem, nem kertem, nem iratkoztam fel, honnan van meg a szamom, ki adta meg a szamomat",
    "ro": "nu am cerut, nu am cerut asta, nu m am abonat, de unde aveti numarul meu, cine v a dat numarul meu, nu va cunosc",
    "el": "δεν το ζητησα, δεν ζητησα τιποτα, δεν γραφτηκα, που βρηκατε τον αριθμο μου, ποιος σας εδωσε τον αριθμο μου",
    "vi": "tôi không đăng ký, tôi chưa bao giờ đăng ký, ai cho bạn số của tôi, sao có số của tôi, bạn là ai",
    "ko": "신청한 적 없어요, 신청한 적 없습니다, 제 번호 어떻게 아셨어요, 누구세요",
    "he": "לא ביקשתי, מעולם לא נרשמתי, לא נרשמתי, מי נתן לכם את המספר שלי, מאיפה יש לכם את המספר שלי, מי אתם",
    "bn": "আমি চাইনি, কে আমার নম্বর দিয়েছে, আমার নম্বর কোথায় পেলেন, আপনি কে",
    "mr": "माझा नंबर कोणी दिला, मी मागितले नाही, माझा नंबर कुठून मिळाला, तुम्ही कोण",
    "fa": "من نخواستم, من ثبت نام نکردم, شماره من را از کجا آوردید, شماره منو کی داده, شما کی هستید",
    "sw": "sikuomba, sijawahi kuomba, nani alikupa namba yangu, umepata wapi namba yangu",
    "ms": "siapa beri nombor saya, saya tidak pernah mendaftar",
    "fil": (
        "hindi ako nag sign up, hindi ko hiningi, sino nagbigay ng number ko, saan nyo nakuha number ko, san nyo nakuha "
        "number ko"
    ),
}
# How a sentence begins that asks for more: after a bare "stop" it is about that, and not about messages.
RESUMED: Final = (
    "send, ship, deliver, give, bring, make, take, change, add, show, tell, continue, go on, wait, instead, use, put, envia, "
    "envie, envien, enviame, manda, mande, manden, mandame, envoie, envoyez, schick, schicken, schickt, sende, senden, "
    "mandate, invia, inviate, stuur, stuurt, kirim, gonder, gonderin, пришлите, пришли, отправьте, отправь, bhejo, bhej do, "
    "भेजो, भेजिए, أرسل, ارسل, wyslij, skicka, send meg, laheta, posli, kuldje, trimite, στειλτε"
)
