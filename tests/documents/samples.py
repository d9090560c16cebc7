"""Fictional data for every printed document, in both scripts."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Mapping
from typing import Any

import segno

from salter.documents import templates as t
from salter.documents.rendering import Attachment
from salter.ui.script import to_latin

BODY: t.Body = {
    "state": "Република Србија",
    "name": "Општина Бела Река",
    "authority": "Општинска управа",
    "unit": "Одељење за урбанизам и комуналне послове",
    "contact": "Трг слободе 1, 99999 Бела Река · 000/123-456 · pisarnica@belareka.example",
}
STATUS = "https://salter.belareka.example/status/7F3K-92QD"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def qr(text: str) -> str:
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue().decode()


DECISION: t.Decision = {
    "language": "sr",
    "title": "Решење 350-123/2026-IV-02",
    "body": BODY,
    "number": "350-123/2026-IV-02",
    "date": "23. 11. 2026.",
    "place": "Бела Река",
    "code": "350-123/2026-IV-02/4",
    "demo_signatures": True,
    "introduction": [
        "Општинска управа општине Бела Река, Одељење за урбанизам и комуналне послове, поступајући по захтеву Милице "
        "Примеровић из Беле Реке, Улица липа 12, за издавање одобрења за заузеће јавне површине, на основу "
        "члана 141. "
        "Закона о општем управном поступку („Службени гласник РС“, бр. 18/2016, 95/2018 – аутентично тумачење "
        "и 2/2023 – "
        "одлука УС) и члана 14. Одлуке о комуналном реду („Службени лист општине Бела Река“, број 7/2024), доноси"
    ],
    "subject": "о одобрењу за заузеће јавне површине",
    "points": [
        "ОДОБРАВА СЕ Милици Примеровић из Беле Реке, Улица липа 12, заузеће јавне површине од 12 m² на Тргу "
        "слободе, испред "
        "пословног простора број 3, ради постављања летње баште.",
        "Одобрење важи од 1. 12. 2026. до 30. 11. 2027. године.",
        "Подносилац је дужан да јавну површину по истеку рока врати у првобитно стање, у року од осам дана.",
        "Жалба не одлаже извршење овог решења.",
    ],
    "reasoning": [
        "Милица Примеровић поднела је 3. 11. 2026. године захтев за издавање одобрења за заузеће јавне "
        "површине. Уз захтев "
        "је приложена скица положаја летње баште.",
        "Орган је по службеној дужности, на основу члана 103. Закона о општем управном поступку, прибавио:",
        {
            "kind": "list",
            "items": [
                "извод из регистра привредних субјеката;",
                "потврду о измиреним локалним комуналним таксама, број 436-88/2026.",
            ],
        },
        "Увидом у приложену скицу и на лицу места утврђено је следеће стање:",
        {
            "kind": "table",
            "columns": ["Чињеница", "Утврђено", "Доказ"],
            "rows": [
                ["Ширина слободног пролаза", "2,40 m", "записник од 12. 11. 2026."],
                ["Површина баште", "12 m²", "скица положаја"],
                ["Сагласност суседа", "није потребна", "Одлука, члан 16."],
            ],
        },
        {
            "kind": "paragraph",
            "text": [
                {"text": "Рок ", "style": ""},
                {"text": "није истекао", "style": "bold"},
                {"text": ", што је ", "style": ""},
                {"text": "утврђено", "style": "italic"},
                {"text": ".", "style": ""},
            ],
        },
        {"kind": "numbers", "start": 3, "items": ["трећи услов је испуњен;", [{"text": "четврти", "style": "bold"}]]},
        "Како су испуњени услови из члана 14. Одлуке о комуналном реду, одлучено је као у диспозитиву.",
        "Републичка административна такса у износу од 1.200,00 РСД наплаћена је.",
    ],
    "remedy": [
        "Против овог решења може се изјавити жалба Општинском већу општине Бела Река у року од 15 дана од "
        "дана обавештавања "
        "о решењу. Жалба се предаје овом органу, непосредно, поштом препоручено или електронски, уз доказ о уплати "
        "административне таксе."
    ],
    "signature": {
        "name": "Јована Узорковић",
        "function": "начелница Одељења",
        "authorisation_number": "031-7/2026",
        "authorisation_date": "12. 1. 2026.",
    },
    "seal_of": "Општина Бела Река, Општинска управа",
    "timestamp_text": "жиг пробног издаваоца (TEST) после последњег потписа",
    "deliver_to": ["Милици Примеровић, електронски", "комуналној инспекцији", "архиви"],
}

CONCLUSION: t.Conclusion = {
    **DECISION,
    "title": "Закључак 350-131/2026-IV-02",
    "number": "350-131/2026-IV-02",
    "subject": "о одбацивању поднеска",
    "code": "350-131/2026-IV-02/3",
    "practice": True,
    "remedy": ["Против овог закључка није дозвољена посебна жалба."],
    "deliver_to": ["Петру Огледном", "архиви"],
    "points": [
        "ОДБАЦУЈЕ СЕ захтев Петра Огледног из Беле Реке за издавање одобрења за заузеће јавне површине, јер "
        "поднесак није "
        "уређен у остављеном року."
    ],
    "reasoning": ["Подносилац је 2. 11. 2026. позван да уреди поднесак у року од осам дана. То није учинио."],
}

LETTER: t.Letter = {
    "language": "sr",
    "title": "Позив за уређење поднеска 350-131/2026-IV-02",
    "body": BODY,
    "number": "350-131/2026-IV-02",
    "date": "2. 11. 2026.",
    "place": "Бела Река",
    "code": "350-131/2026-IV-02/2",
    "recipient": ["Петар Огледни", "Улица храстова 7", "99999 Бела Река"],
    "others": [
        ["Милица Примеровић", "Улица липа 12, 99999 Бела Река"],
        ["Ведрина ДОО", "Трг слободе 4, 99999 Бела Река"],
    ],
    "subject": "Позив за уређење поднеска",
    "paragraphs": [
        "Дана 30. 10. 2026. поднели сте захтев за издавање одобрења за заузеће јавне површине. Захтев није "
        "потпун, па по "
        "њему још не можемо да поступимо.",
        "Молимо Вас да доставите:",
        {"kind": "list", "items": ["скицу положаја летње баште са мерама;", "доказ о уплати административне таксе."]},
        "Извод из регистра прибавићемо сами, по службеној дужности; Ви га не достављате.",
    ],
    "deadline": "осам дана од дана пријема овог позива",
    "closing": [
        "Ако поднесак уредите у остављеном року, сматраће се да је био уредан од почетка. Ако то не учините, "
        "поднесак ће бити "
        "одбачен (члан 59. Закона о општем управном поступку).",
        "За помоћ се обратите шалтеру 3, радним даном од 8 до 15 часова.",
    ],
    "signature": {"name": "Марко Пробић", "function": "самостални саветник"},
    "enclosures": ["Образац скице положаја"],
    "deliver_to": ["Петру Огледном, препорученом пошиљком", "у спис"],
}

RECEIPT: t.SubmissionReceipt = {
    "language": "sr",
    "title": "Потврда о пријему 2026-000123",
    "body": BODY,
    "date": "3. 11. 2026.",
    "place": "Бела Река",
    "code": "2026-000123",
    "submission_number": "2026-000123",
    "case_number": "350-123/2026-IV-02",
    "received_at": "3. 11. 2026. 14:05",
    "submitter": "Милица Примеровић",
    "subject": "Одобрење за заузеће јавне површине",
    "unit": "Одељење за урбанизам и комуналне послове",
    "sentence": "Ваш поднесак је примљен и заведен под бројем 350-123/2026-IV-02.",
    "documents": [
        {"name": "Захтев за заузеће јавне површине.pdf", "sha256": sha256("захтев")},
        {"name": "Скица положаја летње баште.png", "sha256": sha256("скица")},
    ],
    "status_url": STATUS,
    "qr_svg": qr(STATUS),
    "next": [
        "Захтев преузима Одељење за урбанизам и комуналне послове. Решење се доноси најкасније до 3. 12. 2026. године.",
        "Ако нешто недостаје, обавестићемо Вас и рећи тачно шта.",
    ],
}

EVIDENCE: t.DeliveryEvidence = {
    "language": "sr",
    "title": "Доказ о достављању 350-123/2026-IV-02",
    "body": BODY,
    "number": "350-123/2026-IV-02",
    "date": "25. 11. 2026.",
    "code": "D-2026-000087",
    "sender": "Општина Бела Река, Општинска управа",
    "recipient": "Милица Примеровић, Улица липа 12, Бела Река",
    "delivery_id": "D-2026-000087",
    "case_number": "350-123/2026-IV-02",
    "channel": "лично достављање у електронско сандуче",
    "sent": "23. 11. 2026. 15:10:02",
    "arrived": "23. 11. 2026. 15:10:03",
    "opened": "25. 11. 2026. 09:41:17",
    "documents": [{"name": "Решење 350-123/2026-IV-02.pdf", "sha256": sha256("решење")}],
    "states": [
        {"name": "Предато на достављање", "time": "23. 11. 2026. 15:10:02"},
        {"name": "Приспело у сандуче", "time": "23. 11. 2026. 15:10:03", "note": "Обавештење послато на e-адресу."},
        {"name": "Преузето", "time": "25. 11. 2026. 09:41:17", "note": "Отварањем електронске повратнице."},
        {"name": "Враћено", "note": "Достављање је успело."},
    ],
    "legal_effect": [
        "Достављање се сматра извршеним 25. 11. 2026. Рок за жалбу истиче 10. 12. 2026. године.",
    ],
    "signature_note": "Доказ је део контејнера који је печатиран и има временски жиг.",
}

COVER: t.CaseCover = {
    "language": "sr",
    "title": "Омот предмета 350-123/2026-IV-02",
    "body": BODY,
    "code": "350-123/2026-IV-02",
    "case_number": "350-123/2026-IV-02",
    "subject": "Одобрење за заузеће јавне површине – Милица Примеровић",
    "year": "2026.",
    "unit": "Одељење за урбанизам и комуналне послове",
    "handler": "Марко Пробић",
    "procedure": "Одобрење за заузеће јавне површине",
    "classification": "352 – комунални послови",
    "parties": ["Милица Примеровић, Улица липа 12, Бела Река", "Привредно друштво „Узорак“ д. о. о., Бела Река"],
    "opened_on": "3. 11. 2026.",
    "closed_on": "11. 12. 2026.",
    "retention": "10 година",
    "guarantees": "350-17/2025-IV-02/3",
    "contents": [
        {"ordinal": "1", "date": "3. 11. 2026.", "name": "Захтев са прилозима", "sheets": "4"},
        {"ordinal": "2", "date": "12. 11. 2026.", "name": "Записник о увиђају", "sheets": "2"},
        {"ordinal": "3", "date": "23. 11. 2026.", "name": "Решење", "sheets": "2"},
        {"ordinal": "4", "date": "25. 11. 2026.", "name": "Доказ о достављању"},
    ],
}


BOOK_COLUMNS = ("Основни број", "Предмет", "Подброј", "Датум пријема", "Пошиљалац", "Развод – ознака")


def _row(number: int) -> t.BookRow:
    cells = [str(number), "Захтев за одобрење заузећа јавне површине", "", "3. 11. 2026.", "Милица Примеровић", "а/а"]
    if number % 4 == 0:
        return {"cells": ["", "Допуна захтева", "1", "11. 12. 2026.", "Милица Примеровић", ""], "under": True}
    if number == 7:
        return {"cells": cells, "struck": True, "note": "поништено: погрешно заведено, исправно под 350-8/2026"}
    return {"cells": cells}


REGISTER: t.RegisterBook = {
    "language": "sr",
    "title": "Основна евиденција 2026, свеска 1",
    "body": BODY,
    "date": "31. 12. 2026.",
    "columns": [{"label": label, "width": 1} for label in BOOK_COLUMNS],
    "note_at": 1,
    "facts_before": [{"label": "Бројеви у овој свесци", "value": "1–40"}],
    "before": ["Књига почиње бројем 1."],
    "rows": [_row(number) for number in range(1, 41)],
    "summary_title": "Бројеви у књизи",
    "summary": [{"label": "Поништено", "value": "1 (број 7)"}],
    "explained": ["Сваки број од првог до последњег има свој ред."],
}

NOTE: t.ArchiveNote = {
    "language": "sr",
    "title": "Белешка о архивирању 350-123/2026-IV-02",
    "body": BODY,
    "date": "11. 12. 2026.",
    "place": "Бела Река",
    "code": "A-2026-000041",
    "case_number": "350-123/2026-IV-02",
    "subject": "Одобрење за заузеће јавне површине",
    "unit": "Одељење за урбанизам и комуналне послове",
    "classification": "352 – комунални послови",
    "retention": "10 година",
    "keep_until": "31. 12. 2036.",
    "opened_on": "3. 11. 2026.",
    "closed_on": "11. 12. 2026.",
    "archive_unit": "urn:uuid:0198f0c2-5f3e-7c1a-9d4b-1f2e3d4c5b6a",
    "archive_entry": "41/2026",
    "archived_at": "11. 12. 2026. 12:30",
    "archived_by": "Ана Архивска",
    "paragraphs": ["Предмет је окончан и одложен у архиву (а/а). Отисци датотека проверени су при пријему."],
    "files": [
        {"name": "Захтев.pdf", "sha256": sha256("захтев"), "size": "412 kB"},
        {"name": "Решење.pdf", "sha256": sha256("решење"), "size": "96 kB"},
    ],
}

REQUEST: t.Request = {
    "language": "sr",
    "title": "Захтев за одобрење заузећа јавне површине",
    "body": BODY,
    "code": "2026-000123",
    "submitter": "Милица Примеровић",
    "address": "Улица липа 12, Бела Река",
    "submitted_at": "3. 11. 2026. 14:05",
    "sections": [
        {
            "title": "О површини",
            "lines": [
                {"label": "Где је површина?", "value": "Трг слободе, испред броја 3"},
                {
                    "label": "За шта Вам је потребна?",
                    "value": "За летњу башту.\nСтолови и столице се уносе преко ноћи.",
                },
            ],
        }
    ],
    "ex_officio": ["Извод из регистра привредних субјеката прибавља орган."],
    "documents": [{"name": "Скица положаја летње баште.png", "sha256": sha256("скица")}],
}

OFFICIAL_NOTE: t.OfficialNote = {
    "language": "sr",
    "title": "Службена белешка о закључењу основне евиденције за 2026. годину",
    "body": BODY,
    "number": "basic/2026",
    "date": "31. 12. 2026.",
    "facts": [
        {"label": "Последњи редни број", "value": "1204"},
        {"label": "Број уписа", "value": "1204"},
        {"label": "Закључио", "value": "Петар Књиговић"},
    ],
    "paragraphs": ["Основна евиденција за 2026. годину закључена је са редним бројем 1204."],
}

DRAFT: t.DraftOfAct = {
    "language": "sr",
    "title": "Одлука о увођењу електронског канцеларијског пословања",
    "body": BODY,
    "date": "31. 12. 2026.",
    "mark": "НАЦРТ – проверити са правником",
    "note": "Нацрт није правни акт.",
    "parts": [
        {
            "heading": "Правни основ",
            "blocks": [
                "Упутство о канцеларијском пословању (непроверено).",
                {"kind": "table", "columns": ["Посао", "Лице"], "rows": [["Писарница", "Петар Књиговић"]]},
            ],
        }
    ],
}

DATA_REQUEST: t.DataRequest = {
    "language": "sr",
    "title": "Захтев за уступање података",
    "body": BODY,
    "number": "350-12/2026-IV-02",
    "date": "26. 11. 2026.",
    "recipient": ["Републички геодетски завод, Служба за катастар непокретности Ведрово"],
    "facts": [
        {"label": "Податак", "value": "Лист непокретности"},
        {"label": "Службена евиденција", "value": "Катастар непокретности"},
    ],
    "paragraphs": ["Молимо вас да нам податак уступите бесплатно, најкасније 11. 12. 2026."],
    "signature": {"name": "Петар Обрађивачевић", "function": "саветник"},
}

INVOICE_VIEW: t.InvoiceView = {
    "language": "sr",
    "title": "Приказ фактуре 12/2026",
    "body": BODY,
    "date": "23. 11. 2026.",
    "kind": "Приказ фактуре",
    "invoice_number": "12/2026",
    "file": "faktura-12-2026.xml",
    "sha256": sha256("фактура"),
    "supplier": ["Ведрина ДОО", "Улица липа 1, Ведрово", "ПИБ 990000078", "МБ 99000079"],
    "buyer": ["Општина Бела Река", "ПИБ 990000019"],
    "facts": [
        {"label": "Датум издавања", "value": "10. 11. 2026."},
        {"label": "Датум доспећа", "value": "10. 12. 2026."},
        {"label": "Рачун за плаћање", "value": "160-5100-29"},
    ],
    "lines": [
        [str(place), "Папир А4, беле боје, за штампање и копирање, у кутији", "5 ком", "450", "20 %", "2.250,00"]
        for place in range(1, 60)
    ],
    "taxes": [["S", "20 %", "132.750,00", "26.550,00"]],
    "totals": [
        {"label": "Збир ставки", "value": "132.750,00 RSD"},
        {"label": "Порез", "value": "26.550,00 RSD"},
        {"label": "Са порезом", "value": "159.300,00 RSD"},
    ],
    "payable": "159.300,00 RSD",
    "notes": ["Плаћање у року од 30 дана.", "Хвала на поверењу."],
    "enclosures": ["radni-nalog.pdf"],
}

ORAL_RECORD: t.OralRecord = {
    "language": "sr",
    "title": "Записник о усмено изјављеном поднеску",
    "body": BODY,
    "number": "352-7/2026-IV-02",
    "date": "23. 11. 2026.",
    "place": "Бела Река",
    "facts": [
        {"label": "Почето", "value": "23. 11. 2026. 9:40"},
        {"label": "Странка", "value": "Милица Примеровић, Улица липа 12"},
    ],
    "statement": ["Тражим да ми се одобри заузеће тротоара испред радње.", "Столове уносим преко ноћи."],
    "paragraphs": ["Записник је прочитан странци, која на њега нема примедби и потписује га."],
    "party": "Милица Примеровић",
    "clerk": "Петар Књиговић",
}

HEARING_RECORD: t.HearingRecord = {
    "language": "sr",
    "title": "Записник о усменој расправи",
    "body": BODY,
    "number": "352-7/2026-IV-02",
    "date": "23. 11. 2026.",
    "place": "Бела Река",
    "facts": [
        {"label": "Место", "value": "Општинска управа, соба 12"},
        {"label": "Почето", "value": "10:00"},
        {"label": "Завршено", "value": "10:45"},
    ],
    "people": [
        "Милица Примеровић, странка: присуствује",
        "Стојан Примеровић, сведок: не присуствује, позив је уредно достављен",
    ],
    "statement": ["Странка изјављује да остаје при захтеву.", "Сведок није дошао."],
    "paragraphs": ["На записник нема примедби.", "Расправа је закључена."],
    "signing": ["Милица Примеровић", "Петар Књиговић", "Весна Уредовић"],
}

SHEETS: t.CoverSheets = {
    "language": "sr",
    "title": "РАЗДЕЛНИ ЛИСТ",
    "body": BODY,
    "date": "23. 11. 2026.",
    "sheets": [
        {
            "what": "ДОПУНА ПРЕДМЕТА",
            "number": "350-1234/2026-IV-02",
            "about": "Захтев за одобрење да се заузме јавна површина испред пословног простора",
            "qr_svg": qr("SALTER:1:VEDROVO:0190F6C0AAAA7BBBBCCCDDDDEEEEFFFF:ABCDEFGHIJKLMNOP"),
        },
        {"what": "НОВИ СПИС", "qr_svg": qr("SALTER:1:VEDROVO:NEW:ABCDEFGHIJKLMNOP")},
    ],
    "how": [
        "Ставите разделни лист испред списа, лицем као и спис. Све стране до следећег листа су један спис.",
        "Један лист може да се користи више пута. Не пишите преко кода.",
        "Лист се не уписује и не улази у спис; остаје само у изворном скену.",
    ],
}

ENVELOPES: t.Envelopes = {
    "language": "sr",
    "title": "Коверте",
    "body": BODY,
    "width": 229,
    "height": 162,
    "sender": ["Трг слободе 1", "99999 Бела Река"],
    "items": [
        {
            "mark": "Препоручено, са повратницом",
            "number": "350-131/2026-IV-02",
            "registered": "RE123456785RS",
            "name": "Петар Огледни",
            "address": ["Улица храстова 7", "99999 Бела Река"],
            "code": "7F3K-92QD-0A1B",
            "qr_svg": qr("7F3K-92QD-0A1B"),
        },
        {"mark": "Лично на шалтеру", "number": "350-132/2026-IV-02", "name": "Милица Примеровић", "address": []},
    ],
}

SLIPS: t.ReturnSlips = {
    "language": "sr",
    "title": "Доставнице",
    "body": BODY,
    "items": [
        {
            "number": f"350-{131 + place}/2026-IV-02",
            "what": "Решење о заузећу јавне површине",
            "name": "Петар Огледни",
            "address": ["Улица храстова 7", "99999 Бела Река"],
            "code": code,
            "qr_svg": qr(code),
        }
        for place, code in enumerate(["7F3K-92QD-0A1B", "8G4M-03RE-1B2C", "9H5N-14SF-2C3D", "AJ6P-25TG-3D4E"])
    ],
}

COVERS: t.LetterCovers = {
    "language": "sr",
    "title": "Пропратни листови",
    "body": BODY,
    "number": "",
    "date": "23. 11. 2026.",
    "items": [
        {
            "mark": "Препоручено, са повратницом",
            "number": "350-131/2026-IV-02",
            "registered": "RE123456785RS",
            "what": "Решење о заузећу јавне површине",
            "pages": "2",
            "name": "Петар Огледни",
            "address": ["Улица храстова 7", "99999 Бела Река"],
            "code": "7F3K-92QD-0A1B",
            "qr_svg": qr("7F3K-92QD-0A1B"),
        },
        {
            "mark": "Курир",
            "number": "350-132/2026-IV-02",
            "what": "Закључак",
            "pages": "1",
            "name": "Милица Примеровић",
            "address": [],
        },
    ],
}

OUTAGE: t.OutageSheets = {
    "language": "sr",
    "title": "Пријем поднеска док систем не ради",
    "body": BODY,
    "number": "листова: 2",
    "date": "23. 11. 2026.",
    "sheets": [{"code": code, "qr_svg": qr(code)} for code in ("7F3K-92QD-0A1B", "8G4M-03RE-1B2C")],
    "fields": ["Примљено (дан, сат, минут)", "Подносилац и адреса", "Предмет", "Примио", "Садржина и прилози"],
    "note": "Упишите чим систем проради, под правим временом пријема.",
    "stub": "Потврда за странку",
    "stub_note": "Под овим бројем поднесак ће бити заведен.",
}

STAMPS: t.StampLabels = {
    "language": "sr",
    "title": "Налепнице",
    "body": BODY,
    "sheet": True,
    "first": 5,
    "items": [
        {
            "body": "Општина Бела Река, Општинска управа",
            "received": "23. 11. 2026. 9:40",
            "number": f"352-{ordinal}/2026-IV-02",
            "submission": "7F3K-92QD-0A1B",
            "unit": "IV-02",
            "enclosures": "2",
            "value": "РАТ 1.200,00",
            "place": "Месна канцеларија Доња Река",
            "qr_svg": qr("7F3K-92QD-0A1B"),
        }
        for ordinal in range(1, 22)
    ],
}

CONTENTS: t.CaseContents = {
    "language": "sr",
    "title": "Предмет у целини 350-123/2026-IV-02",
    "body": BODY,
    "case_number": "350-123/2026-IV-02",
    "subject": COVER["subject"],
    "unit": COVER["unit"],
    "parties": COVER["parties"],
    "opened_on": "3. 11. 2026.",
    "guarantees": "350-17/2025-IV-02/3",
    "made_at": "23. 11. 2026. 15:10",
    "made_for": "Марко Пробић",
    "notes": ["Шта није могло у овај PDF, стоји у садржају са разлогом."],
    "contents": [
        {"ordinal": "1", "date": "3. 11. 2026.", "name": "Захтев", "page": "2", "sha256": "0f" * 32},
        {"ordinal": "2", "date": "4. 11. 2026.", "name": "Снимак", "sha256": "f0" * 32, "remark": "Не може у PDF."},
    ],
}

WORDS: t.WordsPages = {
    "title": "3. Порука странке",
    "note": "Речи датотеке; изворна датотека је у предмету.",
    "lines": ["Поштовани,", "", "шаљем допуну уз захтев."],
}

PICTURE: t.PicturePage = {"title": "4. Скица"}
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
ATTACHED = {"picture_page": [Attachment("picture", "image/png", PNG, PICTURE["title"])]}
"""What some templates are given beside their data."""

SAMPLES: dict[str, Mapping[str, object]] = {
    "case_contents": CONTENTS,
    "words_pages": WORDS,
    "picture_page": PICTURE,
    "oral_record": ORAL_RECORD,
    "hearing_record": HEARING_RECORD,
    "outage_sheet": OUTAGE,
    "cover_sheet": SHEETS,
    "labels": STAMPS,
    "envelopes": ENVELOPES,
    "return_slips": SLIPS,
    "letter_covers": COVERS,
    "decision": DECISION,
    "conclusion": CONCLUSION,
    "letter": LETTER,
    "submission_receipt": RECEIPT,
    "delivery_evidence": EVIDENCE,
    "case_cover": COVER,
    "register_book": REGISTER,
    "archive_note": NOTE,
    "request": REQUEST,
    "official_note": OFFICIAL_NOTE,
    "draft": DRAFT,
    "data_request": DATA_REQUEST,
    "invoice_view": INVOICE_VIEW,
}


def in_latin(value: Any) -> Any:
    """The same data in Latin script."""
    if isinstance(value, str):
        return "sr-latn" if value == "sr" else to_latin(value)
    if isinstance(value, dict):
        return {key: in_latin(part) for key, part in value.items()}
    return [in_latin(part) for part in value] if isinstance(value, list) else value
