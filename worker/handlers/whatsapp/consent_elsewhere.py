"""What people ask for instead of messages: to be called, to be written to by mail. Behind a bare "stop" it says what is to stop.

"STOP call my wife", "stop, but call me": whoever wants to be reached in another way wants no more messages in this one.
Phrases as `consent_words` has them; each begins what follows the request.
"""

from collections.abc import Iterator
from typing import Final

# Per language: what joins it to the request, nothing too, and how it begins.
ELSEWHERE: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "en",
        (
            "but, and, and just, just, instead, rather, please, but please, but you can, but u can, but you may, you can, u"
            " can, "
            "you may, better, better to, only, but only, but just, and please, if needed, if you need anything, if urgent"
        ),
        (
            "call me, call my, call us, call back, call at, call on, call if, call him, call her, call instead, call only, "
            "call, calling is, calls are, phone me, phone my, ring me, ring my, telephone me, give me a call, email me, "
            "email my, e mail me, mail me, mail my, text me on, text my, contact me by, contact me on my, contact my, contact "
            "me at, reach me at, reach me by, reach me on, talk to my, speak to my, speak with my, talk to me, ask my, write "
            "to my, message my, contact him, contact her, send email, send me an email, send an email"
        ),
    ),
    (
        "hi",
        "lekin, par, magar, aur, sirf, bas, लेकिन, पर, और, सिर्फ",
        (
            "call karo, call kro, call kar sakte, call kijiye, call kare, call karna, phone karo, phone kro, phone kar, mujhe "
            "call, mujhe phone, कॉल करो, कॉल करें, कॉल कर, फोन करो, फोन करें, मुझे कॉल, मुझे फोन"
        ),
    ),
    (
        "es",
        "pero, y, mejor, solo, por favor, pero pueden, pueden, puede",
        (
            "llamame, llamenme, llameme, llamar, llama a, llamen a, llame a, llamadme, escribeme por correo, mandame un "
            "correo, escriban a mi, contacten a mi, contacta a mi, por correo, por telefono"
        ),
    ),
    (
        "pt",
        "mas, e, melhor, so, por favor, mas pode, pode, mas podem, podem",
        (
            "me liga, me ligue, me liguem, me ligar, me telefonar, ligue para, liga para, ligar para, ligar, ligue, me "
            "telefone, me mande um email, "
            "fale com, falem com, fala com, por telefone, por email"
        ),
    ),
    (
        "fr",
        "mais, et, plutot, svp, mais vous pouvez, vous pouvez",
        (
            "appelez moi, appelle moi, appelez, m'appeler, appeler, appelez ma, appelez mon, ecrivez moi par mail, envoyez "
            "moi un "
            "mail, contactez ma, contactez mon, par telephone, par mail"
        ),
    ),
    (
        "de",
        "aber, und, lieber, bitte, sondern, aber bitte, aber sie konnen, sie konnen, aber gerne, gerne",
        (
            "rufen sie, ruf mich, ruft mich, ruf meine, ruft meine, anrufen, mich anrufen, anruf, telefonisch, per telefon, "
            "schreiben sie mir eine mail, per mail, per e mail, per email, kontaktieren sie meine, kontaktieren sie meinen,"
            " fragen "
            "sie meine, fragen sie meinen"
        ),
    ),
    (
        "it",
        "ma, e, piuttosto, per favore",
        "chiamatemi, chiamami, chiamate, chiama, chiamarmi, scrivetemi una mail, per telefono, via mail",
    ),
    (
        "nl",
        "maar, en, liever, graag",
        "bel me, bel mij, bel mijn, bellen, mail me, mail mij, mail mijn, per mail, per telefoon",
    ),
    (
        "id",
        "tapi, dan, lebih baik, tolong, cukup",
        "telepon saya, telepon, telpon saya, telpon, hubungi istri, hubungi suami, email saya, lewat telepon",
    ),
    ("tr", "ama, ve, lutfen, sadece", "beni arayin, arayin, ara beni, esimi arayin, telefonla, e posta, mail atin"),
    (
        "ru",
        "но, и, лучше, пожалуйста, а",
        "позвоните, звоните, позвони, перезвоните, пишите на почту, на почту, по телефону",
    ),
    ("ar", "لكن, ولكن, بس, و", "اتصل, اتصلوا, اتصلي, كلمني, كلموني, راسلني على البريد, بالهاتف"),
    (
        "pl",
        "ale, i, prosze, lepiej",
        "zadzwon, zadzwoncie, dzwon, dzwoncie, prosze dzwonic, mailem, napiszcie maila, telefonicznie",
    ),
)


def beginnings() -> Iterator[str]:
    """Yield how a sentence begins that asks to be reached in another way."""
    for _, joints, ways in ELSEWHERE:
        for way in ways.split(", "):
            yield way
            yield from (f"{joint} {way}" for joint in joints.split(", "))
