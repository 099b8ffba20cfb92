"""Words of leaving and staying, and of yes and no, as tables in many languages use them."""

import re
from typing import Final

from churn_platform.config.contracts.column import Column
from churn_platform.config.contracts.id_headers import plain


def folded(text: str) -> str:
    """Return a text as cleaning compares it: without case and repeated spaces."""
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

# the beginnings of words, as `plain` writes them
_LEFT: Final = (
    "churn", "exit", "leav", "attrit", "cancel", "unsubscri", "terminat", "closed",
    "defect", "deactivat", "inactiv", "voluntar", "involuntar",
    "lapsed", "expired", "dropped", "former", "disconnect", "ceased", "withdrawn", "notrenewed",
    "kundig", "gekundig", "kuendig", "gekuendig", "abgewander", "abwander", "verlass", "ausgetret",
    "inaktiv", "resili", "perdu",
    "desabonn", "deslig", "desinscri", "inactif", "abandon", "abbandon", "abgang",
    "inactivo", "perdid", "evas", "inativ", "disdett", "cessat", "disattiv", "inattiv",
    "opgezeg", "opzeg", "vertrok", "uppsagd", "avslut", "opsagt", "oppsagt", "rezygn", "odszed",
    "odejsc", "utracon", "nieaktywn", "odchod", "odesel", "ayril", "iptal", "lemorzs",
    "отток", "ушел", "ушла", "ушли", "уход", "отказ", "расторг", "отписа", "неактив", "потерян",
    "відтік", "пішов", "流失", "离网", "離網", "退订", "退网", "销户", "注销", "解約", "退会",
    "離脱", "離反", "이탈", "해지", "탈퇴",
)  # fmt: skip
_STAYED: Final = (
    "stay", "activ", "retain", "retention", "renew", "joined", "existing", "current", "loyal",
    "remain", "kept", "alive", "newcustomer", "subscribed", "ongoing", "aktiv", "bestand",
    "geblieb", "bleib", "actif", "fidele", "permanec", "activo", "ativ", "attiv",
    "fedel", "aktywn", "pozosta", "lojaln", "aktif", "актив", "остал", "действующ",
    "лояльн", "在网", "在網", "留存", "活跃", "継続", "在籍", "유지", "활성", "잔류",
)  # fmt: skip
_LEFT_WORDS: Final = set(
    "left lost quit gone out departed departure depart parti partie partis perdu baja fuga saiu"
    " terk dropout".split()
)
_STAYED_WORDS: Final = set("open alta reste restee restes treu kvar stays in".split())
_NOT: Final = {
    "no", "not", "non", "never", "nicht", "kein", "keine", "ohne", "pas", "sin", "nao", "niet",
    "nie", "inte", "ikke", "ej", "не", "нет", "without",
}  # fmt: skip
_NOT_BEFORE: Final = ("未", "非", "不", "没", "否", "미", "비")
_WORD: Final = re.compile(r"[^\W\d_]+")
_HUMP: Final = re.compile(r"(?<=[a-zа-я])(?=[A-ZА-Я])")


def leans(text: str) -> int:
    """Return 1 for words of leaving, -1 for words of staying, 0 for any others or for both."""
    found = [plain(word) for word in _WORD.findall(_HUMP.sub(" ", text))]
    left = any(_is_one(word, _LEFT, _LEFT_WORDS) for word in found)
    stayed = any(_is_one(word, _STAYED, _STAYED_WORDS) for word in found)
    if left == stayed:
        return 0
    denied = bool(_NOT & set(found)) or any(word.startswith(_NOT_BEFORE) for word in found)
    return (1 if left else -1) * (-1 if denied else 1)


def _is_one(word: str, stems: tuple[str, ...], whole: set[str]) -> bool:
    # a script without spaces writes more than one word in one
    within = any(stem in word for stem in stems if not stem.isascii() and len(stem) <= 3)
    return within or word in whole or word.startswith(stems)


def says_yes(text: str) -> bool:
    """Say whether a value is a word for yes in one of many languages."""
    return _is_word(text, YES, _YES_WORDS)


def says_no(text: str) -> bool:
    """Say whether a value is a word for no in one of many languages."""
    return _is_word(text, NO, _NO_WORDS)


def _is_word(text: str, spellings: set[str], words: set[str]) -> bool:
    # some tables end them with a point; a number is none without its point
    return folded(text).rstrip(".!") in spellings or plain(text) in words
