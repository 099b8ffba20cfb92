"""The non-ASCII letters of languages, by legacy code page."""

from typing import Final

ALPHABETS: Final = (
    (
        "cp1252",
        (
            "éèàêçôîâûùëïœüÿæ",  # French
            "üäöß",  # German
            "áíóñéúüªº",  # Spanish
            "ãçáéíóõêâúàôüºª",  # Portuguese
            "àèùòéìº",  # Italian
            "äåöé",  # Swedish, Finnish
            "øåæéö",  # Danish, Norwegian
            "ëéïöüèêáóçà",  # Dutch
        ),
    ),
    (
        "cp1250",
        (
            "łóąężśćńź",  # Polish
            "áíéěřčýžšůúťňďó",  # Czech
            "áíéčžýšúľťôňďäóĺŕ",  # Slovak
            "áéóöőüíűú",  # Hungarian
            "ăîţşâșț",  # Romanian
            "čšćžđ",  # Croatian, Slovenian
        ),
    ),
    ("cp1254", ("ıişğüçöâîû",)),  # Turkish
    ("cp1252", ("áðíéóþöúæý",)),  # Icelandic, after the more likely Turkish
    (
        "cp1257",
        (
            "ėšžųįąūčę",  # Lithuanian
            "āīēūšņļžķģč",  # Latvian
            "äõöüšž",  # Estonian
        ),
    ),
    (
        "cp1251",
        (
            "оаеинтсрвлкмдпуяыьгзбчйхжшюцщэфёъ",  # Russian
            "оаинвтерісклудмпязьбгчйхжцшюїєґщф",  # Ukrainian
            "аиоентрсвлкдпмзяъбугчщцйжхшюфь",  # Bulgarian
            "аоиенрсјткувдмплзгбчшцжћхњљђџф",  # Serbian
        ),
    ),
    ("cp1253", ("αοιετσνηυρπκμλςωθδγχέίάόήώύφβξζψϊΐϋΰ",)),  # Greek
    ("cp1255", ("יוהלאמרתבשנדכחקפעםסגטצזןךףץ",)),  # Hebrew
    ("cp1256", ("اليمنرتبوهسدعفقكةحجخأىصشطءإذثزضغظآئؤچپگژ",)),  # Arabic, Persian
)
"""Windows code pages, most common first, with each language's letters, most frequent first.

Capitals are implied. The letters are the exemplar characters of Unicode's CLDR.
"""
LATIN: Final = {"cp1250", "cp1252", "cp1254", "cp1257"}
SAME_LETTERS: Final = {
    "cp1252": ("iso8859-15", "mac_roman", "cp850"),
    "cp1250": ("iso8859-2", "cp852"),
    "cp1251": ("koi8_r", "cp866"),
}
"""Page -> further pages for the same languages: those of Unix, classic Mac OS and DOS."""
IDEOGRAPHS: Final = {
    "cp949": ("cp949", 0xB0, 0xC8),  # the syllables of KS X 1001
    "gb18030": ("gb2312", 0xB0, 0xD7),  # level 1 of GB 2312
    "cp932": ("cp932", 0x88, 0x97),  # level 1 of JIS X 0208
    "big5": ("big5", 0xA4, 0xC6),  # the frequently used characters of Big5
    "euc_jp": ("euc_jp", 0xB0, 0xCF),  # level 1 of JIS X 0208
}
"""Page -> the standard's encoding, and the first and last lead byte of its common characters."""
