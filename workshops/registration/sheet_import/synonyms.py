"""How others head the columns of their lists, in our four languages."""

SYNONYMS = {
    "given_name": (
        "Vorname | Vornamen | Vorname(n) | Rufname | First name | Given names | Forename"
        " | Ім’я | Імена | Ім’я та по батькові | Ім’я по батькові | Emri | Emër"
    ),
    # a whole name in one column is no reason to take it apart
    "family_name": (
        "Nachname | Familienname | Zuname | Name | Last name | Surname | Family name | Full name"
        " | Name and surname | Vor- und Nachname | Vorname Nachname | Name, Vorname | Прізвище"
        " | ПІБ | П.І.Б. | Прізвище, ім’я, по батькові | Прізвище та ім’я | Прізвище ім’я"
        " | Ім’я та прізвище | Ім’я прізвище | Mbiemri | Mbiemër | Emri dhe mbiemri"
        " | Emri mbiemri | Teilnehmer | Teilnehmerin | Teilnehmende | Teilnehmer/in | Participant"
        " | Participants | Delegate | Учасник | Учасниця | Учасники | Pjesëmarrësi | Pjesëmarrësit"
    ),
    "name_latin": (
        "Name in lateinischen Buchstaben | Name lateinisch | Name im Pass | Name laut Pass"
        " | Latin name | Name in Latin | Passport name | Name as in passport | Латиницею"
        " | Ім’я латиницею | ПІБ латиницею | Прізвище латиницею | Emri në pasaportë"
        " | Emri latinisht"
    ),
    "sending_body": (
        "Kommune | Gemeinde | Stadt | Stadt/Gemeinde | Ort | Delegation | Entsendende Kommune"
        " | Organisation | Institution | Municipality | City | Town | Hromada | Громада | Місто"
        " | Муніципалітет | Територіальна громада | Назва громади | Організація | Установа"
        " | Делегація | Komuna | Komunë | Bashkia | Qyteti | Organizata"
        " | Institucioni | Delegacioni"
    ),
    "country": "Land | Staat | Country | Країна | Держава | Shteti | Vendi",
    "employer": (
        "Arbeitgeber | Dienststelle | Behörde | Firma | Company | Роботодавець | Місце роботи"
        " | Punëdhënësi | Vendi i punës"
    ),
    "position": (
        "Funktion | Position | Amt | Stelle | Beruf | Tätigkeit | Job title | Function | Post"
        " | Посада | Функція | Pozita | Funksioni | Detyra | Profesioni"
    ),
    "email": (
        "E-Mail | Mail | E-Mail-Adresse | Mailadresse | E-mail address | Електронна пошта"
        " | Ел. пошта | Пошта | Електронна адреса | Адреса електронної пошти | Emaili"
        " | Posta elektronike | Adresa e emailit"
    ),
    "phone": (
        "Telefon | Tel | Tel. | Telefonnummer | Tel.-Nr. | Handy | Mobil | Mobiltelefon | Phone"
        " | Phone number | Telephone | Mobile | Телефон | Тел. | Номер телефону | Мобільний"
        " | Telefoni | Numri i telefonit | Celulari"
    ),
    "academic_title": "Titel | Akad. Titel | Науковий ступінь | Вчене звання | Titulli",
    "salutation": "Anrede | Form of address | Звертання | Пан/пані | Përshëndetja",
    "language": (
        "Sprache | Korrespondenzsprache | Language | Preferred language | Мова | Мова листування"
        " | Мова спілкування | Gjuha"
    ),
    "languages_spoken": (
        "Sprachen | Sprachkenntnisse | Languages | Мови | Володіння мовами | Знання мов | Gjuhët"
    ),
    "needs_interpretation": (
        "Dolmetschen | Dolmetschung | Verdolmetschung | Interpretation | Потрібен переклад"
        " | Переклад | Përkthim | Interpretim"
    ),
    "track_wish_1": (
        "Themenbereich | Thema | Wunsch | Erstwunsch | Track | Thematic track | Topic | Wish"
        " | Тематичний напрям | Напрям | Тема | Fusha tematike | Tema"
    ),
    "track_wish_2": "Zweitwunsch | Second wish | Другий напрям",
    "assigned_track": (
        "Gruppe | Arbeitsgruppe | Group | Working group | Група | Робоча група | Секція | Grupi"
        " | Grupi i punës"
    ),
    "role": "Rolle | Роль | Roli",
    "rank": "Rang | Reihenfolge | Order | Порядок | Renditja",
    "is_head": "Leitung | Delegationsleiter | Head | Керівник | Kreu",
    "is_substitute": "Ersatzperson | Substitute | Запасний | Zëvendësues",
    "attendance_mode": "Teilnahme | Form der Teilnahme | Attendance | Формат участі | Pjesëmarrja",
    "days": "Tage | Anwesenheit | Дні | Ditët",
    "reference": "Kennung | Referenz | Код | Referenca",
}
