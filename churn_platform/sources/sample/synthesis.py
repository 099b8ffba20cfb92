"""The rules for generating synthetic customers. None of them is real."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from churn_platform.config.contracts.column import Column
from churn_platform.config.contracts.contract import Contract

Draws = NDArray[Any]

_NUMERIC_FLAG = "senior_citizen"  # the only one that the source spells 0 and 1

_CHURN_SHARE = 0.265
_NEW_SHARE = 11 / 7043
_MONTHS = 72
_LETTERS = 26**5
# dollars a month for DSL, fiber optic and no internet; the add-ons are below
_INTERNET_PRICES = (24.5, 50.0, 0.0)
_PHONE_PRICE, _LINES_PRICE = 20.0, 5.0
_ADD_ONS = {
    "online_security": (5.0, 0.20, 0.35),
    "online_backup": (5.0, 0.22, 0.44),
    "device_protection": (5.0, 0.20, 0.48),
    "tech_support": (5.0, 0.20, 0.36),
    "streaming_tv": (10.0, 0.32, 0.36),
    "streaming_movies": (10.0, 0.32, 0.37),
}
"""Add-on: price, share among new internet customers, rise of that share over 72 months."""


class Customers:
    """Generate whole columns. A flag is a boolean, a category is its position in the contract.

    Args:
        contract: of the table.
        rows: how many customers.
        seed: the same seed gives the same rows.
        part: number of this part of a table, from 0.
        parts: number of parts; no two of them share an id.
    """

    def __init__(
        self, contract: Contract, rows: int, seed: int, part: int = 0, parts: int = 1
    ) -> None:
        self._layout, self._rows, self._part, self._parts = contract, rows, part, parts
        self._rng = np.random.default_rng([seed, part] if part else seed)

    def draw(self) -> dict[str, Draws]:
        """Return each column's values under our names."""
        codes = self._people()
        codes |= self._contract()
        codes |= self._services(codes["tenure"])
        codes |= self._billing(codes)
        codes["churn"] = self._churn(codes)
        spelled = {name: _spell(self._layout[name], code) for name, code in codes.items()}
        return spelled | {"customer_id": self._ids(), "total_charges": self._totals(codes)}

    def _flip(self, share: Draws | float) -> Draws:
        return self._rng.random(self._rows) < share

    def _pick(self, *weights: Draws | float) -> Draws:
        """Return random positions; each weight is one number or one per customer."""
        bounds = np.cumsum(np.stack([np.broadcast_to(w, self._rows) for w in weights]), axis=0)
        drawn = self._rng.random(self._rows) * bounds[-1]
        positions: Draws = (drawn >= bounds[:-1]).sum(axis=0)
        return positions

    def _ids(self) -> Draws:
        """Return unique ids of four digits, a dash and five letters."""
        spare = self._rows // 100 + 16
        maximum = 10_000 * _LETTERS // self._parts
        drawn = np.unique(self._rng.integers(maximum, size=self._rows + spare))
        drawn = self._rng.permutation(drawn)[: self._rows] * self._parts + self._part
        text = np.full((self._rows, 10), ord("-"), dtype=np.uint8)
        number, letters = np.divmod(drawn, _LETTERS)
        for place in range(4):
            text[:, 3 - place] = ord("0") + number // 10**place % 10
        for place in range(5):
            text[:, 9 - place] = ord("A") + letters // 26**place % 26
        return text.view("S10").ravel().astype("U10").astype(object)

    def _people(self) -> dict[str, Draws]:
        partner = self._flip(0.48)
        return {
            "gender": self._pick(0.495, 0.505),
            "senior_citizen": self._flip(0.16),
            "partner": partner,
            "dependents": self._flip(np.where(partner, 0.53, 0.09)),
        }

    def _contract(self) -> dict[str, Draws]:
        contract = self._pick(0.55, 0.21, 0.24)
        # long contracts correlate with long tenures
        a, b = np.array([0.75, 2.2, 2.6])[contract], np.array([2.2, 1.6, 0.75])[contract]
        tenure = np.ceil(self._rng.beta(a, b) * _MONTHS).clip(1, _MONTHS).astype(int)
        new = self._rng.permutation(self._rows)[: max(1, round(self._rows * _NEW_SHARE))]
        tenure[new] = 0
        return {"contract": contract, "tenure": tenure}

    def _services(self, tenure: Draws) -> dict[str, Draws]:
        internet = self._pick(0.344, 0.440, 0.216)
        phone = (internet != 0) | self._flip(0.72)
        lines = self._flip(np.where(internet == 1, 0.42, 0.22) + 0.3 * tenure / _MONTHS)
        services = {
            "internet_service": internet,
            "phone_service": phone,
            "multiple_lines": np.where(phone, 2 * lines, 1),
        }
        for name, (_, share, rise) in _ADD_ONS.items():
            has = self._flip(share + rise * tenure / _MONTHS)
            services[name] = np.where(internet == 2, 1, 2 * has)
        return services

    def _billing(self, codes: dict[str, Draws]) -> dict[str, Draws]:
        internet, age = codes["internet_service"], codes["tenure"] / _MONTHS
        prices = np.array(_INTERNET_PRICES)[internet] + _PHONE_PRICE * codes["phone_service"]
        prices += _LINES_PRICE * (codes["multiple_lines"] == 2)
        for name, (price, _, _) in _ADD_ONS.items():
            prices += price * (codes[name] == 2)
        charges = np.round((prices + self._rng.normal(0, 0.6, self._rows)) * 20) / 20
        check = np.array([0.30, 0.55, 0.10])[internet]
        return {
            "paperless_billing": self._flip(np.array([0.56, 0.77, 0.29])[internet]),
            "payment_method": self._pick(
                0.14 + 0.22 * age, 0.14 + 0.22 * age, check, 0.55 - 0.40 * age - 0.3 * check
            ),
            "monthly_charges": charges.clip(18.25),
        }

    def _totals(self, codes: dict[str, Draws]) -> Draws:
        """Return total charges as text: tenure times charges, with noise for past prices."""
        tenure = codes["tenure"]
        drift = np.where(tenure > 1, self._rng.normal(1, 0.03, self._rows), 1)
        totals = np.char.mod("%g", np.round(tenure * codes["monthly_charges"] * drift, 2))
        return np.where(tenure == 0, " ", totals).astype(object)

    def _churn(self, codes: dict[str, Draws]) -> Draws:
        """Return who churned: the fixed share with the highest log-odds plus logistic noise.

        This is the latent-variable form of a logistic model (McFadden 1974), with the intercept set
        by that share.
        """
        odds = np.array([0.0, -0.9, -1.9])[codes["contract"]]
        odds += np.array([0.0, 1.0, -0.8])[codes["internet_service"]]
        odds += np.array([0.0, -0.1, 0.6, -0.1])[codes["payment_method"]]
        odds += 0.4 * codes["paperless_billing"] + 0.5 * codes["senior_citizen"]
        odds -= 0.3 * codes["dependents"] + 0.5 * (codes["online_security"] == 2)
        odds -= 0.45 * (codes["tech_support"] == 2)
        odds += 0.006 * codes["monthly_charges"] - 2.2 * codes["tenure"] / _MONTHS
        odds += self._rng.logistic(size=self._rows)
        odds[codes["tenure"] == 0] = -np.inf
        left = np.zeros(self._rows, dtype=bool)
        count = min(round(self._rows * _CHURN_SHARE), int((codes["tenure"] > 0).sum()))
        left[np.argsort(odds, kind="stable")[self._rows - count :]] = True
        return left


def _spell(column: Column, codes: Draws) -> Draws:
    if column.kind == "numeric":
        return codes
    if column.name == _NUMERIC_FLAG:
        return codes.astype(int)
    words = column.values or ("No", "Yes")
    spelled: Draws = np.array(words, dtype=object)[codes.astype(int)]
    return spelled
