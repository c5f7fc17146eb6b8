"""Which column of a usage report means what: its header is not public and varies.

A name is compared in lower case, without signs, spaces, brackets or a leading "SSI". What the
table does not know, the user settles (`Column=action`).
"""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType

from estimator.actions import vocabulary
from estimator.errors import Fault, LogError

PILLARS = ("brand", "find", "insight", "relationship")
SSI = ("ssi", *PILLARS)
RATE = "inmail_acceptance_rate"
PERIOD = ("month", "start", "end")
PERSON = ("seat", "person")
UNUSED = "unused"

# meaning -> the names it goes by, normalised; an action of the vocabulary means itself
ALIASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "seat": ("seatid", "seatholderid", "seatnumber", "seaturn", "seat", "userid"),
        "person": (
            "name",
            "fullname",
            "user",
            "username",
            "firstname",
            "lastname",
            "seatholder",
            "seatholdername",
            "email",
            "emailaddress",
            "invitedemailaddress",
        ),
        "month": ("month", "period", "reportmonth"),
        "start": ("startdate", "periodstart", "from", "start", "reportstartdate"),
        "end": ("enddate", "periodend", "to", "end", "reportenddate"),
        UNUSED: (
            "coachlevel",
            "category",
            "currentseattype",
            "seattype",
            "seatstatus",
            "dateinvited",
            "dateactivated",
            "createdat",
        ),
        "active_day": ("daysactive", "activedays"),
        "people_search": ("searchesperformed", "searches", "search"),
        "profile_view": ("profileviews", "profilesviewed", "profileviewsincludinghovers"),
        "lead_saved": ("leadssaved", "savedleads", "leadsadded"),
        "leads_total": ("totalleadssaved", "totalsavedleads", "cumulativeleadssaved"),
        "account_saved": ("accountssaved", "savedaccounts", "accountsadded"),
        "accounts_total": ("totalaccountssaved", "totalsavedaccounts", "cumulativeaccountssaved"),
        "search_saved": ("searchessaved", "savedsearches"),
        "list_created": ("listscreated", "newlists"),
        "lists_total": ("totallistscreated", "totallists"),
        "inmail_sent": ("inmailssent", "inmailsent", "inmails"),
        "inmail_replied": ("inmailsaccepted", "inmailaccepted", "inmailreplies", "inmailsreplied"),
        RATE: (
            "inmailsacceptancerate",
            "inmailacceptancerate",
            "inmailacceptancepct",
            "inmailresponserate",
        ),
        "message_sent": ("messagessent", "messages", "messagesent"),
        "smart_link_created": ("smartlinkscreated", "smartlinks"),
        "smart_link_viewed": ("smartlinkviews", "smartlinksviews"),
        "connections": ("totalconnections", "connections", "uniqueconnections"),
        "invitation_accepted": (
            "connectionrequestsaccepted",
            "requestsaccepted",
            "invitationsaccepted",
            "acceptedconnectionrequests",
            "connectionsmade",
        ),
        "ssi": (
            "",
            "overallscore",
            "overall",
            "score",
            "currentssi",
            "current",
            "total",
            "totalssi",
            "overallssi",
            "socialsellingindex",
        ),
        "brand": ("establishyourprofessionalbrand", "professionalbrand", "brand"),
        "find": ("findtherightpeople", "rightpeople", "find"),
        "insight": ("engagewithinsights", "insights", "insight"),
        "relationship": (
            "buildrelationships",
            "strongrelationships",
            "buildstrongrelationships",
            "relationships",
            "relationship",
        ),
    }
)

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
    return None


def is_usage_report(names: Sequence[str], column_map: Mapping[str, str]) -> bool:
    """Whether these are the columns of a usage report: enough of them are known, or mapped."""
    known = {meaning_of(name) for name in names} - {None, UNUSED, *PERSON, *PERIOD}
    mapped = {column_map[name] for name in names if name in column_map}
    return len(known | mapped) >= TOLD or bool(mapped & set(vocabulary()))


def meanings(names: Sequence[str], column_map: Mapping[str, str], where: str) -> dict[int, str]:
    """The meaning of each column, by its place; what the user says goes before the table.

    A mapped column that is not there is not missed here: another source may have it.

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
    for place, name in enumerate(names):
        meaning = meaning_of(name)
        once = meaning not in ("person", UNUSED) and meaning in found.values()
        if meaning is not None and place not in found and not once:
            found[place] = meaning
    return dict(sorted(found.items()))


def _near(word: str, known: set[str]) -> str:
    near = get_close_matches(word, sorted(known), n=1)
    return f", did you mean {near[0]}?" if near else "; it is an action of rules/actions.yaml"
