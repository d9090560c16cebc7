"""The fixed words of printed documents, in Serbian Cyrillic; Latin is their transliteration.

Other languages are data: `words/<code>.yaml`, with what stands on papers that parties get (decision 051).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from salter.ui.script import to_latin

_CYRILLIC: dict[str, str] = {
    # every document
    "number": "Број",
    "date": "Датум",
    "place": "Место",
    "page": "страна",
    "of": "од",
    "code": "Ознака документа",
    "arms": "Грб",
    "shield": "Штит као знак органа",
    "practice": "ВЕЖБА",
    "practice_note": "Овај документ је настао у вежби и нема правно дејство.",
    "demo": "ТЕСТ",
    "demo_note": "Сертификати су пробни (TEST), па потпис, печат и временски жиг немају правно дејство.",
    # decisions, conclusions, letters
    "decision": "РЕШЕЊЕ",
    "conclusion": "ЗАКЉУЧАК",
    "reasoning": "Образложење",
    "remedy": "Упутство о правном средству",
    "signature": "Потпис овлашћеног службеног лица",
    "authorisation": "По овлашћењу број",
    "authorisation_from": "од",
    "in_place_of": "Замењује",
    "mandate": "решење о замени број",
    "seal": "Печат органа",
    "seal_note": "Електронски печат је део овог документа.",
    "timestamp": "Временски жиг",
    "signed_electronically": (
        "Потпис, печат и временски жиг су електронски и налазе се у самом документу; "
        "проверавају се отварањем овог PDF-а."
    ),
    "draft_note": "Нацрт: документ још није потписан и нема правно дејство.",
    "deliver_to": "Доставити",
    "recipient": "Прималац",
    "deadline": "Рок",
    "enclosures": "Прилози",
    # receipt
    "receipt": "Потврда о пријему",
    "received_sentence": "Ваш поднесак је примљен.",
    "submission_number": "Број поднеска",
    "case_number": "Број предмета",
    "received_at": "Примљено",
    "submitter": "Подносилац",
    "subject": "Предмет",
    "unit": "Организациона јединица",
    "documents": "Примљени документи",
    "document_and_fingerprint": "Документ и његов отисак (SHA-256)",
    "status_title": "Где је мој захтев?",
    "status_hint": "Снимите код телефоном или отворите адресу:",
    "status_alt": "QR код",
    "next_title": "Шта следи",
    "proof_title": "Доказ",
    "proof_leaf": "Редни број уписа у дневнику",
    "proof_size": "Број уписа под печатом",
    "proof_root": "Отисак дневника",
    # request of a party
    "represented_by": "Заступник",
    "address": "Адреса",
    "submitted_at": "Предато",
    "ex_officio": "Орган прибавља по службеној дужности",
    "submitted_online": (
        "Поднесак је предат електронски, са налога подносиоца на порталу овог органа, и није својеручно потписан."
    ),
    # delivery
    "delivery": "Доказ о достављању",
    "delivered_document": "Достављени документ",
    "delivery_id": "Ознака доставе",
    "channel": "Начин достављања",
    "sender": "Пошиљалац",
    "sent": "Послато",
    "arrived": "Приспело",
    "opened": "Преузето",
    "states": "Ток достављања",
    "state": "Стање",
    "time": "Време",
    "note": "Напомена",
    "not_reached": "није наступило",
    "legal_effect": "Правно дејство",
    # letters on paper
    "slip": "Доставница",
    "slip_day": "Примљено дана",
    "slip_recipient": "Потпис примаоца",
    "slip_relation": "Примио (својство)",
    "slip_deliverer": "Потпис достављача",
    "slip_not": "Није уручено",
    "slip_refused": "одбијен пријем",
    "slip_unclaimed": "није преузето у року",
    "slip_moved": "одселио се",
    "slip_unknown": "непознат",
    "cover_intro": "У прилогу Вам достављамо:",
    "cover_pages": "Број страна",
    "cover_slip": "Пријем се потврђује потписом на доставници, која се враћа органу.",
    # counter
    "statement": "Странка изјављује",
    "signature_of_party": "Потпис странке",
    "stamp_by_hand": "М. П.",
    "signature_of_clerk": "Потпис службеног лица",
    "summoned": "Позвани",
    "course": "Ток расправе",
    "signatures_by_hand": "Потписи",
    "enclosure": "Прилог",
    "stamp_unit": "Орг. јед.",
    "value": "Вредност",
    # electronic invoice
    "view_only": "Ово је приказ, а није фактура.",
    "view_of": "Фактура је XML који је стигао; налази се у прилогу овог PDF-а и чува се непромењен:",
    "supplier": "Добављач",
    "buyer": "Купац",
    "lines": "Ставке",
    "item": "Назив",
    "quantity": "Количина",
    "price": "Цена",
    "tax": "Порез",
    "amount": "Износ",
    "tax_category": "Пореска категорија",
    "tax_rate": "Стопа",
    "tax_base": "Основица",
    "totals": "Збирови",
    "payable": "За плаћање",
    # case cover, register, archive
    "cover": "Омот предмета",
    "year": "Година",
    "classification": "Класификациони знак",
    "procedure": "Поступак",
    "handler": "Обрађивач",
    "parties": "Странке",
    "opened_on": "Отворен",
    "closed_on": "Окончан",
    "retention": "Рок чувања",
    "guarantees": "Позива се на гарантни акт",
    "contents": "Списи у омоту",
    "act": "Спис",
    "sheets": "Листова",
    "whole_case": "Предмет у целини",
    "contents_pages": "Садржај",
    "on_page": "Страна",
    "made_at": "Сачињено",
    "made_for": "За",
    "archive_note": "Белешка о архивирању предмета",
    "archive_unit": "Ознака архивске јединице",
    "archive_entry": "Број у архивској књизи",
    "keep_until": "Чувати до",
    "archived_by": "Архивирао",
    "archived_at": "Архивирано",
    "files": "Сачуване датотеке",
    "size": "Величина",
}


WORDS = Path(__file__).parent / "words"


@cache
def labels(language: str) -> dict[str, str]:
    """The words in the script of the language: `sr` Cyrillic, `sr-latn` Latin. The key `language` says which.

    In another language those that it has; papers that only the office sees stay Serbian.
    """
    if language == "sr-latn":
        return {key: to_latin(text) for key, text in _CYRILLIC.items()}
    return _CYRILLIC | words(language)


@cache
def words(language: str) -> dict[str, str]:
    """What a language beside Serbian says of the fixed words; empty for Serbian."""
    if language not in {file.stem for file in WORDS.glob("*.yaml")}:
        return {}
    found: dict[str, str] = yaml.safe_load((WORDS / f"{language}.yaml").read_text("utf-8"))
    return found
