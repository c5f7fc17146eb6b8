"""The columns of a usage report: what each means, and its cells as numbers, known or not.

Its header is not public and varies. A name is compared in lower case, without signs, spaces,
brackets or a leading "SSI". What the table does not know, the user settles (`Column=action`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from estimator.actions import action_named, vocabulary
from estimator.errors import Fault, LogError
from estimator.readers.tables.cells import MOST, number_of
from estimator.reading.names import PAGE_LABELS, pillar_of, plain
from estimator.reading.objects import CLEAR_TOTALS

PILLARS = ("brand", "find", "insight", "relationship")
TOTAL = "ssi"
SSI = (TOTAL, *PILLARS)
RATE = "inmail_acceptance_rate"
DAYS = "days"  # a column of days or periods by what is in it, whatever its name
PERIOD = ("month", "year", "start", "end", DAYS)
PERSON = ("seat", "person")
UNUSED = "unused"

# meaning -> the names it goes by, normalised, a word each; an action of the vocabulary means itself
_NAMES = {
    "seat": "seatid seatholderid seatnumber seaturn seat userid",
    "person": (
        "name fullname user username firstname lastname seatholder seatholdername email "
        "emailaddress invitedemailaddress"
    ),
    "month": (
        "month monthyear monthofactivity period reportmonth reportperiod reportingperiod "
        "timeperiod daterange week weekof weekfrom weekstart weekstarting weekbeginning "
        "weekcommencing weekending weekended quarter"
    ),
    "year": "year reportyear",
    "start": "startdate periodstart from start reportstartdate",
    "end": "enddate periodend to end reportenddate",
    UNUSED: (
        "coachlevel category currentseattype seattype seatstatus dateinvited dateactivated "
        "createdat"
    ),
    "active_day": "daysactive activedays",
    "people_search": "searchesperformed searches search",
    "profile_view": "profileviews profilesviewed profileviewsincludinghovers",
    "lead_saved": "leadssaved savedleads leadsadded",
    "leads_total": "totalleadssaved totalsavedleads cumulativeleadssaved",
    "account_saved": "accountssaved savedaccounts accountsadded",
    "accounts_total": "totalaccountssaved totalsavedaccounts cumulativeaccountssaved",
    "search_saved": "searchessaved savedsearches",
    "list_created": "listscreated newlists",
    "lists_total": "totallistscreated totallists",
    "inmail_sent": "inmailssent inmailsent inmails",
    "inmail_replied": "inmailsaccepted inmailaccepted inmailreplies inmailsreplied",
    RATE: "inmailsacceptancerate inmailacceptancerate inmailacceptancepct inmailresponserate",
    "message_sent": "messagessent messages messagesent",
    "smart_link_created": "smartlinkscreated smartlinks",
    "smart_link_viewed": "smartlinkviews smartlinksviews",
    "connections": "totalconnections connections uniqueconnections",
    "invitation_accepted": (
        "connectionrequestsaccepted requestsaccepted invitationsaccepted "
        "acceptedconnectionrequests connectionsmade"
    ),
    "ssi": (
        "overallscore overall score currentssi current total totalssi overallssi socialsellingindex"
    ),
    "brand": "establishyourprofessionalbrand professionalbrand brand",
    "find": "findtherightpeople rightpeople find",
    "insight": "engagewithinsights insights insight",
    "relationship": (
        "buildrelationships strongrelationships buildstrongrelationships relationships relationship"
    ),
}
ALIASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {meaning: tuple(names.split()) for meaning, names in _NAMES.items()}
    | {TOTAL: ("", *_NAMES[TOTAL].split())}  # the bare word SSI
)

# In German, Spanish, French, Italian and Portuguese, whose headers nobody has published: the words
# that such a column can hardly do without (assumed). The first that is found counts.
_SAVED = r"gespeicher|guardad|enregistr|salvat|salv[oa]s?\b"
_SENT = "gesend|verschick|versand|env[io]|inviat"
_PROFILE = "profil|perfil|perfis"
_SEAT = "platz|sitz|lizenz|puesto|licencia|poste|licence|licenza|licença|usu[aá]rio"
_WORDS: Mapping[str, str] = {
    RATE: r"inmail.*(?:quote|rate\b|taux|tasa|tasso|taxa)|(?:taux|tasa|tasso|taxa).*inmail",
    "inmail_replied": (
        "inmail.*(?:angenomm|akzept|accept[ée]|acept|aceit|accett|beantw|r[ée]pon|rispost)"
        "|(?:angenomm|akzept|beantw).*inmail"
    ),
    "inmail_sent": f"inmail.*(?:{_SENT})|(?:{_SENT}).*inmail",
    "search_saved": (
        f"(?:such|b[uú]squeda|recherche|ricerc|pesquisa|busca).*(?:{_SAVED})|(?:{_SAVED}).*such"
    ),
    "lead_saved": rf"\b(?:lead|prospect|cliente potencia).*(?:{_SAVED})|(?:{_SAVED}).*\blead",
    "account_saved": f"(?:account|cuenta|compte|conta).*(?:{_SAVED})|(?:{_SAVED}).*account",
    "people_search": (
        r"(?:durch|aus)geführt.*such|such(?:en|anfragen|vorgänge)\b|b[uú]squedas|recherches|ricerche"
        "|pesquisas|buscas"
    ),
    "profile_view": (
        "^(?!.*(?:erhalt|reçu|recib|ricev|receb)).*"
        f"(?:profile?(?:ansicht|aufruf|besuch)|(?:angesehen|besucht|aufgerufen).*profil"
        f"|(?:vues|consultations|visit|vist|visuali).*(?:{_PROFILE})"
        f"|(?:{_PROFILE})(?:es|i|s)? (?:vu|visit|vist|visuali|consult))"
    ),
    "active_day": (
        r"(?:aktiv|akt\.).*tage|tage.*aktiv|d[ií]as.*ac?tiv|jours.*acti|giorni.*attiv|attivi.*giorni"
    ),
    "message_sent": f"(?:nachricht|mensaje|messag|mensage).*(?:{_SENT})|(?:{_SENT}).*nachricht",
    "list_created": r"list\w* (?:erstellt|cread|cré|creat|criad)|erstellt\w* listen",
    "connections": (
        r"kontakte (?:ins)?gesamt|gesamt\w* kontakte|(?:conexiones|conexões) totales"
        "|total de (?:contactos|conexiones|conexões)|total des relations"
        "|totale? (?:dei )?collegamenti"
    ),
    "seat": rf"(?:{_SEAT}).*(?:\bid|nummer)\b|\bid\b.*(?:{_SEAT})",
    "person": (
        "^(?:(?:vor|nach)?name|nombre|apellidos?|nome?|pr[ée]nom|cognome|sobrenome|e-?mail)$"
        "|^e-?mail-?adresse$|^correo electrónico$"
    ),
    "start": "^(?:startdatum|beginn|fecha de inicio|date de début|data di inizio|data de início)$",
    "end": "^(?:enddatum|ende|fecha de fin|date de fin|data di fine|data final)$",
    "year": "^(?:jahr|año|année|anno|ano)$",
    TOTAL: (
        r"\bssi\b.*(?:gesamt|punkt|wert|total|global|score|puntua|puntegg|pontua)|gesamt.*\bssi\b"
    ),
}
_LABELS = {plain(one): pillar for pillar, labels in PAGE_LABELS.items() for one in labels}
_FOREIGN = {meaning: re.compile(words) for meaning, words in _WORDS.items()}

EMPTY = frozenset({"", "-", "--", "–", "n/a", "na", "none", "null"})

_GROUPED = re.compile(r"(?<=\d)[.\s'’](?=\d{3}(?:\D|$))")  # 1.234 and 1 234 of what is counted
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_MEANING = {name: meaning for meaning, names in ALIASES.items() for name in names}
_ONLY_SSI = {"", "score", "current", "total", "overall"}  # mean the SSI only after that word
TOLD = 3  # columns of activity or SSI that make a table a usage report


def meaning_of(column: str) -> str | None:
    """What a column means: an action, `seat`, `brand`, ...; None when it is not known.

    >>> meaning_of("SSI - Find the right people"), meaning_of("Profile Views (incl. hovers)")
    ('find', 'profile_view')
    """
    name = re.sub(r"\([^)]*\)|[^a-z0-9(]", "", re.sub(r"\([^)]*\)", "", column.lower()))
    bare = name.removeprefix("ssi")
    if bare in _MEANING and (bare != name or bare not in _ONLY_SSI):
        meaning = _MEANING[bare]
        return meaning if bare == name or meaning in SSI else None
    letters = plain(column)
    pillar = pillar_of(column) if letters.startswith("ssi") else _LABELS.get(letters)
    return pillar or _in_another_language(" ".join(column.casefold().split()))


def _in_another_language(column: str) -> str | None:
    """What a column means by its words in another language than English; None for none.

    >>> _in_another_language("durchgeführte suchen"), _in_another_language("gespeicherte leads")
    ('people_search', 'lead_saved')
    """
    return next((meaning for meaning, words in _FOREIGN.items() if words.search(column)), None)


def action_or_part(column: str) -> str | None:
    """What a column of a usage report means, in the report's words or in those of a log.

    >>> action_or_part("People Searches"), action_or_part("Coach Level"), action_or_part("Shoes")
    ('people_search', 'unused', None)
    """
    return meaning_of(column) or action_named(column)


def is_usage_report(names: Sequence[str], column_map: Mapping[str, str]) -> bool:
    """Whether these are the columns of a usage report: enough of them are known, or mapped."""
    known = {meaning_of(name) for name in names} - {None, UNUSED, *PERSON, *PERIOD}
    mapped = {column_map[name] for name in names if name in column_map}
    return len(known | mapped) >= TOLD or bool(mapped & set(vocabulary()))


def meanings(names: Sequence[str], column_map: Mapping[str, str], where: str) -> dict[int, str]:
    """The meaning of each column, by its place; what the user says goes before the table, and the
    table before the names of the vocabulary.

    Of two columns that mean one action one is read: `Searches Performed`, of which `People
    Searches` are a part. A mapped column that is not there is not missed here: another source may
    have it.

    Raises: LogError for a meaning there is not.
    """
    known = {*ALIASES, *vocabulary()}
    faults = [
        Fault(where, f"unknown meaning {meaning!r} of a column{_near(meaning, known)}")
        for meaning in column_map.values()
        if meaning not in known
    ]
    if faults:
        raise LogError(faults)
    found = {place: column_map[name] for place, name in enumerate(names) if name in column_map}
    for place, name in sorted(enumerate(names), key=lambda one: meaning_of(one[1]) is None):
        meaning = action_or_part(name)
        once = meaning not in ("person", UNUSED) and meaning in found.values()
        if meaning is not None and place not in found and not once:
            found[place] = meaning
    if {*PILLARS} & {*found.values()}:  # beside one of the pillars, words that mean one elsewhere
        for place, name in enumerate(names):
            meaning = TOTAL if plain(name) in CLEAR_TOTALS else pillar_of(name)
            if meaning is not None and place not in found and meaning not in found.values():
                found[place] = meaning
    return dict(sorted(found.items()))


def counts_anything(meanings: Mapping[int, str]) -> bool:
    """Whether a table counts acts or states; otherwise it holds scores alone, of no seat."""
    return bool({*meanings.values()} - {*SSI, *PERSON, *PERIOD, UNUSED})


def _near(word: str, known: set[str]) -> str:
    near = get_close_matches(word, sorted(known), n=1)
    return f", did you mean {near[0]}?" if near else "; it is an action of rules/actions.yaml"


@dataclass(frozen=True)
class Column:
    """One number a row, where it is known. values, known: shape (n_rows,); 0 where not known."""

    values: npt.NDArray[np.float64]
    known: npt.NDArray[np.bool_]

    def where(self, rows: npt.NDArray[np.intp]) -> "Column":
        return Column(self.values[rows], self.known[rows])

    def __add__(self, other: "Column") -> "Column":
        return Column(self.values + other.values, self.known | other.known)

    def __mul__(self, other: "Column") -> "Column":
        return Column(self.values * other.values, self.known & other.known)


def column_of(cells: Sequence[str], *, whole: bool = False) -> tuple[Column, list[int]]:
    """The cells as numbers, and the places of those that are neither empty nor a number.

    whole: only whole numbers are any, as of people and acts.

    >>> column_of(["1,234", "", "x"])[0].values.tolist()
    [1234.0, 0.0, 0.0]
    """
    numbers = [_number(_GROUPED.sub("", cell) if whole else cell) for cell in cells]
    if whole:
        numbers = [n if n is None or n.is_integer() else None for n in numbers]
    wrong = [
        place
        for place, (cell, number) in enumerate(zip(cells, numbers, strict=True))
        if number is None and cell.strip().lower() not in EMPTY
    ]
    known = np.array([number is not None for number in numbers], dtype=bool)
    return Column(np.array([number or 0.0 for number in numbers], dtype=np.float64), known), wrong


def share_of(cells: Sequence[str]) -> tuple[Column, list[int]]:
    """The cells as shares of 1: `65%` and 0.65 are the same; and so is 65 where one exceeds 1.

    A share above 1 is none.

    >>> share_of(["65%", "50%"])[0].values.tolist(), share_of(["65", "0"])[0].values.tolist()
    ([0.65, 0.5], [0.65, 0.0])
    >>> share_of(["165%", "50%"])[1]
    [0]
    """
    column, wrong = column_of([cell.strip().removesuffix("%").strip() for cell in cells])
    percent = np.array([cell.strip().endswith("%") for cell in cells], dtype=bool)
    percent |= bool((column.values[~percent] > 1).any())
    values = np.where(percent, column.values / 100, column.values)
    above = values > 1
    kept = Column(np.where(above, 0.0, values), column.known & ~above)
    return kept, sorted({*wrong, *np.flatnonzero(above).tolist()})


def _number(cell: str) -> float | None:
    """The number that a cell holds, `1,234` with a thousands comma too; None beyond any count."""
    text = cell.strip()
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    number = number_of(text)
    return None if number is None or not 0 <= number <= MOST else float(number)
