"""Exports of address books and mail programs: Google, Outlook, Thunderbird, Yahoo, iCloud, Android, vCards as columns.

Column names as the programs write them; the people are made up. Every list is read without a mapping.
"""

import csv
import io

import pytest

from tests.deliveries import account, accounts, chunk, facts, keys, only_contact, read, webhook
from worker.handlers.row_reading import guess_mapping

GOOGLE_OLD = """\
Name,Given Name,Additional Name,Family Name,Yomi Name,Nickname,Birthday,Location,Notes,Group Membership,E-mail 1 - Type,\
E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value,Address 1 - Type,Address 1 - Street,\
Address 1 - City,Address 1 - Country,Organization 1 - Type,Organization 1 - Name,Organization 1 - Title
Asha Rao,Asha,,Rao,,,,,,* myContacts,* Home,asha@example.com,Home,(212) 555-0184,Mobile,(415) 555-2671,Home,1 Main St,Pune,\
US,,Rao Traders,Owner
Ravi Kumar,Ravi,,Kumar,,,,,,* myContacts,* Work,ravi@example.com,Work Fax,(212) 555-0185,Work,(212) 555-0186,,,,,,,
Meera Nair,Meera,,Nair,,,,,,* myContacts,,,Mobile,(415) 555-2672 ::: (415) 555-2673,,,,,,,,,
"""
GOOGLE_NEW = """\
First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Last Name,Nickname,File As,Organization Name,\
Organization Title,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,\
Address 1 - Label,Address 1 - Country,Address 1 - City
Asha,Devi,Rao,,,,,Rao Traders,,,,,* myContacts,* ,asha@example.com,Mobile,(415) 555-2671,Home,US,Austin
Ravi,,Kumar,,,,,,,,,,* myContacts,* ,ravi@example.com,Work Fax,(212) 555-0185,,,
"""
OUTLOOK = """\
First Name,Middle Name,Last Name,Company,Job Title,Business Street,Home Street,Home City,Assistant's Phone,Business Fax,\
Business Phone,Business Phone 2,Company Main Phone,Home Fax,Home Phone,Mobile Phone,Other Phone,Pager,Primary Phone,Telex,\
Assistant's Name,E-mail Address,E-mail Type,E-mail Display Name,Manager's Name,Spouse
Uwe,,Klein,Klein GmbH,,Ringstr. 1,Gartenweg 2,Potsdam,030 901829,030 901828,030 901820,,030 901800,,0331 280000,\
0151 23456109,,,,,Eva Roth,uwe@example.com,SMTP,Uwe Klein (uwe@example.com),Max Boss,Ute Klein
Eva,,Lang,,,,Weg 3,Ulm,,030 901838,,,,,0731 280001,,,,,,,eva@example.com,SMTP,Eva Lang,,
"""
THUNDERBIRD = """\
First Name,Last Name,Display Name,Primary Email,Secondary Email,Screen Name,Work Phone,Home Phone,Fax Number,Pager Number,\
Mobile Number,Home Address,Home City,Home Country,Job Title,Organization
Uwe,Klein,Uwe Klein,uwe@example.com,,,030 901821,030 901820,030 901828,,0151 23456109,Gartenweg 2,Potsdam,Deutschland,,\
Klein GmbH
"""
YAHOO = """\
First,Middle,Last,Email,Home,Work,Pager,Fax,Mobile,Other,Company,Work Address,Home Address,Home City
Jo,,Dean,jo@example.com,(212) 555-0184,(212) 555-0185,,(212) 555-0186,(415) 555-2671,,Dean Inc,,1 Main St,Springfield
Al,,Poe,al@example.com,(212) 555-0187,,,,,,,,,
"""
BARE = """\
Name,Mobile,Home,Work,Other
Uwe Klein,0151 23456109,030 901820,030 901821,
Eva Lang,,030 901822,,
Ute Gross,,,,030 901823
"""
ADDRESSES = """\
Name,Mobile,Home,Work
Uwe Klein,0151 23456109,"Gartenweg 2, 14467 Potsdam","Ringstr. 1, 10115 Berlin"
Eva Lang,0151 23456108,"Weg 3, 89073 Ulm",
"""
VCARD = """\
FN,N,ORG,TEL;TYPE=CELL,TEL;TYPE=HOME,TEL;TYPE=WORK;TYPE=FAX,item1.EMAIL;TYPE=HOME,ADR;TYPE=HOME,BDAY
Uwe Klein,Klein;Uwe;;;,Klein GmbH,0151 23456109,030 901820,030 901828,uwe@example.com,;;Weg 2;Potsdam;;14467;,1980-02-01
Eva Lang,Lang;Eva;;;,,,0731 280001,0731 280009,eva@example.com,,
"""
VCARD_SHORT = """\
N,TEL;CELL;PREF,EMAIL;INTERNET
Klein;Uwe;;;,0151 23456109,uwe@example.com
Lang;Eva;;Dr.;,0151 23456108,eva@example.com
"""
PHONE_OWN = """\
First name,Last name,iPhone,mobile,home,work,main,home email
Jo,Dean,(415) 555-2671,,,,,jo@example.com
Al,Poe,,,(212) 555-0184,(212) 555-0185,,
Bo,Ray,,(415) 555-2673,,,,
"""
TYPED_WRONG = """\
Nmae,Moblie Nubmer,Emial,Contry
Asha Rao,(415) 555-2671,asha@example.com,US
Ravi Kumar,(415) 555-2672,ravi@example.com,US
"""
UNKNOWN = """\
qwx,zzt,ppl
Asha Rao,(415) 555-2671,asha@example.com
Ravi Kumar,(415) 555-2672,ravi@example.com
"""
FAX_ONLY = """\
Name,Fax,Fax Number
Uwe Klein,+49 30 901828,+49 30 901829
"""


