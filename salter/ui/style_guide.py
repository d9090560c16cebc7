"""Sample content of the style guide: invented people and cases, in Cyrillic, shown in Latin where the reader wants it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms

from salter.ui.forms import MultipleFileField, SerbianDateField, SerbianDatePartsField
from salter.ui.script import to_latin

TODAY = date(2026, 11, 23)


class SampleForm(forms.Form):
    """One field of every kind."""

    about_self = True
    full_name = forms.CharField(
        label="Име и презиме",
        help_text="Као у личној карти.",
        error_messages={"required": "Упишите име и презиме."},
    )
    email = forms.EmailField(label="Адреса електронске поште", required=False)
    birth = SerbianDatePartsField(label="Датум рођења", help_text="На пример 5 3 1987")
    paid_on = SerbianDateField(label="Дан уплате", help_text="На пример 23. 11. 2026.")
    amount = forms.DecimalField(
        label="Уплаћени износ у динарима", widget=forms.NumberInput({"class": "govuk-input--width-5"})
    )
    place = forms.ChoiceField(label="Матична књига", choices=[("", "Изаберите"), ("1", "Ужице"), ("2", "Чајетина")])
    way = forms.ChoiceField(
        label="Како желите да примите извод?",
        choices=[("mailbox", "У електронско сандуче"), ("post", "Поштом"), ("counter", "На шалтеру")],
        widget=forms.RadioSelect,
    )
    papers = forms.MultipleChoiceField(
        label="Шта прилажете?",
        choices=[("slip", "Доказ о уплати"), ("power", "Пуномоћје")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    files = MultipleFileField(label="Прилози", help_text="PDF, JPG или PNG, до 20 MB свака датотека.", required=False)
    note = forms.CharField(label="Напомена", widget=forms.Textarea({"rows": 3}), required=False)
    truth = forms.BooleanField(label="Подаци које сам дао су тачни.", error_messages={"required": "Потврдите тачност."})


def _case(place: int) -> dict[str, Any]:
    subjects = ("Издавање извода из матичне књиге рођених", "Накнада штете од града", "Одобрење за раскопавање улице", "Уверење о држављанству")
    people = ("Петровић Мила", "Ђорђевић Лука", "Комунално ДОО", "Њежић Љубица")
    states = (("у раду", "active"), ("чека допуну", "waiting"), ("за потпис", "action"), ("достављено", "done"), ("архивирано", "closed"))
    status, tone = states[place % 5]
    return {
        "number": f"350-{140 - place}/2026-IV-02",
        "subject": subjects[place % 4],
        "person": people[place % 4],
        "status": status,
        "tone": tone,
        "due": TODAY + timedelta(days=place * 2 - 3) if place % 7 else None,
        "paused": place % 6 == 5,
    }


def sample() -> dict[str, Any]:
    """Everything the style guide shows, in Cyrillic."""
    at = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
    return {
        "number": "350-123/2026-IV-02",
        "crumbs": [{"url": "/", "label": "Почетна"}, {"label": "Преглед изгледа"}],
        "notice": "Шалтер бр. 4 у петак ради до 13 часова.",
        "success": "Доказ о уплати је придружен вашем захтеву.",
        "action": "Надокнадите потврду о уплати до 1. 12. 2026.",
        "title": "Извод из матичне књиге рођених",
        "lead": "Извод вам треба за упис у школу, пасош или венчање. Захтев траје око пет минута.",
        "facts": [
            {"label": "Ко може да тражи", "value": "Свако за себе и за своје дете"},
            {"label": "Шта прибавља општина", "value": "Податке из матичне књиге"},
            {"label": "Цена", "value": "420,00 РСД"},
            {"label": "Колико заиста траје", "value": "најчешће 2 дана"},
        ],
        "start": "Започните захтев",
        "send": "Наставите",
        "later": "Сачувајте за касније",
        "drop": "Одустаните",
        "headings": {
            "form": "Питања", "check": "Проверите одговоре", "tasks": "Ваш захтев", "ladder": "Достављање",
            "timeline": "Шта се догодило", "documents": "Документи", "services": "Услуге",
            "staff": "Изглед за запослене", "end": "Завршна страна",
        },
        "answers": [
            {"label": "Име и презиме", "value": "Мила Петровић", "change_url": "#form"},
            {"label": "Датум рођења", "value": "5. 3. 1987.", "change_url": "#form"},
            {"label": "Начин достављања", "value": "У електронско сандуче", "change_url": "#form"},
        ],
        "details": {"summary": "Шта значи „заведен“?", "text": "Ваш захтев је добио број и место у књизи општине. Од тог дана тече рок."},
        "law": "Рок за одлуку је 30 дана (члан 145. Закона о општем управном поступку).",
        "source": "преглед прописа од 1. 9. 2026.",
        "warning": "Кад потпишете решење, оно више не може да се измени.",
        "tasks": [
            {"title": "Подаци о вама", "url": "#form", "status": "Попуњено"},
            {"title": "Прилози", "url": "#form", "hint": "Недостаје доказ о уплати", "status": "Недостаје", "tone": "action"},
            {"title": "Слање", "status": "Још не може"},
        ],
        "ladder": [
            {"key": "accepted", "label": "Предато на отпрему", "at": at},
            {"key": "sent", "label": "Послато у сандуче", "at": at + timedelta(minutes=3), "detail": "чека се преузимање"},
            {"key": "opened", "label": "Преузето"},
            {"key": "proven", "label": "Доказ о достављању сачуван"},
        ],
        "timeline": [
            {"title": "Одлука", "at": date(2026, 12, 14), "coming": True},
            {"title": "Замолили смо вас за допуну", "at": at, "who": "Писарница", "text": "Недостаје доказ о уплати.", "action": True},
            {"title": "Захтев је примљен и заведен", "at": at - timedelta(days=2), "who": "Писарница"},
        ],
        "documents": [
            {"name": "Решење о издавању извода.pdf", "url": "#d", "kind": "PDF/A", "size": 84213, "at": TODAY, "tag": "потписано", "tone": "done"},
            {"name": "Доказ о уплати.jpg", "url": "#e", "kind": "JPG", "size": 1203422, "at": TODAY},
        ],
        "tiles": [
            {"title": "Извод из матичне књиге рођених", "text": "За школу, пасош или венчање.", "foot": "420,00 РСД · око 2 дана"},
            {"title": "Накнада штете", "text": "Ако вас је повредио пас луталица или оштећен тротоар.", "foot": "бесплатно · око 30 дана"},
            {"title": "Где је мој предмет?", "text": "Упишите број и погледајте докле се стигло.", "foot": ""},
        ],
        "empty": {"title": "Овде ће бити ваши захтеви", "text": "Још нисте предали ниједан. Сваки захтев који предате можете овде да пратите до краја.", "action": "Изаберите услугу"},
        "end": {
            "title": "Ваш захтев је примљен", "body": "Заведен је под бројем", "what_next": "Матичар проверава податке. Ако нешто недостаје, јавићемо вам се.",
            "by_when": "Најкасније до 14. 12. 2026.", "come_back": "Сачувајте број. На почетној страни изаберите „Где је мој предмет?“.",
        },
        "list": {
            "title": "Предмети у раду", "note": "Одељење за општу управу, 40 од 412", "new": "Нови унос", "all": "Изаберите све", "assign": "Задужите",
            "more": [{"label": "Поступци са истим странкама", "url": "#p"}, {"label": "Штампање пописа", "url": "#s"}],
            "views_label": "Сачувани прегледи",
            "views": [{"label": "Моји предмети", "url": "?staff", "current": True, "count": 40}, {"label": "Касне", "url": "?late", "count": 3}, {"label": "Чекају потпис", "url": "?sign", "count": 7}],
            "filters": [
                {"label": "показују се", "name": "status", "value": "open", "options": [{"value": "open", "label": "предмети у раду"}, {"value": "all", "label": "сви предмети"}]},
                {"label": "које води", "name": "who", "value": "me", "options": [{"value": "me", "label": "Мила Петровић"}, {"value": "all", "label": "било ко"}]},
                {"label": "са роком", "name": "due", "value": "", "options": [{"value": "", "label": "било којим"}, {"value": "week", "label": "ове недеље"}]},
            ],
            "columns": ["Број", "Предмет", "Странка", "Стање", "Рок"],
            "cases": [_case(place) for place in range(40)],
            "shown": "40 предмета",
            "facts_label": "О предмету",
            "facts": [
                {"label": "Странка", "value": "Мила Петровић"}, {"label": "Примљено", "value": "18. 11. 2026. 10:05"},
                {"label": "Класификациона ознака", "value": "350"}, {"label": "Законски рок", "value": "18. 12. 2026."}, {"label": "Потписати до", "value": "10. 12. 2026."},
            ],
        },
    }  # fmt: skip


def in_script(content: Any, latin: bool) -> Any:
    """Sample content with every text in Latin when the reader wants that."""
    if not latin:
        return content
    if isinstance(content, dict):
        return {key: value if key in {"key", "tone", "url"} else in_script(value, latin) for key, value in content.items()}
    if isinstance(content, list):
        return [in_script(part, latin) for part in content]
    return to_latin(content) if isinstance(content, str) else content
