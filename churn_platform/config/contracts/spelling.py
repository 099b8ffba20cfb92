"""Headers compared by their letters and digits, without case, spaces and punctuation."""

import unicodedata


def normalised(header: str) -> str:
    """Return what of a header counts: its letters and digits, without case.

    `customerID`, `customer_id` and ` Customer ID ` are the same. A header of signs alone stays.
    """
    folded = unicodedata.normalize("NFKC", header).casefold().strip().strip("\ufeff")
    return "".join(sign for sign in folded if sign.isalnum()) or folded
