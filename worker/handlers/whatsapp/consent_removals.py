"""Requests to be taken off a list, per language: of a person or a number. As `consent_requests`."""

from collections.abc import Iterator
from typing import Final

from worker.handlers.whatsapp.consent_removals_scripts import OTHER_SCRIPTS, UNSPACED_REMOVALS

# Each of the first with each of the second, word for word.
IN_LATIN: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "en",
        (
            "remove me from, remove us from, remove my mobile no from, remove my number from, remove my no from, remove my "
            "contact from, remove my name "
            "from, remove my phone number from, remove this number from, delete me from, delete my number from, delete my no "
            "from, delete my contact from, delete this number from, take me off, take my number off, take my name off, take "
            "this number off, get me off, unsubscribe me from, drop me from, can you remove me from, can you remove my number "
            "from, i want to be removed from, i want my number removed from, i want to be off, erase my number from"
        ),
        (
            "your list, this list, the list, your lists, all your lists, all lists, your database, your data base, your "
            "system, your records, your contacts, your contact list, your mailing list, your broadcast, your broadcast list, "
            "your marketing list, your group, this group, your calling list, your whatsapp list, your whatsapp, your data, "
            "here"
        ),
    ),
    (
        "en",
        "remove, delete, erase, please remove",
        "my number, my no, my phone number, my mobile number, my contact, my contact number, my whatsapp number",
    ),
    (
        "es",
        (
            "quiten mi numero de, quita mi numero de, quite mi numero de, saquen mi numero de, saca mi numero de, saque mi "
            "numero de, eliminen mi numero de, elimina mi numero de, elimine mi numero de, eliminar mi numero de, borren mi "
            "numero de, borra mi numero de, borre mi numero de, retiren mi numero de, quitenme de, quiteme de, quitame de, "
            "saquenme de, saqueme de, sacame de, eliminenme de, eliminame de, borrenme de, borrame de"
        ),
        (
            "la lista, su lista, tu lista, esta lista, sus listas, sus contactos, su base de datos, la base de datos, su "
            "sistema, el grupo, su agenda"
        ),
    ),
    (
        "pt",
        (
            "remova meu numero, remova o meu numero, remover meu numero, removam meu numero, tire meu numero, tira meu "
            "numero, tirem meu numero, apague meu numero, apaga meu numero, exclua meu numero, excluam meu numero, retire meu "
            "numero, me tire, me tira, me tirem, me remova, me remove, me exclua, me retire"
        ),
        (
            "da lista, da sua lista, dessa lista, desta lista, da lista de voces, de sua lista, das listas, da base, da sua "
            "base, da base de dados, da sua base de dados, do sistema, do cadastro, da lista de transmissao, dos contatos, do "
            "grupo"
        ),
    ),
    (
        "fr",
        (
            "retirez moi de, retire moi de, enlevez moi de, supprimez moi de, effacez moi de, retirez mon numero de, enlevez "
            "mon numero de, supprimez mon numero de, effacez mon numero de, retirer mon numero de, supprimer mon numero de, "
            "enlever mon numero de, sortez moi de"
        ),
        (
            "la liste, votre liste, cette liste, vos listes, votre base, votre base de donnees, vos contacts, vos fichiers, "
            "votre fichier, votre repertoire, votre systeme"
        ),
    ),
    (
        "de",
        (
            "nehmen sie mich, nehmt mich, streichen sie mich, streicht mich, entfernen sie mich, loschen sie mich, loeschen "
            "sie mich, nehmen sie meine nummer, streichen sie meine nummer, entfernen sie meine nummer, loschen sie meine "
            "nummer, loeschen sie meine nummer, loscht meine nummer, loescht meine nummer, nimm meine nummer, nimm mich"
        ),
        (
            "von der liste, von ihrer liste, von dieser liste, von eurer liste, aus der liste, aus ihrer liste, aus dem "
            "verteiler, aus ihrem verteiler, von ihrem verteiler, aus eurem verteiler, aus ihrer datenbank, aus der "
            "datenbank, aus ihrem system, aus dem system, aus ihrer kartei"
        ),
    ),
    (
        "it",
        (
            "toglietemi, toglimi, rimuovetemi, rimuovimi, cancellatemi, cancellami, eliminatemi, togliete il mio numero, "
            "togli il mio numero, rimuovete il mio numero, rimuovi il mio numero, cancellate il mio numero, cancella il mio "
            "numero, eliminate il mio numero"
        ),
        (
            "dalla lista, dalla vostra lista, da questa lista, dalle vostre liste, dai contatti, dai vostri contatti, dal "
            "database, dal vostro database, dalla mailing list, dal sistema, dalla rubrica"
        ),
    ),
    (
        "nl",
        (
            "verwijder mij, verwijder me, haal mij, haal me, schrap mij, verwijder mijn nummer, haal mijn nummer, wis mijn "
            "nummer, verwijdert u mij, verwijdert u mijn nummer"
        ),
        (
            "van de lijst, van jullie lijst, van uw lijst, van deze lijst, uit de lijst, uit jullie lijst, uit uw lijst, uit "
            "jullie bestand, uit uw bestand, uit het systeem, uit jullie systeem, uit jullie database, uit uw database"
        ),
    ),
    (
        "id",
        (
            "hapus nomor saya dari, hapus no saya dari, hapus nomer saya dari, hapus saya dari, keluarkan saya dari, "
            "keluarkan nomor saya dari, buang nombor saya dari, padam nombor saya dari, keluarkan nombor saya dari"
        ),
        (
            "daftar, daftar anda, list, list anda, database, database anda, kontak, kontak anda, grup, sistem, senarai, "
            "senarai anda"
        ),
    ),
    ("id", "hapus, tolong hapus, padam, buang", "nomor saya, no saya, nomer saya, nombor saya, kontak saya"),
    (
        "tr",
        "numarami, benim numarami, beni, telefon numarami",
        (
            "listeden cikarin, listenizden cikarin, listeden cikar, listeden silin, listenizden silin, sistemden silin, "
            "sisteminizden silin, kayitlarinizdan silin, rehberden silin, rehberinizden silin, veritabanindan silin, "
            "veritabaninizdan silin, listenizden kaldirin, silin"
        ),
    ),
    (
        "hi",
        (
            "mera number, mera no, mera nambar, mera mobile number, mera naam, mera contact, mujhe, mujhko, hamara number, "
            "mere number ko"
        ),
        (
            "list se hatao, list se hata do, list se hataye, list se hataiye, apni list se hatao, apni list se hata do, apne "
            "list se hatao, apne list se hata do, aapki list se hatao, list se nikalo, list se nikal do, apni list se nikalo, "
            "apni list se nikal do, list se remove karo, list se remove kar do, list se delete karo, database se hatao, "
            "database se hata do, group se nikalo, group se hatao"
        ),
    ),
    (
        "hi",
        "mera number, mera no, mera nambar, mera mobile number, mera contact, hamara number",
        (
            "hatao, hata do, hataiye, hataye, hata dijiye, hata dena, delete karo, delete kar do, delete kijiye, delete kare, "
            "remove karo, remove kar do, remove kijiye, remove kare, nikalo, nikal do"
        ),
    ),
    (
        "hi",
        "band karo, band kro, band kar do, band kardo, band kijiye, band kare, band karen, stop karo, stop kro, stop kar do",
        (
            "messages, message, msg, msgs, sms, ye messages, ye message, ye msg, ye sab messages, messages bhejna, message "
            "bhejna, msg bhejna, promotion, promotions, ads, whatsapp messages, spam"
        ),
    ),
    (
        "pl",
        (
            "usun moj numer z, usuncie moj numer z, prosze usunac moj numer z, usunac moj numer z, skasujcie moj numer z, "
            "usun mnie z, usuncie mnie z, prosze usunac mnie z, wykreslcie mnie z, wypiszcie mnie z, wypisz mnie z"
        ),
        "listy, waszej listy, tej listy, bazy, waszej bazy, swojej bazy, bazy danych, waszej bazy danych, systemu, kontaktow",
    ),
    ("pl", "usun, usuncie, usunac, skasujcie, skasuj", "moj numer, moj nr, moj kontakt"),
    (
        "sv",
        "ta bort mig fran, ta bort mitt nummer fran, radera mitt nummer fran, stryk mig fran, plocka bort mig fran",
        "listan, er lista, din lista, eran lista, registret, ert register, databasen, er databas",
    ),
    ("sv", "ta bort, radera", "mitt nummer, mitt telefonnummer"),
    (
        "no",
        "fjern meg fra, slett meg fra, fjern nummeret mitt fra, slett nummeret mitt fra, stryk meg fra",
        "listen, listen deres, lista, lista deres, registeret, databasen, databasen deres",
    ),
    ("no", "fjern, slett", "nummeret mitt, mitt nummer"),
    (
        "da",
        "fjern mig fra, slet mig fra, fjern mit nummer fra, slet mit nummer fra, tag mig af",
        "listen, jeres liste, din liste, databasen, jeres database, jeres system, kartoteket",
    ),
    ("da", "fjern, slet", "mit nummer, mit telefonnummer"),
    (
        "fi",
        "poista, poistakaa",
        "numeroni, minut listalta, minut listaltanne, numeroni listalta, numeroni listaltanne, numeroni rekisterista",
    ),
    (
        "cs",
        (
            "smazte me cislo z, vymazte me cislo z, odstrante me cislo z, vymazte me z, vyradte me z, odstrante me z, smazte "
            "moje cislo z"
        ),
        "seznamu, vaseho seznamu, databaze, vasi databaze, evidence, vasi evidence",
    ),
    ("cs", "smazte, vymazte, odstrante", "me cislo, moje cislo"),
    (
        "hu",
        "toroljenek, toroljon, vegyenek le, vegyen le",
        "a listarol, a listajukrol, az adatbazisbol, az adatbazisukbol",
    ),
    ("hu", "toroljek, torolje, toroljetek", "a szamomat, a telefonszamomat"),
    (
        "ro",
        (
            "stergeti numarul meu din, sterge numarul meu din, scoateti numarul meu din, scoateti ma din, eliminati ma din, "
            "stergeti ma din"
        ),
        "lista, lista dvs, lista voastra, lista dumneavoastra, baza de date, baza voastra de date, contacte",
    ),
    ("ro", "stergeti, sterge, eliminati", "numarul meu, numarul meu de telefon"),
    (
        "sw",
        "ondoa namba yangu, futa namba yangu, ondoa nambari yangu, niondoe",
        "kwenye orodha, kwenye orodha yenu, kwenye orodha yako, kwenye mfumo",
    ),
    ("sw", "futa, ondoa, tafadhali futa", "namba yangu, nambari yangu"),
    (
        "ms",
        "buang, padam, keluarkan",
        "nombor saya, no saya, saya dari senarai, nombor saya dari senarai, nombor telefon saya",
    ),
    (
        "fil",
        "tanggalin nyo, tanggalin niyo, paki tanggal, alisin nyo, alisin niyo, pakitanggal, burahin nyo, paki remove",
        "number ko, ang number ko, ako sa list, ako sa listahan, number ko sa list, ang number ko sa listahan nyo",
    ),
)
REMOVALS: Final = (*IN_LATIN, *OTHER_SCRIPTS)


def removals() -> Iterator[str]:
    """Yield every request to be taken off a list."""
    for _, verbs, objects in REMOVALS:
        yield from (f"{verb} {what}" for verb in verbs.split(", ") for what in objects.split(", "))
    for _, listed in UNSPACED_REMOVALS:
        yield from listed.split(", ")
