"""Words for leaving and staying, and for yes and no, in many languages."""

import re
from typing import Final

from churn_platform.config.contracts.column import Column
from churn_platform.config.contracts.id_headers import plain


def folded(text: str) -> str:
    """Return a text as cleaning compares it: casefolded, with single spaces."""
    return " ".join(text.casefold().split())


YES: Final = {folded(spelling) for spelling in Column.model_fields["yes"].default}
NO: Final = {folded(spelling) for spelling in Column.model_fields["no"].default}
_YES_WORDS: Final = set(
    map(
        plain,
        "ja oui si sí sim da tak ano áno igen evet kyllä jah jā taip jes hai vrai wahr vero"
        " verdadero verdadeiro prawda да так истина правда ναι 是 有"
        " はい 예 네 نعم כן हाँ हां".split(),
    )
)
_NO_WORDS: Final = set(
    map(
        plain,
        "nein non não nao nie ne nem hayır hayir ei nē nej nei nee nu faux falsch falso fałsz нет"
        " ні не ложь όχι οχι 否 不是 不 无 無 いいえ 아니요 아니오 لا לא नहीं".split(),
    )
)
LETTERS: Final = ({"j", "n"}, {"o", "n"}, {"s", "n"}, {"д", "н"}, {"t", "n"})
"""One letter for yes and one for no: Ja/Nein, Oui/Non, Sí/No, Да/Нет, Tak/Nie."""

# the beginnings of words
_LEFT_STEMS: Final = (
    "churn", "exit", "leav", "attrit", "cancel", "unsubscri", "terminat", "closed",
    "defect", "deactivat", "inactiv", "voluntar", "involuntar", "nonrenew",
    "lapsed", "expired", "dropped", "former", "disconnect", "ceased", "withdrawn", "notrenewed",
    "kündig", "gekündig", "kuendig", "gekuendig", "abgewander", "abwander", "verlass", "ausgetret",
    "inaktiv", "résili", "perdu", "inaktiiv", "neaktivn", "inactie",
    "désabonn", "deslig", "désinscri", "inactif", "abandon", "abbandon", "abgang",
    "inactivo", "perdid", "evas", "inativ", "disdett", "cessat", "disattiv", "inattiv",
    "opgezeg", "opzeg", "vertrok", "uppsagd", "avslut", "opsagt", "oppsagt", "rezygn", "odszed",
    "odejsc", "utracon", "nieaktywn", "odchod", "odešel", "ayrıl", "iptal", "lemorzs", "pasif",
    "отток", "ушел", "ушла", "ушли", "уход", "отказ", "расторг", "отписа", "неактив", "потерян",
    "відтік", "пішов", "流失", "离网", "離網", "退订", "退网", "销户", "注销", "解約", "退会",
    "離脱", "離反", "이탈", "해지", "탈퇴", "נטש", "עזב",
)  # fmt: skip
_STAYED_STEMS: Final = (
    "stay", "activ", "retain", "retention", "renew", "joined", "existing", "current", "loyal",
    "remain", "kept", "alive", "newcustomer", "subscribed", "ongoing", "extended", "prolonged",
    "aktiv", "bestand", "geblieb", "bleib", "verblieb", "verlänger", "verlaenger", "fortgesetzt",
    "actif", "fidèle", "renouvel", "reconduit", "prolongé", "maintenu", "conservé",
    "permanec", "activo", "renovad", "renovó", "renovou", "vigente", "retenid", "mantien", "mantém",
    "ativ", "continua", "attiv", "fedel", "rinnov", "riman", "rimast", "trattenut", "mantenut",
    "blijf", "gebleven", "verlengd", "actief", "actieve", "behouden", "aktywn", "pozosta", "lojaln",
    "przedłuż", "odnowi", "utrzyman", "stanna", "förläng", "förny", "forlæng", "forny", "forleng",
    "trogen", "lojal", "zůsta", "zustáv", "prodlouž", "obnov", "marad", "meghosszabb",
    "aktiivi", "pysyi", "pysyy", "jatka", "kaldı", "kalıyor", "devam", "yenile", "sadık", "aktif",
    "актив", "остал", "остае", "действующ", "лояльн", "продл", "сохран", "залиш", "продовж",
    "ενεργ", "παρεμειν", "παραμεν", "ανανεω", "在网", "在網", "留存", "活跃", "续约", "续费",
    "留任", "忠诚", "継続", "在籍", "更新", "유지", "활성", "잔류", "갱신", "충성",
    "פעיל", "נשאר", "נאמנ", "نشط", "مستمر", "सक्रिय",
)  # fmt: skip
_NO_OUTCOME: Final = (
    "loyalt", "lojalnosc", "fedelta", "activit", "activid", "atividad", "attivita", "aktivit",
    "activat", "activac", "ativac", "attivaz", "aktivier", "aktywnosc", "активност", "лояльност",
    "currentl", "currenc",
)  # fmt: skip
"""Stems of nouns that are not an outcome, such as a loyalty programme."""
_LEFT_WORDS: Final = set(
    "left lost quit gone out departed departure depart parti partie partis perdu baja fuga saiu"
    " terk dropout ex".split()
)
_STAYED_WORDS: Final = set(
    "open alta reste restee restes treu treuer kvar stays in keeps fiel fiel leal resta rimane"
    " trouw trouwe behalten ficou fica kalan verny verna uskollinen".split()
)
_STILL: Final = set(
    "still noch weiterhin encore toujours ancora aun todavia ainda nog nadal wciaz stale"
    " fortfarande fortsatt stadig yha hala halen".split()
)
_CUSTOMER: Final = set(
    "customer customers client clients kunde kunden user users subscriber subscribers cliente"
    " clientes clienti klant klanten klient klienci kund kunder zakaznik ugyfel asiakas musteri"
    " abonne abonnes abonent клиент клиенты абонент"
    " member members mitglied membre miembro membro socio lid medlem uye".split()
)
_BESIDE: Final = _CUSTOMER | set(
    "is has was did does have been be a the at end of now currently flag label status value yn"
    " yesno contract contracts subscription account policy service relationship"
    " ist hat hatte wurde wird vertrag vertrage abo abonnement konto der die das am ende"
    " est a ete le la contrat compte es ha sido el contrato cuenta e foi o conta stato contratto"
    " abbonamento conto is heeft contract abonnement jest czy umowa umowe konto договор абонент"
    " er har avtal avtale aftale kontrakt je byl smlouva smlouvu sozlesme sozlesmesi 是否".split()
)
"""Words that may accompany an outcome in a header that is only about the outcome."""
_NOT: Final = {
    "no", "not", "non", "never", "nicht", "kein", "keine", "ohne", "pas", "sin", "nao", "niet",
    "nie", "inte", "ikke", "ej", "не", "нет", "without", "didn", "hasn", "isn", "wasn", "won",
    "geen", "nem", "ei", "degil", "ne", "ні", "δεν", "לא",
}  # fmt: skip
_NOT_BEFORE: Final = tuple(map(plain, ("未", "非", "不", "没", "否", "미", "비")))
_WORD: Final = re.compile(r"[^\W\d_]+")
_HUMP: Final = re.compile(r"(?<=[a-zа-я])(?=[A-ZА-Я])")
_Stems = tuple[tuple[str, ...], tuple[str, ...]]