def people(text, region):
    """Name, own number and further ones of each person of a list that nobody mapped."""
    rows = list(csv.DictReader(io.StringIO(text)))
    decoded = read(chunk(rows), accounts(account(region=region)))
    assert not decoded.refused
    return [(facts(c).get("name"), keys(c)[0].partition(":")[2], c.alternates) for c in decoded.contacts]


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        (
            GOOGLE_OLD,
            "US",
            [
                ("Asha Rao", "14155552671", ("+12125550184",)),
                ("Ravi Kumar", "12125550186", ()),
                ("Meera Nair", "14155552672", ("+14155552673",)),
            ],
        ),
        (GOOGLE_NEW, "US", [("Asha Rao", "14155552671", ()), ("Ravi Kumar", "ravi@example.com", ())]),
        (
            OUTLOOK,
            "DE",
            [("Uwe Klein", "4915123456109", ("+4930901820", "+49331280000")), ("Eva Lang", "49731280001", ())],
        ),
        (THUNDERBIRD, "DE", [("Uwe Klein", "4915123456109", ("+4930901821", "+4930901820"))]),
        (YAHOO, "US", [("Jo Dean", "14155552671", ("+12125550184", "+12125550185")), ("Al Poe", "12125550187", ())]),
        (
            BARE,
            "DE",
            [
                ("Uwe Klein", "4915123456109", ("+4930901820", "+4930901821")),
                ("Eva Lang", "4930901822", ()),
                ("Ute Gross", "4930901823", ()),
            ],
        ),
        (ADDRESSES, "DE", [("Uwe Klein", "4915123456109", ()), ("Eva Lang", "4915123456108", ())]),
        (VCARD, "DE", [("Uwe Klein", "4915123456109", ("+4930901820",)), ("Eva Lang", "49731280001", ())]),
        (VCARD_SHORT, "DE", [("Uwe Klein", "4915123456109", ()), ("Dr. Eva Lang", "4915123456108", ())]),
        (
            PHONE_OWN,
            "US",
            [
                ("Jo Dean", "14155552671", ()),
                ("Al Poe", "12125550184", ("+12125550185",)),
                ("Bo Ray", "14155552673", ()),
            ],
        ),
        (TYPED_WRONG, "US", [("Asha Rao", "14155552671", ()), ("Ravi Kumar", "14155552672", ())]),
        (UNKNOWN, "US", [(None, "14155552671", ()), (None, "14155552672", ())]),
    ],
)
def test_exports_of_address_books_are_read_without_a_mapping(text, region, expected):
    assert people(text, region) == expected


def test_what_else_an_export_says_goes_where_it_belongs():
    rows = list(csv.DictReader(io.StringIO(OUTLOOK)))
    of = account(region="DE")
    mapping = guess_mapping(list(rows[0]), of, [list(row.values()) for row in rows])
    named = {role: column for column, role in mapping.items()}
    assert (named["email"], named["company"], named["city"]) == ("E-mail Address", "Company", "Home City")
    kept = (
        "Assistant's Phone",
        "Business Fax",
        "Company Main Phone",
        "Home Fax",
        "Manager's Name",
        "Spouse",
        "Middle Name",
    )
    assert [mapping[column] for column in kept] == list(kept)
    assert facts(only_contact(chunk(rows[:1]), accounts(of)))["Company Main Phone"] == "030 901800"


def test_a_fax_is_no_phone_however_it_is_written():
    rows = list(csv.DictReader(io.StringIO(FAX_ONLY)))
    assert [part.reason for part in read(chunk(rows)).refused] == ["no_identity"]
    assert [part.reason for part in read(webhook({"name": "Uwe", "Fax": "+49 30 901828"})).refused] == ["no_identity"]


def test_home_and_work_of_a_body_are_phones_where_they_hold_one():
    of = accounts(account(region="DE"))
    body = {"name": "Uwe Klein", "mobile": "0151 23456109", "home": "030 901820", "work": "Ringstr. 1, 10115 Berlin"}
    contact = only_contact(webhook(body), of)
    assert (keys(contact), contact.alternates) == (["phone:4915123456109"], ("+4930901820",))
    alone = only_contact(webhook({"name": "Uwe Klein", "home": "030 901820"}), of)
    assert keys(alone) == ["phone:4930901820"]


def test_a_number_of_something_unknown_is_no_phone_unless_it_is_written_as_one():
    rows = [{"Name": "Asha", "Zorblat number": "98765 43210"}, {"Name": "Ravi", "Zorblat number": "98765 43211"}]
    assert {part.reason for part in read(chunk(rows)).refused} == {"no_identity"}
    assert [part.reason for part in read(webhook(rows[0])).refused] == ["no_identity"]
    marked = [{"Name": "Asha", "Zorblat number": "+91 98765 43210"}]
    assert keys(only_contact(chunk(marked))) == ["phone:919876543210"]
    assert keys(only_contact(webhook(marked[0]))) == ["phone:919876543210"]
