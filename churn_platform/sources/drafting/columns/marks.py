"""Columns that cannot be acted on, and sensitive columns, recognized by their names."""

import re
import unicodedata
from typing import Final

from churn_platform.sources.drafting.facts.column import Facts
from churn_platform.sources.drafting.facts.guess import Guess
from churn_platform.sources.drafting.facts.outcome_words import folded

_SENSITIVE: Final = frozenset(
    # gender, age and birth, ethnicity and religion, family, nationality, health and the rest; in
    # English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Turkish and Swedish
    "gender sex geschlecht sexe sexo genero sesso geslacht cinsiyet"
    " age alter edad idade leeftijd wiek yas alder lebensalter"
    " birth birthday birthdate birthyear dob born geburt geburtsdatum geburtstag geburtsjahr"
    " naissance nacimiento nascimento nascita geboortedatum"
    " race ethnicity ethnic ethnie etnia raza rasse caste religion religious religione religiao"
    " konfession kirche marital married marriage spouse partner familienstand verheiratet civil"
    " matrimonial dependents dependants children kids kinder enfants hijos filhos pregnant"
    " nationality nationalitat staatsangehorigkeit nationalite nacionalidad nacionalidade"
    " nazionalita nationaliteit citizenship immigrant senior seniors pensioner disability disabled"
    " handicap behinderung discapacidad deficiencia veteran".split()
)
_OTHER_LETTERS: Final = frozenset("età kön płeć пол возраст גיל φύλο ηλικία الجنس العمر".split())
_PARTS: Final = (
    "seniorcitizen", "maritalstatus", "рожден", "семейн", "национальн",
    "性别", "性別", "年龄", "年齡", "年齢", "婚姻", "民族", "宗教", "国籍", "성별", "나이", "연령",
)  # fmt: skip
_GENDERS: Final = frozenset(
    "male female m f w man woman men women mann frau mannlich weiblich divers homme femme masculin"
    " feminin hombre mujer masculino femenino feminino uomo donna maschio femmina vrouw mr mrs ms"
    " herr other unknown".split()
)
# the age of an account or a device says nothing about a person
_NO_PERSON: Final = frozenset(
    "account contract device phone handset equipment subscription policy membership relationship"
    " bill invoice card product plan vehicle months days weeks".split()
)
_FIXED: Final = frozenset(
    "tenure since joined signup registration lifetime history"
    " historical seniority anciennete antiguedad anzianita vertragsdauer kundenjahre"
    " country state city county region geography zip zipcode postcode postal location district"
    " area stadt plz ville pais ciudad cidade regione"
    " salary income wage gehalt einkommen salaire salario ingresos".split()
)
_FIXED_PAIRS: Final = (
    {"account", "age"}, {"account", "length"}, {"credit", "score"}, {"first", "date"},
    {"start", "date"},
)  # fmt: skip
SENSITIVE: Final = "is it personal? Then it is never shown as a reason; if not, remove sensitive"
FIXED: Final = (
    "is it beyond anyone's control? Then other reasons come first; if not, remove actionable"
)


def mark(guess: Guess, facts: Facts) -> None:
    """Mark a guess as sensitive or not actionable by its name or values, with a doubt."""
    if guess.keys["kind"] not in ("numeric", "flag", "category"):
        return
    if is_sensitive(facts):
        guess.keys["sensitive"] = True
        guess.doubts.append(SENSITIVE)
    elif is_fixed(facts):
        guess.keys["actionable"] = False
        guess.doubts.append(FIXED)


def mark_not_actionable(guess: Guess) -> None:
    """Mark a tenure, or a total over it, as not actionable."""
    if FIXED in guess.doubts:
        guess.doubts.remove(FIXED)
    if "sensitive" not in guess.keys:
        guess.keys["actionable"] = False
        guess.notes.append("the past cannot be changed: as a reason it comes after others")


def is_sensitive(facts: Facts) -> bool:
    """Return whether a column seems sensitive, such as gender or age."""
    if _SENSITIVE & set(facts.words) and not _NO_PERSON & set(facts.words):
        return True
    header = unicodedata.normalize("NFKC", facts.header).casefold()
    tokens = re.findall(r"[^\W\d_]+", header)
    together = "".join(tokens)
    is_named = not _OTHER_LETTERS.isdisjoint(tokens) or any(part in together for part in _PARTS)
    return is_named or _are_genders(facts)


def is_fixed(facts: Facts) -> bool:
    """Return whether a column seems not actionable, such as a place."""
    words = set(facts.words)
    return bool(_FIXED & words) or any(pair <= words for pair in _FIXED_PAIRS)


def _are_genders(facts: Facts) -> bool:
    plain = {_plain(text) for text in facts.counts}
    return 2 <= len(plain) <= 6 and plain <= _GENDERS and len(plain - {"other", "unknown"}) >= 2


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", folded(text))
    return "".join(sign for sign in letters if not unicodedata.combining(sign)).strip(". ")
