"""Papers of very many cases with words in them, made by the database itself, and the words that they are found by.

Words are drawn so that a few are in most papers and most are in few, as in a language. What the worker would keep of a
case is made by one statement; the rules are those of `registry/finding/words.py`, for words that are folded already.
"""

from __future__ import annotations

from itertools import product
from typing import Any

PAPERS, LENGTH = 5, 12
SYLLABLES = ("ба", "ве", "ги", "до", "жу", "ка", "ле", "ми", "но", "пу", "ра", "се", "ти", "зо", "ју", "ха", "че", "ши")
TITLES = ("Захтев.pdf", "Извод.pdf", "Уплатница.pdf", "Скица.pdf", "Пуномоћје.pdf")

# A word of a paper by its place: the cube of a fraction, so that the first ones come far more often than the last.
DRAWN = """
CREATE OR REPLACE FUNCTION pg_temp.drawn(place bigint, size integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT 1 + floor(size * power(mod(abs(hashint8(place)::bigint), 100000) / 100000.0, 3))::int
$$
"""
DOCUMENTS = """
INSERT INTO documents_document (id, organisation_id, name, sha256, size, media_type, source, puid, format_name,
    processing, text, created_at)
SELECT ('01900000-0000-7000-a000-' || lpad(to_hex(n), 12, '0'))::uuid, %(organisation)s, titles[1 + n %% 5],
    md5(n::text) || md5((-n)::text), 20000, 'application/pdf', 'scan', 'fmt/95', 'PDF/A', 'done',
    (SELECT string_agg(shown[pg_temp.drawn(n * 100 + place, cardinality(shown))], ' ')
        FROM generate_series(1, %(length)s) place), %(today)s::date
FROM generate_series(%(first)s::bigint * %(papers)s, %(last)s::bigint * %(papers)s + %(papers)s - 1) n,
    (SELECT %(titles)s::text[] titles, %(shown_words)s::text[] shown) given
"""
ATTACHMENTS = """
INSERT INTO registry_attachment (id, organisation_id, case_id, document_id, position, label)
SELECT ('01900000-0000-7000-a000-' || lpad(to_hex(n), 12, '0'))::uuid, %(organisation)s,
    ('01900000-0000-7000-8000-' || lpad(to_hex(n / %(papers)s), 12, '0'))::uuid,
    ('01900000-0000-7000-a000-' || lpad(to_hex(n), 12, '0'))::uuid, 1 + n %% %(papers)s, ''
FROM generate_series(%(first)s::bigint * %(papers)s, %(last)s::bigint * %(papers)s + %(papers)s - 1) n
"""
WORDS = """
INSERT INTO registry_casewords (id, organisation_id, case_id, words, numbers, cut, version)
SELECT c.id, c.organisation_id, c.id, array_to_tsvector((
        SELECT array_agg(DISTINCT word) FROM (
            SELECT regexp_split_to_table(c.search || ' ' || lower(replace(c.number, '/', '-')), '[- ]') word
            UNION ALL SELECT words[pg_temp.drawn((i * %(papers)s + paper) * 100 + place, cardinality(words))]
            FROM generate_series(0, %(papers)s - 1) paper, generate_series(1, %(length)s) place
        ) found WHERE length(word) > 1
    )), '{}', false, %(version)s
FROM generate_series(%(first)s::bigint, %(last)s::bigint) i
JOIN registry_case c ON c.organisation_id = %(organisation)s
    AND c.id = ('01900000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid,
    (SELECT %(words)s::text[] words) given
"""
KNOWN = """
INSERT INTO registry_knownword (id, organisation_id, word)
SELECT gen_random_uuid(), %(organisation)s, word FROM (SELECT DISTINCT unnest(%(known)s::text[]) word) known
ON CONFLICT DO NOTHING
"""


def words() -> list[str]:
    """Some thousands of words as Cyrillic text has them, the frequent ones first."""
    return ["".join(word) for word in product(SYLLABLES, repeat=3)]


def with_words(given: dict[str, Any]) -> dict[str, Any]:
    """What the statements take, beside what `given_of` gave."""
    from salter.registry.finding.indexing import VERSION
    from salter.ui.script import fold

    folded = [fold(word) for word in words()]
    names = [part for name in given["folds"] + given["subject_folds"] for part in name.split() if len(part) > 3]
    more = {"papers": PAPERS, "length": LENGTH, "titles": list(TITLES), "version": VERSION}
    return given | more | {"shown_words": words(), "words": folded, "known": [*folded, *names]}


def fill_papers(given: dict[str, Any]) -> None:
    """The papers and words of the cases from `first` to `last`; in the scope of the office."""
    from django.db import connection

    with connection.cursor() as cursor:
        for sql in (DRAWN, DOCUMENTS, ATTACHMENTS, WORDS, KNOWN):
            cursor.execute(sql, given)
