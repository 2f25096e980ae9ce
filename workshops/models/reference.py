"""Short codes that people read out on the phone."""

import secrets

# Without letters and digits that are read or heard as another: 0 O, 1 I L, 5 S, 8 B, V W
ALPHABET = "234679ACDEFGHJKMNPQRTUXYZ"


def new_reference():
    return "".join(secrets.choice(ALPHABET) for _number in range(8))
