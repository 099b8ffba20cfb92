import codecs

import pytest

from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.formats.encodings.encoding import is_utf_8, recognise_encoding

TEXT = "customerID,city,Churn\n1,Orléans,No\n2,Gütersloh,Yes\n3,Málaga,No\n"


def encoding(content: bytes, declared: str | None = None, size: int = 7) -> str:
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    return recognise_encoding(pieces, "a.csv", declared)


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_tells(mark: bytes, name: str) -> None:
    assert encoding(mark + TEXT.encode(name)) == name


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_its_zeros(name: str) -> None:
    assert encoding(TEXT.encode(name), size=1_000) == name


@pytest.mark.parametrize("size", [1, 2, 3, 1_000])
def test_what_is_utf_8_throughout_is_utf_8(size: int) -> None:
    assert encoding(TEXT.encode(), size=size) == "utf-8"
    assert encoding(b"a,b\n1,2\n", size=size) == "utf-8"
    assert encoding(b"", size=size) == "utf-8"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cp1252", TEXT),
        ("cp1252", "x\nJosé\n"),
        ("cp1252", "x\nnaïve café, 5 €\n"),
        ("cp1252", "x\nSeñor Peña, Åse, Øystein, São Paulo, Conceição\n"),
        ("cp1251", "x\nМосква, Иванов\nСанкт-Петербург, Пётр\n"),
        ("cp1253", "x\nΑθήνα, Παπαδόπουλος\n"),
        ("cp932", "x\n東京, 田中\n大阪市, 鈴木一郎\n"),
        ("gb18030", "x\n上海市, 李娜, 用户\n广州市, 王芳\n"),
    ],
)
def test_an_old_code_page_is_found_by_its_text(name: str, text: str) -> None:
    content = text.encode(name)
    assert content.decode(encoding(content, size=1_000)) == text


def test_bytes_of_no_code_page_are_left_to_the_strict_reader() -> None:
    assert encoding(b"a\x81\xff\xfe\x8d\x9d\n") == "cp1252"


def test_a_declared_encoding_is_taken_whatever_the_bytes() -> None:
    assert encoding(TEXT.encode(), "Latin-1") == "iso8859-1"
    assert encoding(TEXT.encode(), "UTF8") == "utf-8"


@pytest.mark.parametrize("order", ["le", "be"])
def test_a_declared_utf_16_takes_its_order_from_the_text(order: str) -> None:
    content = TEXT.encode(f"utf-16-{order}")
    assert encoding(content, "utf-16", size=1_000) == f"utf-16-{order}"


@pytest.mark.parametrize("declared", ["klingon", "base64", "rot13", "a\0b"])
def test_an_encoding_that_python_does_not_know_is_refused(declared: str) -> None:
    with pytest.raises(SourceRefused) as caught:
        encoding(b"a", declared)
    expected = f"a.csv: {declared!r} is not an encoding that Python knows"
    assert str(caught.value) == f"{expected}; expected for example utf-8 or cp1252"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cp1252", "Sans problème,Réclamation"),
        ("cp1252", "Prélèvement"),
        ("cp1252", "Malmö,Göteborg,Västerås,Örebro"),
        ("cp1252", "Forlì,perché,Libertà,più"),
        ("cp1250", "Gdańsk,Kraków,Łódź,Poznań"),
        ("cp1250", "Příbram,Plzeň,Černý,Dvořák,Děčín"),
        ("cp1250", "Győr,Székesfehérvár,Hűség,Gödöllő"),
        ("cp1251", "Да,Нет"),
        ("cp1251", "Київ,Львів,Одеса,Запоріжжя"),
        ("cp1253", "Αθήνα,Θεσσαλονίκη,Πάτρα"),
        ("cp1254", "İstanbul,İzmir,Muğla,Eskişehir"),
        ("cp1257", "Rīga,Liepāja,Jēkabpils,Cēsis"),
        ("iso8859-15", "cœur,œuvre,Prélèvement"),
        ("iso8859-2", "Łódź,Świdnica,śląskie,źródło"),
        ("mac_roman", "Sans problème,Réclamation,Prélèvement"),
        ("cp850", "München,Köln,Düsseldorf,Straße"),
        ("cp852", "Gdańsk,Łódź,Wrocław,Częstochowa"),
        ("koi8_r", "Москва,Казань,Томск,Базовый"),
        ("cp866", "Москва,Казань,Томск,Базовый"),
        ("cp932", "東京,大阪,札幌"),
        ("euc_jp", "東京都,クレジットカード,いいえ"),
        ("gb18030", "上海,广州,北京,是,否"),
        ("big5", "台北市,高雄,台中,信用卡"),
        ("cp949", "서울,부산,예,아니오"),
    ],
)
@pytest.mark.parametrize("id", ["C{:05d}", "é{:d}", "ZZ-{:x}"])
def test_a_code_page_is_guessed_from_words_whatever_the_ids(name: str, words: str, id: str) -> None:
    words_of_rows = enumerate(words.split(",") * 20)
    text = "".join(f"{id.format(at)},{word},{at}.5\n" for at, word in words_of_rows)
    content = text.encode(name, "replace")
    text = content.decode(name)
    assert content.decode(encoding(content, size=37)) == text


@pytest.mark.parametrize("bad", [b"\xe9", b"\xff", b"\xc3\x28"])
def test_a_few_broken_bytes_make_no_code_page_of_utf_8(bad: bytes) -> None:
    lines = [f"{at},Gütersloh\n".encode() for at in range(200)]
    lines[150] = b"150,G" + bad + b"tersloh\n"
    assert encoding(b"".join(lines), size=100) == "utf-8"


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("word", ["Москва", "上海", "서울"])
def test_utf_16_without_a_mark_is_known_in_other_scripts_too(name: str, word: str) -> None:
    text = "".join(f"{word},{word},{word},{at}\n" for at in range(30))
    assert encoding(text.encode(name), size=4_096) == name


def test_whether_a_text_holds_utf_8_beyond_ascii_is_said() -> None:
    assert is_utf_8([TEXT.encode()])
    assert not is_utf_8([b"a,b\n1,2\n"])
    assert not is_utf_8([TEXT.encode("cp1252")])
