"""Which encoding a text is found to be in, and when that is called certain."""

import pytest

from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.formats.text_encoding import (
    ENCODINGS,
    find_encoding,
    find_fault,
    named_encoding,
)

FRENCH = "question,réponse\nQui était où ?,à l’école\nÇa,là\n"
SPANISH = "pregunta;respuesta\n¿Dónde están los niños?;España\n"
GERMAN = "Frage;Antwort\nGrößte Stadt?;Köln\nÜber;Ä\n"
DANISH = "a;b\nrød grød på dansk;ærø\n"
RUSSIAN = "вопрос;ответ\nСтолица Франции?;Париж\nКакой элемент обозначается как O?;Кислород\n"
JAPANESE = "問題文,解答\n日本で一番高い山は富士山ですが、二番目に高い山は何でしょう？,北岳\n"
CHINESE = "题目,答案\n中国的首都是哪里,北京\n最长的河流是什么,长江在中国的南部\n"
TAIWANESE = "題目,答案\n臺灣的首都是哪裡,臺北\n最長的河流是什麼,長江在中國的南部\n"
KOREAN = "문제,답\n한국의 수도는 어디입니까,서울\n가장 긴 강은 무엇입니까,낙동강\n"
POLISH = "pytanie;odpowiedź\nJaka jest stolica Polski?;Warszawa źródło łąka\nżółty;ćma\n"
TURKISH = "soru;cevap\nTürkiye'nin başkenti neresidir?;Ankara şğı\nığdır;şehir\n"
GREEK = "ερώτηση;απάντηση\nΠοια είναι η πρωτεύουσα;Αθήνα\n"
QUOTES = "a,b\nHe said “yes” – and left…,x\ndon’t,y\n"


@pytest.mark.parametrize(
    ("text", "encoding", "is_sure"),
    [
        *((FRENCH, name, True) for name in ("utf-8", "cp1252")),
        (SPANISH, "cp1252", True),
        (GERMAN, "cp1252", True),
        (DANISH, "cp1252", False),
        (QUOTES, "cp1252", True),
        (QUOTES, "mac-roman", False),
        (FRENCH, "mac-roman", False),
        *((RUSSIAN, name, True) for name in ("cp1251", "koi8-r", "cp866", "iso8859-5")),
        (RUSSIAN, "mac-cyrillic", True),
        *((RUSSIAN, name, True) for name in ("utf-16-le", "utf-16-be")),
        *((JAPANESE, name, True) for name in ("cp932", "euc-jp")),
        (CHINESE, "gb18030", True),
        (TAIWANESE, "big5", True),
        (KOREAN, "cp949", True),
        (POLISH, "cp1250", False),
        (POLISH, "iso8859-2", False),
        (TURKISH, "cp1254", False),
        (GREEK, "cp1253", False),
        ("a,b\n", "utf-16-le", True),
        ("ab", "utf-16-be", True),
    ],
)
def test_a_text_is_found_to_be_in_its_encoding(text: str, encoding: str, is_sure: bool) -> None:
    data = text.encode(encoding)
    found = find_encoding(data)
    assert not isinstance(found, RowFault), found
    assert data.decode(found.name) == text
    assert found.is_sure == is_sure


@pytest.mark.parametrize(
    "text", ["ó ę ś ń ł ż", "Mi\u0119so\nko\u0144", "h\u0151s\nt\u0171z\nk\u0151"]
)
def test_a_short_text_is_not_called_western_for_sure(text: str) -> None:
    found = find_encoding(text.encode("cp1250"))
    assert isinstance(found, RowFault) or not found.is_sure


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
def test_marks_tell_the_encoding(mark: str) -> None:
    found = find_encoding("é".encode(mark))
    assert not isinstance(found, RowFault)
    assert found.is_sure
    found = find_encoding(b"\xfe\xff" + "é,\n".encode("utf-16-be"))
    assert not isinstance(found, RowFault)
    assert found.name == "utf-16-be"


@pytest.mark.parametrize(
    ("data", "line", "code", "words"),
    [
        (b"a,b\nc,d\0\n", 2, "nul", "NUL byte in line 2"),
        (b"a,b\0\nc,d\0\n", 1, "nul", "NUL byte in line 1"),
        (
            GERMAN.encode() + b"Caf\xe9;x\n",
            4,
            "encoding",
            "Byte 48 of the file, in line 4, is 0xE9",
        ),
        (b"\xef\xbb\xbfa\nCaf\xe9\n", 2, "encoding", "Byte 8 of the file, in line 2"),
        (b"\xff\xfea,b\nc", 1, "encoding", "begins with the mark of UTF-16"),
        ("a\r\nb\n".encode("utf-16")[:-1], 2, "encoding", "is not UTF-16-LE"),
        (b"\xff\xfea\0\n\0\x00\xd8b\0", 2, "encoding", "line 2"),
        (b"\xe9" + bytes(range(1, 20)) * 9, 0, "binary", "not a text file"),
    ],
)
def test_what_is_no_text_is_named_by_its_place(
    data: bytes, line: int, code: str, words: str
) -> None:
    found = find_encoding(data)
    assert isinstance(found, RowFault)
    assert (found.line, found.code) == (line, code)
    assert words in found.message


def test_a_place_is_found_behind_pieces_that_are_cut_within_a_sign() -> None:
    data = b"x" + "é".encode() * 300_000 + b"\r\n\xff"
    fault = find_fault(data, "utf-8")
    assert fault is not None
    assert fault.message.startswith("Byte 600003 of the file, in line 2, is 0xFF")
    assert find_fault("é".encode() * 300_000, "utf-8") is None
    wide = ("\r\n" * 200_000).encode("utf-16-le") + b"\x00\xd8\x41\x00"
    assert find_fault(b"\r\0" + wide, "utf-16-le").line == 200_002  # type: ignore[union-attr]


def test_the_sample_is_taken_from_lines_that_are_not_ascii() -> None:
    data = b"only ascii\n" * 20_000 + RUSSIAN.encode("cp1251") * 2_000 + b"x" * 5_000
    found = find_encoding(data)
    assert not isinstance(found, RowFault)
    assert (found.name, found.is_sure) == ("cp1251", True)


def test_what_is_guessed_has_to_fit_all_of_the_text() -> None:
    # The sample looks like Shift JIS, but the end of the text is not in it.
    data = JAPANESE.encode("cp932") * 2_000 + b"\x81\x20\n"
    found = find_encoding(data)
    assert not isinstance(found, RowFault)
    assert (found.name != "cp932", found.is_sure) == (True, False)


def test_every_encoding_of_the_menu_has_its_name() -> None:
    for name, _ in ENCODINGS:
        assert named_encoding(name) == name
    assert named_encoding("Shift_JIS") == "cp932"
    assert named_encoding("hex") is None
    assert named_encoding("unheard of") is None
