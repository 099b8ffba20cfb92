"""Headers compared by their letters and digits, without case, spaces and punctuation."""

import unicodedata


def normalised(header: str) -> str:
    """Return a header's letters and digits, casefolded, for comparison.

    `customerID`, `customer_id` and ` Customer ID ` are the same. A header of only punctuation is
    returned as it is.
    """
    folded = unicodedata.normalize("NFKC", header).casefold().strip().strip("\ufeff")
    return "".join(sign for sign in folded if sign.isalnum()) or folded
