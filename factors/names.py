"""Names of countries and territories: any known spelling to one key, and the customs status of that key.

The data are two tables in the folder ``names`` beside this module. ``territories.csv`` has one row for each
country or territory: its key (ISO 3166-1 alpha-2, or a private key such as ``X-LIVIGNO``), its status for
CBAM and the name as the table of default values prints it. ``countries.csv`` has one row for each spelling.

A spelling is taken when it is known; a near one is only ever suggested.
"""

from __future__ import annotations

import csv
import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

DATA = Path(__file__).parent / "names"

STATUSES = ("eu", "annex_iii", "third")
CODE = "code"  # the language of a spelling that is a code and no word
CODES_IN_CAPITALS = frozenset({"na", "no", "nga"})  # 'na' not available, 'no', 'Nga' (Russia in Vietnamese)
NOT_GIVEN = (  # cells that say that nothing is said; none of them may name a territory
    *("", "-", "/", "?", "n/a", "n.a.", "#N/A", "na", "nan", "no", "none", "null", "tbd", "unknown"),
    *(
        "various",
        "mixed",
        "multiple",
        "other",
        "other countries",
        "other countries and territories",
        "rest of world",
    ),
    *("不明", "不详", "未知", "其他", "多国", "无"),
)

_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
_APOSTROPHES = frozenset("ʹʻʼʽˈ׳")  # letters to Unicode, apostrophes to the reader
_ACCENTS = re.compile("[\u0300-\u036f]")  # of Latin, Greek, Cyrillic; the vowel signs of other scripts stay
_NOT_ASCII_WORD = re.compile("[^a-z0-9]")
_SEPARATOR = re.compile(r"[\W_]+")
_SUGGESTED_FROM = 0.66  # similarity (0 to 1) below which nothing is suggested


@dataclass(frozen=True)
class Territory:
    """A country or territory that goods may originate in.

    `customs_status` is ``eu`` (customs territory of the Union), ``annex_iii`` (outside the scope of
    Regulation (EU) 2023/956) or ``third``. `printed_name` is the name exactly as the table of
    default values prints it, empty where the table has no row.
    """

    key: str
    alpha3: str
    name_en: str
    name_zh: str
    customs_status: str
    printed_name: str


@dataclass(frozen=True)
class _Spellings:
    keys: Mapping[str, str]  # normalised spelling -> key
    codes: frozenset[str]  # normalised spellings that are codes only
    words: Mapping[str, str]  # normalised spelling of words, to compare with -> key


def normalised(text: str) -> str:
    """Text without case, accents, punctuation, spaces and a leading "the", to compare spellings by.

    Parameters
    ----------
    text : str
        A name or code as a person wrote it.

    Returns
    -------
    str
        ``"P. R. CHINA"``, ``"PR China"`` and ``"p.r. china"`` are all ``"prchina"``; ``"TÜRKİYE"`` is
        ``"turkiye"``. Letters of other scripts, such as Chinese, are kept.
    """
    plain = _folded(_folded(text))
    if plain.split(None, 1)[:1] == ["the"]:
        plain = plain.split(None, 1)[1] if len(plain.split()) > 1 else plain
    return unicodedata.normalize("NFC", "".join(plain.split()))


def territories(root: Path | None = None) -> Mapping[str, Territory]:
    """Every country and territory by its key.

    Parameters
    ----------
    root : Path, optional
        The folder of the two tables; by default the one beside this module.

    Returns
    -------
    Mapping[str, Territory]
        In the order of the table.
    """
    return _territories(root or DATA)


def territory_key(text: str, root: Path | None = None) -> str | None:
    """The key of the territory that a text names, or None if no known spelling says so.

    A code has to be written as one: ``CN`` and ``cn``, but neither ``N/A`` nor ``n.a.`` is Namibia, and
    ``Áo`` (Austria in Vietnamese) is not Angola. ``NA`` and ``NO`` are codes only in capitals. A text
    of two parts, such as ``CN - China``, ``China (CN)`` or ``China 中国``, is taken only if both parts name
    the same territory.

    Parameters
    ----------
    text : str
        A cell as the user wrote it.
    root : Path, optional
        The folder of the two tables; by default the one beside this module.

    Returns
    -------
    str or None
        A key of `territories`.
    """
    return _territory_key(text, root or DATA)


def nearest_territories(text: str, count: int = 3, root: Path | None = None) -> tuple[str, ...]:
    """English names of the territories whose spellings come nearest to a text: to suggest, never to take.

    Parameters
    ----------
    text : str
        A cell that `territory_key` does not know.
    count : int
        How many names at most.
    root : Path, optional
        The folder of the two tables; by default the one beside this module.

    Returns
    -------
    tuple of str
        The nearest first, each territory once; empty where nothing is near.
    """
    return _nearest(text, root or DATA)[: max(count, 0)]


