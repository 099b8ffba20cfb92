from churn_platform.sources.formats.encodings.code_pages import guess_page, words_beyond_ascii


def test_words_that_touch_a_digit_are_ids_and_do_not_count() -> None:
    text = "К00017 Łódź, «Straße» 12€ é1 5ü plain"
    assert words_beyond_ascii(text) == ["Łódź", "Straße"]


def test_a_text_without_words_is_taken_for_the_usual_page() -> None:
    assert guess_page("К00017\nК00018".encode("cp1251")) == "cp1252"
    assert guess_page(b"\x80 12, \xa3 5") == "cp1252"
    assert guess_page("£ 12.50\n£ 7".encode("cp1252")) == "cp1252"


def test_many_languages_of_one_page_are_one_page() -> None:
    words = "Orléans Müllheim Málaga Ærø Conceição Västerås Forlì"
    assert guess_page(words.encode("cp1252")) == "cp1252"
