"""What protects the data, as built; docs/privacy/measures.md is made of it. Each line is true of
the code, or it does not stand here."""

MEASURES = (
    (
        "Confidentiality",
        (
            "Each page states who may open it; a test fails for a page without such a policy.",
            "Food, access and travel have a permission of their own; so have lists and erasing.",
            "Passwords are stored with Argon2; personal links and door passes only as hashes.",
            "Personal links expire, can be revoked, and show nothing before a button is pressed.",
            "Guesses at secret addresses are counted and slowed down for all processes together.",
            "With an https address: redirect, HSTS, cookies that no script and no other site "
            "reads. A strict content security policy, no inline scripts, no foreign servers.",
            "Uploads lie outside the web root under random names; only views hand them out.",
            "Pictures are drawn anew, without place and camera data.",
            "People whom they endanger are protected: they stand on no page, in no ordinary list, "
            "and on papers without their municipality.",
        ),
    ),
    (
        "Integrity",
        (
            "Every change of a status is noted with who, when and why; texts have a history.",
            "Seats are promised under a lock of the workshop; rules of the data are constraints of "
            "the database.",
            "Input passes a form; spreadsheets are guarded against formulas; papers take data as "
            "text, never as markup.",
        ),
    ),
    (
        "Minimisation and erasure",
        (
            "Each field has a term, see [retention](../retention.md); a check refuses a field "
            "without one. Passport numbers and dates of birth are never asked for.",
            "The text of a message is erased once it is sent, given up or no longer needed.",
            "Lists leave only with a purpose that fixes their columns; who took which is logged, "
            "without names.",
            "Logs hold numbers and codes, no names, addresses or tokens.",
        ),
    ),
    (
        "Availability",
        (
            "Mails are written in the transaction that causes them and sent by a worker that goes "
            "on after a kill; none is lost.",
            "Pages answer “please retry” while the database restarts, and find it again.",
        ),
    ),
    (
        "Checking",
        (
            "The tests run on both databases and in a browser, with attacks on every input.",
            "Each erasure leaves a report with numbers and no names.",
        ),
    ),
)
OF_THE_OPERATOR = (
    "who has an account and why; how accounts are given and taken",
    "encryption of the disks, backups and how long they are kept: `script/restore` erases again "
    "who was erased since, from `erasures.log`, which is kept with the backups",
    "updates of the machine, access to it, its logs and how long they are kept",
    "contracts with whoever hosts the machine and the mail server (Art. 28)",
)
