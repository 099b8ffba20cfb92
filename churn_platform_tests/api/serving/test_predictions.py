import json

import pytest

from api.serving.predictions import is_short

CUSTOMER = {"tenure": 3, "Contract": "Two year"}


@pytest.mark.parametrize(
    ("document", "short"),
    [
        ({"customer": CUSTOMER}, True),
        ({"customers": [CUSTOMER]}, True),
        ({"customers": [CUSTOMER, CUSTOMER]}, False),
        ({"customers": [{}] * 1_000}, False),
        ({"customer": CUSTOMER | {"note": "x" * 4_096}}, False),
    ],
)
def test_a_short_body_has_one_customer_at_most(document: object, short: bool) -> None:
    assert is_short(json.dumps(document).encode()) is short