def check(root: Path | None = None) -> list[str]:
    """Broken rules in the two tables, each as a sentence; empty if all hold.

    Parameters
    ----------
    root : Path, optional
        The folder of the two tables; by default the one beside this module.

    Returns
    -------
    list of str
        Repeated or unknown keys, unknown statuses, missing sources, spellings of two territories, names that
        do not resolve to their own territory, and words for "not given" that do.
    """
    folder = root or DATA
    places = _rows(folder / "territories.csv")
    spellings = _rows(folder / "countries.csv")
    broken: list[str] = []
    known: set[str] = set()
    for line, row in places:
        where = f"territories.csv line {line} ({row['key']})"
        if row["key"] in known:
            broken.append(f"{where}: the key is there twice")
        known.add(row["key"])
        if row["customs_status"] not in STATUSES:
            broken.append(f"{where}: unknown customs_status {row['customs_status']!r}")
        broken += [f"{where}: no {c}" for c in ("key", "name_en", "name_zh", "source", "place") if not row[c]]
    owners: dict[str, str] = {}
    for line, row in spellings:
        where = f"countries.csv line {line} ({row['spelling']})"
        broken += [f"{where}: no {c}" for c in ("spelling", "key", "language", "source") if not row[c]]
        if row["key"] not in known:
            broken.append(f"{where}: unknown key {row['key']!r}")
        text = normalised(row["spelling"])
        if not text:
            broken.append(f"{where}: nothing is left of it when normalised")
        elif owners.setdefault(text, row["key"]) != row["key"]:
            broken.append(f"{where}: {text!r} is {owners[text]} already, here {row['key']}")
    found = _indexed([row for _, row in spellings])
    for line, row in places:
        for column in ("key", "alpha3", "name_en", "name_zh", "printed_name"):
            if row[column] and _found(row[column], found) != row["key"]:
                where = f"territories.csv line {line} ({row['key']})"
                broken.append(f"{where}: {column} {row[column]!r} is no spelling of it")
    if not any(row["printed_name"] for _, row in places):
        broken.append("territories.csv: no printed_name at all")
    for text in NOT_GIVEN:
        if _found(text, found) is not None:
            broken.append(f"countries.csv: {text!r} must not name a territory")
    return broken


def _folded(text: str) -> str:
    """Lower-case letters, digits and vowel signs; everything else a space."""
    if text.isascii():
        return _NOT_ASCII_WORD.sub(" ", text.lower())
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain)).translate(_LETTERS)
    return "".join(map(_kept, plain))


@cache
def _kept(character: str) -> str:
    separates = character in _APOSTROPHES or unicodedata.category(character)[0] not in "LNM"
    return " " if separates else character


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        return [(reader.line_num, {k: v or "" for k, v in row.items()}) for row in reader]


@cache
def _territories(folder: Path) -> Mapping[str, Territory]:
    columns = Territory.__dataclass_fields__
    rows = [row for _, row in _rows(folder / "territories.csv")]
    return MappingProxyType({row["key"]: Territory(**{c: row[c] for c in columns}) for row in rows})


@cache
def _spellings(folder: Path) -> _Spellings:
    rows = [row for _, row in _rows(folder / "countries.csv")]
    return _indexed(rows, folder)


def _indexed(rows: list[dict[str, str]], folder: Path | None = None) -> _Spellings:
    """The spellings, normalised; one of two territories is refused where a folder is named, else the first."""
    keys: dict[str, str] = {}
    words: dict[str, str] = {}
    for row in rows:
        text = normalised(row["spelling"])
        key = keys.setdefault(text, row["key"])
        if folder is not None and key != row["key"]:
            raise ValueError(f"{folder / 'countries.csv'}: {row['spelling']!r} names {key} and {row['key']}")
        if row["language"] != CODE:
            words[text] = key
    return _Spellings(MappingProxyType(keys), frozenset(keys) - frozenset(words), MappingProxyType(words))


def _written_as_code(text: str) -> bool:
    """Whether the letters stand together without accents, and in capitals where a word looks the same."""
    bare = unicodedata.normalize("NFKC", text).strip(" .,;:*'\"()[]").replace("ı", "i").replace("İ", "I")
    if not (bare.isascii() and (bare.isalnum() or bare.upper().startswith("X-"))):
        return False
    return bare.lower() not in CODES_IN_CAPITALS or bare.isupper()


def _whole(text: str, spellings: _Spellings) -> str | None:
    plain = normalised(text)
    if plain in spellings.codes and not _written_as_code(text):
        return None
    return spellings.keys.get(plain)


def _found(text: str, spellings: _Spellings) -> str | None:
    return spelled_key(text, lambda part: _whole(part, spellings))


def _same(one: str, other: str) -> str | None:
    return one if one == other else None


def spelled_key(
    text: str,
    whole: Callable[[str], str | None],
    both: Callable[[str, str], str | None] = _same,
) -> str | None:
    """Return the key that a text names as a whole, or in two parts that agree (``铜 copper``).

    Parameters
    ----------
    text : str
        As somebody wrote it.
    whole : callable
        The key of a spelling, None where it is not known.
    both : callable
        The key that two keys stand for together, None where they contradict each other.
    """
    bare = text.strip()
    key = whole(bare)
    if key is not None:
        return key
    agreed = set()
    for gap in _SEPARATOR.finditer(bare):
        first = whole(bare[: gap.start()])
        second = None if first is None else whole(bare[gap.end() :])
        if first is not None and second is not None:
            agreed.add(both(first, second))
    agreed.discard(None)
    return agreed.pop() if len(agreed) == 1 else None


@lru_cache(maxsize=4096)
def _territory_key(text: str, folder: Path) -> str | None:
    return _found(text, _spellings(folder))


@lru_cache(maxsize=1024)
def _nearest(text: str, folder: Path) -> tuple[str, ...]:
    spellings = _spellings(folder)
    plain = normalised(text)
    keys = []
    if plain in spellings.codes and text.strip().isalpha():
        keys.append(spellings.keys[plain])
    near = []
    if plain not in {normalised(words) for words in NOT_GIVEN}:
        near = difflib.get_close_matches(plain, spellings.words, n=40, cutoff=_SUGGESTED_FROM)
    keys += [spellings.words[word] for word in near]
    places = _territories(folder)
    return tuple(places[key].name_en for key in dict.fromkeys(keys))
