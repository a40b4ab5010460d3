import hashlib
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from quizapp.banks.files import (
    BankFileError,
    list_folder,
    read_bank,
    read_described,
    slug_of,
    store_images,
)
from quizapp.banks.services import BankDetails
from quizapp.config import ROOT
from tests.factories import make_bank

PNG = b"\x89PNG\r\n\x1a\n and so on"
HEADER = "id,question,option_1,option_2,correct,image,image_alt\n"


def _write(folder: Path, rows: str, name: str = "rivers of_europe.csv") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + rows, "utf-8")
    return path


def _faults(path: Path) -> list[tuple[int, str, str]]:
    with pytest.raises(BankFileError) as caught:
        read_bank(path)
    assert all(fault.message for fault in caught.value.faults)
    return [(fault.line, fault.column, fault.code) for fault in caught.value.faults]


def test_a_file_is_a_bank_named_like_it(tmp_path: Path) -> None:
    bank = read_bank(_write(tmp_path, "a,Which?,1,2,1,,\nb,What?,1,2,2,,\n"))
    assert bank.details == BankDetails("rivers-of-europe", "Rivers of europe")
    assert [question.key for question in bank.questions] == ["a", "b"]


def test_all_faults_of_a_file_are_told_in_the_order_of_its_lines(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        "a,Which?,1,2,1,none.png,Nothing\nb,What?,1,2,3,,\nc,Who?,1,2,1,../up.png,Up\n",
    )
    assert _faults(path) == [
        (2, "image", "missing"),
        (3, "correct", "out_of_range"),
        (4, "image", "path"),
    ]


def test_a_file_that_is_not_there_or_is_a_folder_is_told(tmp_path: Path) -> None:
    assert _faults(tmp_path / "none.csv") == [(0, "", "unreadable")]
    assert _faults(tmp_path) == [(0, "", "unreadable")]


def test_pictures_are_kept_under_the_name_of_their_content(tmp_path: Path) -> None:
    folder, media = tmp_path / "bank", tmp_path / "media"
    path = _write(folder, "a,Which?,1,2,1,maps/east.PNG,The east\nb,What?,1,2,1,,\n")
    (folder / "maps").mkdir()
    (folder / "maps" / "east.PNG").write_bytes(PNG)
    questions = store_images(read_bank(path), media)
    name = hashlib.sha256(PNG).hexdigest()[:40] + ".png"
    assert [question.image for question in questions] == [name, ""]
    assert [(file.name, file.read_bytes()) for file in media.iterdir()] == [(name, PNG)]


def test_a_picture_outside_the_banks_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "bank"
    (tmp_path / "secret.png").write_bytes(PNG)
    folder.mkdir()
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    path = _write(
        folder,
        f"a,A?,1,2,1,../secret.png,S\nb,B?,1,2,1,{tmp_path}/secret.png,S\nc,C?,1,2,1,link.png,S\n"
        "d,D?,1,2,1,x/../../secret.png,S\n",
    )
    assert _faults(path) == [
        (2, "image", "path"),
        (3, "image", "path"),
        (4, "image", "missing"),
        (5, "image", "path"),
    ]


def test_a_picture_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path, "a,A?,1,2,1,large.png,Large\nb,B?,1,2,1,fits.png,Fits\n")
    (tmp_path / "large.png").write_bytes(bytes(5_000_001))
    (tmp_path / "fits.png").write_bytes(bytes(5_000_000))
    assert _faults(path) == [(2, "image", "too_large")]


def test_a_folder_of_subjects_is_read_with_what_its_manifests_say(tmp_path: Path) -> None:
    _write(tmp_path / "europe", "a,A?,1,2,1,,\n", "rivers.csv")
    _write(tmp_path / "europe", "a,A?,1,2,1,,\n", "lakes.csv")
    (tmp_path / "europe" / "banks.toml").write_text(
        'licence = "CC0"\nsubject = "Europe"\n[banks.rivers]\ntitle = "Great rivers"\n'
    )
    _write(tmp_path / "asia", "a,A?,1,2,1,,\n", "rivers.csv")
    _write(tmp_path, "a,A?,1,2,1,,\n", "stray.csv")
    assert [bank.details for bank in map(read_described, list_folder(tmp_path))] == [
        BankDetails("asia-rivers", "Rivers"),
        BankDetails("europe-lakes", "Lakes", licence="CC0", subject="Europe"),
        BankDetails("europe-rivers", "Great rivers", licence="CC0", subject="Europe"),
    ]


def test_names_become_parts_of_addresses() -> None:
    assert slug_of("Rivers & Lakes (2nd ed.)") == "rivers-lakes-2nd-ed"
    assert slug_of("Реки") == "bank"
    assert len(slug_of("a" * 200)) == 80
    assert [slug_of("Derive"), slug_of("import")] == ["derive-bank", "import-bank"]


def test_the_banks_that_come_with_the_application_can_be_read_and_stored(
    session: Session,
) -> None:
    banks = [read_described(path) for path in list_folder(ROOT / "questions")]
    stored = [make_bank(session, bank.details.slug, bank.questions) for bank in banks]
    assert sum(bank.questions for bank in stored) >= 60
    assert len({question.kind for bank in banks for question in bank.questions}) >= 5
    for bank in banks:
        assert all(question.topic for question in bank.questions)
        assert all(question.source.locator and question.source.quote for question in bank.questions)
