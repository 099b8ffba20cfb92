"""Recognize headers of customer ids, in many languages."""

import re
import unicodedata
from typing import Final

_PERSONS: Final = (
    "customer", "cust", "client", "klient", "kunde", "kund", "cliente", "klant", "user",
    "usuario", "utente", "utilisateur", "nutzer", "member", "membership", "mitglied", "membre",
    "miembro", "membro", "socio", "account", "acct", "acc", "konto", "compte", "cuenta",
    "conta", "subscriber", "subscription", "abonne", "abonnent", "abonado", "assinante",
    "suscriptor", "employee", "policyholder", "musteri", "abone", "asiakas", "zakaznik",
    "ugyfel", "клиент", "клієнт", "абонент", "пользователь", "πελάτης", "πελάτη",
    "客户", "客戶", "用户", "用戶", "会员", "會員", "顧客", "会員", "ユーザー",
    "고객", "회원", "가입자", "عميل", "לקוח", "ग्राहक",
)  # fmt: skip
_IDS: Final = (
    "id", "uniqueid", "uid", "uuid", "guid", "nr", "no", "num", "number", "nbr", "nummer",
    "numero", "numer", "identifiant", "identificador", "kennung", "codigo", "codice", "code",
    "kod", "key", "ref", "hash", "номер", "код", "ид", "αριθμός", "κωδικός", "编号", "編號", "号",
    "號", "号码", "番号", "コード", "번호", "아이디", "tunnus", "cislo",
)  # fmt: skip
_OF: Final = ("de", "del", "do", "da", "du", "des", "of", "l")
_ALONE: Final = (
    "id", "uid", "uuid", "guid", "msno", "msisdn", "imsi", "imei", "iban", "email", "phone",
    "phonenumber", "mobilenumber", "telefon", "telefonnummer", "telephone", "acctno",
    "лицевой счёт",
)  # fmt: skip


_LETTERS: Final = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
"""Letters that do not decompose into a base letter and an accent."""


def plain(text: str) -> str:
    """Return a text's letters and digits in any script, casefolded, without accents and signs."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    parts = unicodedata.normalize("NFKD", folded)
    return "".join(sign for sign in parts if sign.isalnum())


def _any(texts: tuple[str, ...]) -> str:
    return "(?:" + "|".join(sorted(map(plain, texts), key=len, reverse=True)) + ")"


# up to two letters between or after: Kunden-nummer, id_klient-a, ИД клиент-ов
_FIRST: Final = re.compile(f"{_any(_PERSONS)}\\w{{0,2}}{_any(_IDS)}")
_LAST: Final = re.compile(f"(?:n|{_any(_IDS)}){_any(_OF)}?{_any(_PERSONS)}\\w{{0,2}}")
_ENDS: Final = re.compile(f"{_FIRST.pattern}$")
_HOW_MANY: Final = re.compile("(num|no|nr)\\w*s|\\w+s(num|no|nr)\\w*")  # num_of_users, UsersNumber
_WORD_ID: Final = re.compile("^id|(id|hash)$|ид|编号|編號|番号|아이디")
_JUST_ID: Final = {"id", "uid", "uuid", "guid"}
_BARE: Final = {*map(plain, _PERSONS)}
_REACHED: Final = {*map(plain, _ALONE)}


def is_customers_id(header: str) -> bool:
    """Return whether a header alone tells that the column holds customer ids."""
    name = plain(header)
    is_id = _FIRST.fullmatch(name) or _LAST.fullmatch(name)
    return bool(is_id and not _HOW_MANY.fullmatch(name))


def says_id(header: str) -> bool:
    """Return whether a header of customer ids has the word id: `customerID`, `id_klienta`."""
    name = plain(header)
    return name in _JUST_ID or (is_customers_id(header) and bool(_WORD_ID.search(name)))


def may_be_customers_id(header: str) -> bool:
    """Return whether a header means customers or ends like an id: `Client`, `bank_user_id`."""
    name = plain(header)
    return (
        name in _BARE
        or is_customers_id(header)
        or bool(_ENDS.search(name) and not _HOW_MANY.fullmatch(name))
    )


def names_one_person(header: str) -> bool:
    """Return whether a header just names customers: `Client`, `MSISDN`."""
    return plain(header) in _BARE | _REACHED
