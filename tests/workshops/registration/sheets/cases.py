"""Lists of people as they come, and what is to be said of them: name -> (content, report).

A report is (encoding, delimiter, header row, records, empty, accepted, rejected, unchanged) and the
findings as (row, field, code, level).
"""

from tests.tools.sheets.files import ods, ods_row, xlsx

HEAD = ["Vorname", "Nachname", "Kommune", "E-Mail"]
PEOPLE = [
    ["Олена", "Ґудзь", "Вінниця", "olena@example.org"],
    ["Їжак", "Єсеп’юк", "Winnyzja", "yizhak@example.org"],
]
GERMAN = [
    ["Jürgen", "Groß", "Köln", "juergen@example.org"],
    ["Çlirim", "Bëri", "Winnyzja", "clirim@example.org"],
]


def written(rows, encoding="utf-8", delimiter=";", line_end="\r\n", head=HEAD):
    lines = [head, *rows]
    return line_end.join(delimiter.join(cells) for cells in lines).encode(encoding)


def fine(encoding="utf-8", delimiter=";", header_row=1, records=2, empty=0):
    return (encoding, delimiter, header_row, records, empty, records, 0, 0), []


QUOTED = (
    'Vorname,Nachname,Kommune,Funktion,E-Mail\r\nA,B,Köln,"Bau,\r\n""Leitung""",a@example.org\r\n'
)
RAGGED = (
    "Teilnehmende, Stand 1. Mai;;;\r\n\r\nVorname;Nachname;Kommune;E-Mail\r\n"
    "A;B;Köln;a@example.org\r\n;;;\r\nC;D;Köln\r\nE;F;Köln;e@example.org;zu viel\r\n\r\n"
    "G;;;g@example.org\r\n"
)
TRICKY = [
    ["", "", "Köln", "nobody@example.org"],
    ["A", "B", "Nirgendwo", "a@example.org"],
    ["C", "D", "Mykolajiw", "c@example.org"],
    ["E", "F", "Köln", "e@example"],
    ["G", "x" * 151, "Köln", "g@example.org"],
    ["H", "I", "", "h@example.org"],
    ["J", "K", "Köln", ""],
]
TWICE = [
    ["A", "B", "Köln", "Same@Example.org"],
    ["A", "B", "Winnyzja", "same@example.org "],
    ["Anna", "Meier", "Köln", ""],
    ["anna", "MEIER", "Köln", ""],
    ["Rоman", "Kоval", "Köln", "roman@example.org"],
    ["Capa", "Hoc", "Köln", "x@example.org"],
    ["Сара", "Нос", "Köln", "y@example.org"],
    ["Anna", "Meier", "Winnyzja", ""],
]
WORDS = [
    ["A", "B", "Köln", "a@example.org", "Energie", "Ukrainisch", "ukrainisch und Klingonisch"],
    ["C", "D", "Köln", "c@example.org", "Kultur", "Klingonisch", "uk de"],
]
WORDS_HEAD = [*HEAD, "Themenbereich", "Sprache", "Sprachen"]
ATTACK = [
    ["<script>alert(1)</script>", "{{7*7}}%s", "Köln", "a@example.org"],
    ["=1+1", "'=2", "Köln", "b@example.org"],
    ["=cmd|' /C calc'!A0", '=HYPERLINK("http://127.0.0.1:9/")', "Köln", "c@example.org"],
]

