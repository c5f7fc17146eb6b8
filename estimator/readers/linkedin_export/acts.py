"""Simple dated acts: searches, follows, saved items, courses, events, endorsements, references."""

from collections.abc import Callable, Sequence

from estimator.readers.linkedin_export.kinds import Kind, Values
from estimator.readers.linkedin_export.people import Book


def keyed(fields: Sequence[str], book: Book) -> Values:
    """Only a key: the act is its date."""
    return (hash(tuple(fields)),)


def member_follow(fields: Sequence[str], book: Book) -> Values:
    """Key, and 1 for a member who is still followed, 0 for one who no longer is."""
    status, _ = fields
    return hash(tuple(fields)), int(status.strip().lower() in {"active", ""})


def event(fields: Sequence[str], book: Book) -> Values | str:
    status = fields[0].strip().upper()
    return keyed(fields, book) if status in {"APPROVED", ""} else "event not attended"


def endorsement(fields: Sequence[str], book: Book) -> Values | str:
    status, skill, url, first, last = fields
    if status.strip().upper() not in {"ACCEPTED", ""}:
        return "endorsement pending or hidden"
    return (hash((skill, url or (first, last))),)


def endorsement_given(fields: Sequence[str], book: Book) -> Values:
    _, skill, url, first, last = fields
    return (hash((skill, url or (first, last))),)


def recommendation(fields: Sequence[str], book: Book) -> Values | str:
    status = fields[0].strip().upper()
    return keyed(fields[1:], book) if status in {"VISIBLE", ""} else "recommendation not visible"


def recommendation_given(fields: Sequence[str], book: Book) -> Values:
    return keyed(fields[1:], book)


def _endorsements(name: str, file: str, who: str, parse: Callable[..., Values | str]) -> Kind:
    first, last, url = f"{who}firstname", f"{who}lastname", f"{who}publicurl"
    return Kind(
        name=name,
        file=file,
        stems=(file.lower().replace("_", "").removesuffix(".csv"),),
        columns=("endorsementdate", "skillname", first, last, url, "endorsementstatus"),
        required=("endorsementdate", first),
        takes=("endorsementstatus", "skillname", url, first, last),
        parse=parse,
        values=("key",),
        dates=("endorsementdate",),
        forms=("slash_utc",),
        distinct=True,
    )


def _recommendations(name: str, file: str, parse: Callable[..., Values | str]) -> Kind:
    columns = ("firstname", "lastname", "company", "jobtitle", "text", "creationdate", "status")
    return Kind(
        name=name,
        file=file,
        stems=(file.lower().replace("_", "").removesuffix(".csv"),),
        columns=columns,
        required=("creationdate", "status"),
        takes=("status", "firstname", "lastname"),
        parse=parse,
        values=("key",),
        dates=("creationdate",),
        forms=("us_short",),
    )


KINDS = (
    Kind(
        name="searches",
        file="SearchQueries.csv",
        domains=("SEARCHES",),
        stems=("searchqueries",),
        columns=("time", "searchquery"),
        required=("time", "searchquery"),
        takes=("searchquery", "time"),
        parse=keyed,
        values=("key",),
        dates=("time",),
        forms=("slash_utc",),
        tail="searchquery",
        distinct=True,
    ),
    Kind(
        name="company_follows",
        file="Company Follows.csv",
        domains=("COMPANY_FOLLOWS",),
        stems=("companyfollows",),
        columns=("organization", "followedon"),
        required=("followedon",),
        takes=("organization", "followedon"),
        parse=keyed,
        values=("key",),
        dates=("followedon",),
        forms=("java_utc",),
        distinct=True,
    ),
    Kind(
        name="member_follows",
        file="Member_Follows.csv",
        domains=("MEMBER_FOLLOWING",),
        stems=("memberfollows",),
        columns=("date", "status", "fullname"),
        required=("date", "status"),
        takes=("status", "fullname"),
        parse=member_follow,
        values=("key", "active"),
        dates=("date",),
        forms=("iso_naive",),
    ),
    Kind(
        name="hashtag_follows",
        file="Hashtag_Follows.csv",
        stems=("hashtagfollows",),
        columns=("hashtag", "createdtime", "lastmodifiedtime", "state"),
        required=("createdtime",),
        takes=("hashtag", "createdtime"),
        parse=keyed,
        values=("key",),
        dates=("createdtime",),
        forms=("iso_naive",),
    ),
    Kind(
        name="saved_items",
        file="Saved_Items.csv",
        domains=("ACTOR_SAVE_ITEM",),
        stems=("saveditems",),
        columns=("saveditem", "createdtime"),
        required=("createdtime",),
        takes=("saveditem", "createdtime"),
        parse=keyed,
        values=("key",),
        dates=("createdtime",),
        forms=("iso_naive",),
    ),
    Kind(
        name="learning",
        file="Learning.csv",
        domains=("LEARNING",),
        stems=("learning",),
        columns=(
            "contenttitle",
            "contentdescription",
            "contenttype",
            "contentlastwatcheddate(ifviewed)",
            "contentcompletedat(ifcompleted)",
            "contentsaved",
            "notestakenonvideos(iftaken)",
        ),
        required=("contenttitle",),
        takes=("contenttitle", "contenttype"),
        parse=keyed,
        values=("key",),
        dates=("contentlastwatcheddate(ifviewed)", "contentcompletedat(ifcompleted)"),
        forms=("iso_utc_min",),
    ),
    Kind(
        name="events",
        file="Events.csv",
        domains=("Events",),
        stems=("events",),
        columns=("eventname", "eventtime", "status", "externalurl"),
        required=("eventtime",),
        takes=("status", "eventname"),
        parse=event,
        values=("key",),
        dates=("eventtime",),
        forms=("event_range",),
        ahead=True,
    ),
    _endorsements(
        "endorsements_received", "Endorsement_Received_Info.csv", "endorser", endorsement
    ),
    _endorsements(
        "endorsements_given", "Endorsement_Given_Info.csv", "endorsee", endorsement_given
    ),
    _recommendations("recommendations_received", "Recommendations_Received.csv", recommendation),
    _recommendations("recommendations_given", "Recommendations_Given.csv", recommendation_given),
)