def _stems(texts: tuple[str, ...]) -> _Stems:
    """Return stems in the form of `plain`, and those that may occur within a word.

    Scripts without spaces write several words as one.
    """
    within = (text for text in texts if not text.isascii() and len(text) <= 3)
    return tuple(map(plain, texts)), tuple(map(plain, within))


_LEFT: Final = _stems(_LEFT_STEMS)
_STAYED: Final = _stems(_STAYED_STEMS)


def leans(text: str) -> int:
    """Return 1 for words for leaving, -1 for words for staying, 0 for neither or both."""
    found = _words(text)
    left, stayed = _sides(found)
    if left == stayed:
        return 0
    denied = bool(_NOT & set(found)) or any(word.startswith(_NOT_BEFORE) for word in found)
    return (1 if left else -1) * (-1 if denied else 1)


def contradicts_itself(text: str) -> bool:
    """Return whether a text has words for leaving and for staying."""
    return all(_sides(_words(text)))


def is_about_outcome_alone(header: str) -> bool:
    """Return whether a header is only about customers leaving or staying.

    `Inactive`, `Bleibt Kunde` and `contract_renewed` do; `Active lines` and `Auto renewal` do not.
    """
    found, beside = _words(header), _NOT | _BESIDE | _STILL
    if leans(header) == 0 or {"active", "member"} <= set(found):  # often used by banks
        return False
    return all(word in beside or any(_sides([word])) for word in found)


def _words(text: str) -> list[str]:
    return [plain(word) for word in _WORD.findall(_HUMP.sub(" ", text))]


def _sides(words: list[str]) -> tuple[bool, bool]:
    """Return whether there are words for leaving, and for staying."""
    left = any(_is_one(word, _LEFT, _LEFT_WORDS) for word in words)
    several = _STAYED_WORDS - {"in"} if len(words) > 1 else _STAYED_WORDS
    stayed = any(_is_one(word, _STAYED, several) for word in words)
    still = bool(_STILL & set(words) and _CUSTOMER & set(words))  # such as "Still a customer"
    return left, stayed or (still and not left)


def _is_one(word: str, stems: _Stems, whole: set[str]) -> bool:
    if word in whole or any(stem in word for stem in stems[1]):
        return True
    return word.startswith(stems[0]) and not word.startswith(_NO_OUTCOME)


def says_yes(text: str) -> bool:
    """Return whether a value is a word for yes in one of many languages."""
    return _is_word(text, YES, _YES_WORDS)


def says_no(text: str) -> bool:
    """Return whether a value is a word for no in one of many languages."""
    return _is_word(text, NO, _NO_WORDS)


def _is_word(text: str, spellings: set[str], words: set[str]) -> bool:
    # some tables end them with a period; a number is not one without its period
    return folded(text).rstrip(".!") in spellings or plain(text) in words