CASES = {
    # A40
    "utf-8": (written(PEOPLE), fine()),
    "utf-8 with a mark": (written(PEOPLE, "utf-8-sig"), fine("utf-8-sig")),
    "utf-16 le": (written(PEOPLE, "utf-16-le"), fine("utf-16-le")),
    "utf-16 le with a mark": (b"\xff\xfe" + written(PEOPLE, "utf-16-le"), fine("utf-16-le")),
    "utf-16 be": (written(PEOPLE, "utf-16-be"), fine("utf-16-be")),
    "cp1251": (written(PEOPLE, "cp1251"), fine("cp1251")),
    "cp1252": (written(GERMAN, "cp1252"), fine("cp1252")),
    "koi8-u": (written([PEOPLE[0]], "koi8-u"), fine("koi8-u", records=1)),
    "iso-8859-16": (written(GERMAN, "iso8859-16"), fine("cp1252")),
    "comma": (written(PEOPLE, delimiter=","), fine(delimiter=",")),
    "tab": (written(PEOPLE, delimiter="\t"), fine(delimiter="\t")),
    "bar": (written(PEOPLE, delimiter="|"), fine(delimiter="|")),
    "cr": (written(PEOPLE, line_end="\r"), fine()),
    "lf": (written(PEOPLE, line_end="\n"), fine()),
    "quoted line ends": (QUOTED.encode(), fine(delimiter=",", records=1)),
    "albanian": (
        written(GERMAN, head=["Emri", "Mbiemri", "Komuna", "Email-i"]),
        fine(),
    ),
    "ukrainian": (
        written(PEOPLE, head=["Ім'я", "Прізвище", "Громада", "Ел. пошта"]),
        fine(),
    ),
    "english": (
        written(PEOPLE, head=["First name", "Last name", "Municipality", "E-mail address"]),
        fine(),
    ),
    "keys": (
        written(PEOPLE, head=["given_name", "family_name", "sending_body", "email"]),
        fine(),
    ),
    "title, empty and ragged rows": (
        RAGGED.encode(),
        (
            ("utf-8", ";", 3, 4, 2, 2, 2, 0),
            [
                (6, "email", "missing_email", "warning"),
                (7, "", "too_many_cells", "error"),
                (9, "sending_body", "missing_sending_body", "error"),
            ],
        ),
    ),
    "no names": (
        written(PEOPLE, head=["A", "B", "Kommune", "E-Mail"]),
        (
            ("utf-8", ";", 1, 2, 0, 0, 2, 0),
            [
                (1, "family_name", "missing_column", "warning"),
                (2, "", "missing_name", "error"),
                (3, "", "missing_name", "error"),
            ],
        ),
    ),
    "neither names nor addresses": (
        written([["A", "Köln"]], head=["X", "Kommune"]),
        (
            ("utf-8", ";", 1, 1, 0, 0, 1, 0),
            [(1, "family_name", "missing_column", "error")],
        ),
    ),
    "whole names": (
        written([["Олена Ґудзь", "Köln", "a@example.org"]], head=["ПІБ", "Місто", "Email"]),
        (
            ("utf-8", ";", 1, 1, 0, 1, 0, 0),
            [(1, "family_name", "name_in_one_column", "warning")],
        ),
    ),
    "one column": (
        b"Name\r\nA B\r\n",
        (
            ("utf-8", ",", 1, 1, 0, 0, 1, 0),
            [
                (1, "family_name", "name_in_one_column", "warning"),
                (2, "sending_body", "missing_sending_body", "error"),
                (2, "email", "missing_email", "warning"),
            ],
        ),
    ),
    "workbook": (xlsx([HEAD, *PEOPLE]), fine("", "")),
    "workbook with a title and a second sheet": (
        xlsx(
            ("Hinweis", [["Liste der Teilnehmenden"], ["vertraulich"]]),
            ("Liste", [["Stand: 1. Mai"], [], HEAD, PEOPLE[0], ["", "", "", ""], PEOPLE[1]]),
        ),
        fine("", "", header_row=3, empty=1),
    ),
    "ods": (ods(ods_row(*HEAD) + "".join(ods_row(*row) for row in PEOPLE)), fine("", "")),
    # A42, and what else may be wrong with a row
    "wrong rows hide no others": (
        written(TRICKY),
        (
            ("utf-8", ";", 1, 7, 0, 1, 6, 0),
            [
                (2, "", "missing_name", "error"),
                (3, "sending_body", "unknown_municipality", "error"),
                (4, "sending_body", "ambiguous_municipality", "error"),
                (5, "email", "invalid_email", "error"),
                (6, "family_name", "too_long", "error"),
                (7, "sending_body", "missing_sending_body", "error"),
                (8, "email", "missing_email", "warning"),
            ],
        ),
    ),
    "duplicates and look-alikes": (
        written(TWICE),
        (
            ("utf-8", ";", 1, 8, 0, 6, 2, 0),
            [
                (3, "email", "duplicate_email", "error"),
                (4, "email", "missing_email", "warning"),
                (5, "", "duplicate_person", "error"),
                (5, "email", "missing_email", "warning"),
                (6, "given_name", "mixed_letters", "warning"),
                (6, "family_name", "mixed_letters", "warning"),
                (8, "", "similar_person", "warning"),
                (9, "", "same_name", "warning"),
                (9, "email", "missing_email", "warning"),
            ],
        ),
    ),
    "unknown track and language": (
        written(WORDS, head=WORDS_HEAD),
        (
            ("utf-8", ";", 1, 2, 0, 2, 0, 0),
            [
                (2, "languages_spoken", "unknown_language", "warning"),
                (3, "track_wish_1", "unknown_track", "warning"),
                (3, "language", "unknown_language", "warning"),
            ],
        ),
    ),
    # A43
    "markup and formulas": (written(ATTACK), fine(records=3)),
    "markup and formulas in a workbook": (xlsx([HEAD, *ATTACK]), fine("", "", records=3)),
}

# A41, and A40 where nothing can be read: name -> (content, code, row)
UNREAD = {
    "empty": (b"", "no_rows", 0),
    "header only": (b"Vorname;Nachname;Kommune\r\n", "no_rows", 0),
    "5,000 columns": (b";".join([b"x"] * 5000) + b"\r\na\r\n", "too_many_columns", 0),
    "unbalanced quote": (b'Vorname;Nachname\r\nA;B\r\n"C;D\r\nE;F\r\n', "unreadable_file", 3),
    "pdf": (b"%PDF-1.7\n\x01\x02\x00", "unreadable_file", 0),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "unreadable_file", 0),
    "html": (b"<html><table><tr><td>Name;Kommune\n</td></tr></table>", "unreadable_file", 0),
    "zip": (b"PK\x03\x04 and nothing more", "unreadable_file", 0),
    "xls or password": (b"\xd0\xcf\x11\xe0" + b"x" * 600, "unreadable_file", 0),
    "truncated workbook": (xlsx([HEAD, *PEOPLE])[:-100], "unreadable_file", 0),
}
