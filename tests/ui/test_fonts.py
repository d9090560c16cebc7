from pathlib import Path

import pikepdf
import pytest
import typst

FONTS = Path(__file__).parents[2] / "salter" / "ui" / "fonts"
LETTERS = (
    "АБВГДЂЕЖЗИЈКЛЉМНЊОПРСТЋУФХЦЧЏШабвгдђежзијклљмнњопрстћуфхцчџшABCČĆDĐEFGHIJKLMNOPRSŠTUVZŽabcčćdđefghijklmnoprsštuvzž"
)
MARKS = "0123456789„“”’–—…№§€×"


def pdf(text: str, setting: str = "") -> bytes:
    fonts = typst.Fonts(font_paths=[str(FONTS)])
    return typst.compile(f'#set text(font: "Source Sans 3", {setting})\n{text}'.encode(), font_paths=fonts)


@pytest.mark.parametrize("setting", ['weight: "regular"', 'weight: "semibold"', 'weight: "bold"', 'style: "italic"'])
def test_one_file_holds_every_letter_of_both_scripts(setting: str, tmp_path: Path) -> None:
    document = tmp_path / "letters.pdf"
    document.write_bytes(pdf(LETTERS + MARKS.replace("§", "\\u{a7}"), f"{setting}, fallback: false"))
    with pikepdf.open(document) as opened:
        fonts = [font.BaseFont for font in opened.pages[0].Resources.Font.values()]
    assert len(fonts) == 1
    assert "SourceSans3" in str(fonts[0])


def test_serbian_italic_has_its_own_letters() -> None:
    assert pdf("бгдпт", 'style: "italic", lang: "sr"') != pdf("бгдпт", 'style: "italic", lang: "ru"')
