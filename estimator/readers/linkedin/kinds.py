"""Every kind of file that is read, each declared once: all that is known of it stands here.

How it is found, what its columns are called, how its dates are written, what is taken from a row,
which acts it shows and how far back, and under which domain the portability API has it. What other
modules need to know of a file they derive from these declarations.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from estimator.readers.linkedin import fields
from estimator.readers.linkedin.fields import REACTIONS, SECTIONS, TARGETS
from estimator.readers.linkedin.people import Book, Values
from estimator.readers.linkedin.records import find_header
from estimator.readers.linkedin.titles import Title, squeezed

Parse = Callable[[Sequence[str], Book], Values | str]
TABLES = frozenset({"csv", "tsv"})


@dataclass(frozen=True)
class Kind:
    """One kind of file.

    file: its usual name, which with `also` gives every squeezed name it has had; columns: every
    squeezed column known; required: those its header must hold; dates: columns that hold its date,
    the first that is filled counts (none: the file is undated), in one of `forms`; takes: columns
    handed to `parse`, which returns one number for each of `values`.

    action: what each row is, with `attributes` (values, and the words their numbers stand for);
    shows: the actions that the file shows, each together with all other files that show it;
    tells: what a reader of the log lacks without it; days: how many days before the archive it
    reaches, all of them when None; cut: the lengths at which LinkedIn cuts it (measured).
    own_act: whether a row is an act of the owner's on its day; everybodys: whether every archive
    of a member holds it; complete_only: whether only a Complete archive does; domains: of the
    portability API, whose pages hold its rows.

    multiline: whether a field may hold line breaks; tail: a last column whose text may hold
    unquoted delimiters; escaped: `date, link, text` with `\\"` and bare line breaks; distinct: its
    header alone tells it from any other table; ahead: its dates may lie after the archive's.
    """

    name: str
    file: str
    parse: Parse
    columns: tuple[str, ...]
    required: tuple[str, ...]
    takes: tuple[str, ...]
    values: tuple[str, ...] = ("key",)
    dates: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    action: str = ""
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shows: tuple[str, ...] = ()
    tells: str = ""
    days: int | None = None
    cut: tuple[int, ...] = ()
    own_act: bool = False
    everybodys: bool = False
    complete_only: bool = False
    domains: tuple[str, ...] = ()
    multiline: bool = True
    tail: str | None = None
    escaped: bool = False
    distinct: bool = False
    ahead: bool = False

    @property
    def stems(self) -> tuple[str, ...]:
        """Every squeezed name that the file has had, without its suffix."""
        return (squeezed(self.file.partition(".")[0]), *self.also)


_WORDS = ("columns", "required", "takes", "values", "dates", "forms", "also", "shows", "domains")


def _kind(name: str, file: str, parse: Parse, **facts: object) -> Kind:
    """A kind whose lists of names are written as words in a row; what it takes are its columns."""
    split = {
        fact: tuple(value.split()) if fact in _WORDS and isinstance(value, str) else value
        for fact, value in facts.items()
    }
    split.setdefault("takes", split["columns"])
    return Kind(name, file, parse, **split)  # type: ignore[arg-type]  # facts are Kind's fields


CONTENT = (
    _kind(
        "shares",
        "Shares.csv",
        fields.share,
        columns="date sharelink sharecommentary sharedurl mediaurl visibility sharetitle"
        " sharedescription type",
        required="date sharelink",
        takes="sharelink sharecommentary sharedurl mediaurl",
        values="key form words posted",
        dates="date",
        forms="iso_naive slash_utc",
        shows="post repost group_activity active_day",
        tells="posts",
        own_act=True,
        complete_only=True,
        domains="MEMBER_SHARE_INFO",
        distinct=True,
    ),
    _kind(
        "comments",
        "Comments.csv",
        fields.comment,
        columns="date link message",
        required="date link message",
        takes="link message",
        values="key words posted",
        dates="date",
        forms="iso_naive",
        action="comment",
        attributes={"words": ()},
        shows="comment active_day",
        tells="comments",
        own_act=True,
        complete_only=True,
        domains="ALL_COMMENTS",
        tail="message",
        escaped=True,
        distinct=True,
    ),
    _kind(
        "reactions",
        "Reactions.csv",
        fields.reaction,
        also="likes",
        columns="date type link",
        required="date link type",
        takes="type link",
        values="key type target posted",
        dates="date",
        forms="iso_naive",
        action="reaction",
        attributes={"type": REACTIONS, "target": TARGETS},
        shows="reaction group_activity active_day",
        tells="reactions",
        own_act=True,
        complete_only=True,
        domains="ALL_LIKES",
        distinct=True,
    ),
    _kind(
        "instant_reposts",
        "InstantReposts.csv",
        fields.repost,
        columns="date link",
        required="date link",
        takes="link date",
        values="key posted",
        dates="date",
        forms="iso_naive",
        action="repost",
        shows="repost active_day",
        tells="reposts",
        own_act=True,
        complete_only=True,
        domains="INSTANT_REPOSTS",
    ),
    _kind(
        "votes",
        "Votes.csv",
        fields.vote,
        columns="date link optiontext",
        required="date link",
        takes="link optiontext",
        values="key target",
        dates="date",
        forms="iso_naive",
        action="vote",
        shows="vote group_activity active_day",
        tells="votes",
        own_act=True,
        complete_only=True,
        domains="ALL_VOTES",
        tail="optiontext",
        escaped=True,
    ),
    _kind(
        "rich_media",
        "Rich_Media.csv",
        fields.upload,
        also="videos",
        columns="date/time mediadescription medialink type link description",
        required="date/time",
        takes="date/time medialink",
        values="key upload",
        dates="date/time",
        forms="rich_media",
        own_act=True,
        domains="RICH_MEDIA",
    ),
)
ARTICLES = _kind(
    "articles",
    "Articles/*.html",
    fields.keyed,
    columns="",
    required="published",
    action="article",
    shows="article",
    own_act=True,
)


def _endorsements(name: str, file: str, who: str, parse: Parse, **facts: object) -> Kind:
    names = f"skillname {who}publicurl {who}firstname {who}lastname"
    return _kind(
        name,
        file,
        parse,
        columns=f"endorsementdate endorsementstatus {names}",
        required=f"endorsementdate {who}firstname",
        takes=f"endorsementstatus {names}",
        dates="endorsementdate",
        forms="slash_utc",
        distinct=True,
        **facts,
    )


def _recommendations(name: str, file: str, parse: Parse, **facts: object) -> Kind:
    return _kind(
        name,
        file,
        parse,
        columns="firstname lastname company jobtitle text creationdate status",
        required="creationdate status",
        takes="status firstname lastname",
        dates="creationdate",
        forms="us_short",
        **facts,
    )


ACTS = (
    _kind(
        "searches",
        "SearchQueries.csv",
        fields.keyed,
        columns="searchquery time",
        required="time searchquery",
        dates="time",
        forms="slash_utc",
        action="people_search",
        shows="people_search active_day",
        tells="searches",
        days=730,
        own_act=True,
        complete_only=True,
        domains="SEARCHES",
        tail="searchquery",
        distinct=True,
    ),
    _kind(
        "company_follows",
        "Company Follows.csv",
        fields.keyed,
        columns="organization followedon",
        required="followedon",
        dates="followedon",
        forms="java_utc",
        action="company_follow",
        shows="company_follow",
        cut=(99, 198, 199),
        own_act=True,
        domains="COMPANY_FOLLOWS",
        distinct=True,
    ),
    _kind(
        "member_follows",
        "Member_Follows.csv",
        fields.member_follow,
        columns="date status fullname",
        required="date status",
        takes="status fullname",
        values="key active",
        dates="date",
        forms="iso_naive",
        shows="member_follow",
        tells="members followed",
        own_act=True,
        complete_only=True,
        domains="MEMBER_FOLLOWING",
    ),
    _kind(
        "hashtag_follows",
        "Hashtag_Follows.csv",
        fields.keyed,
        columns="hashtag createdtime lastmodifiedtime state",
        required="createdtime",
        takes="hashtag createdtime",
        dates="createdtime",
        forms="iso_naive",
        own_act=True,
        complete_only=True,
    ),
    _kind(
        "saved_items",
        "Saved_Items.csv",
        fields.keyed,
        columns="saveditem createdtime",
        required="createdtime",
        dates="createdtime",
        forms="iso_naive",
        own_act=True,
        complete_only=True,
        domains="ACTOR_SAVE_ITEM",
    ),
    _kind(
        "learning",
        "Learning.csv",
        fields.keyed,
        columns="contenttitle contentdescription contenttype contentlastwatcheddate(ifviewed)"
        " contentcompletedat(ifcompleted) contentsaved notestakenonvideos(iftaken)",
        required="contenttitle",
        takes="contenttitle contenttype",
        dates="contentlastwatcheddate(ifviewed) contentcompletedat(ifcompleted)",
        forms="iso_utc_min",
        own_act=True,
        domains="LEARNING",
    ),
    _kind(
        "events",
        "Events.csv",
        fields.event,
        columns="eventname eventtime status externalurl",
        required="eventtime",
        takes="status eventname",
        dates="eventtime",
        forms="event_range",
        action="event_attended",
        shows="event_attended",
        domains="Events",
        ahead=True,
    ),
    _endorsements(
        "endorsements_received",
        "Endorsement_Received_Info.csv",
        "endorser",
        fields.endorsement,
        action="endorsement_received",
        shows="endorsement_received",
        tells="endorsements received",
    ),
    _endorsements(
        "endorsements_given",
        "Endorsement_Given_Info.csv",
        "endorsee",
        fields.endorsement_given,
        action="endorsement_given",
        shows="endorsement_given",
        own_act=True,
    ),
    _recommendations(
        "recommendations_received",
        "Recommendations_Received.csv",
        fields.recommendation,
        action="recommendation_received",
        shows="recommendation_received",
        tells="recommendations received",
    ),
    _recommendations(
        "recommendations_given",
        "Recommendations_Given.csv",
        fields.recommendation_given,
        action="recommendation_given",
        shows="recommendation_given",
        own_act=True,
    ),
)
CONTACTS = (
    _kind(
        "connections",
        "Connections.csv",
        fields.connection,
        columns="firstname lastname url emailaddress company position connectedon",
        required="connectedon",
        takes="firstname lastname url company position",
        values="key address name seniority company",
        dates="connectedon",
        forms="d_mon_y us_short excel_d_mon_yy",
        shows="connections senior_connections coworker_connections inmail_sent inmail_replied"
        " invitation_accepted",
        tells="connections and acceptance of invitations",
        everybodys=True,
        domains="CONNECTIONS",
        distinct=True,
    ),
    _kind(
        "invitations",
        "Invitations.csv",
        fields.invitation,
        columns="from to sentat message direction inviterprofileurl inviteeprofileurl",
        required="sentat direction",
        takes="direction inviterprofileurl inviteeprofileurl from to message",
        values="key way inviter invitee inviter_name invitee_name note",
        dates="sentat",
        forms="us_short",
        shows="invitation_sent invitation_accepted invitation_received active_day",
        tells="invitations sent and received",
        days=180,
        everybodys=True,
        domains="INVITATIONS",
        distinct=True,
    ),
    _kind(
        "messages",
        "messages.csv",
        fields.message,
        columns="conversationid conversationtitle from senderprofileurl to recipientprofileurls"
        " date subject content folder direction ismessagedraft isconversationdraft attachments"
        " isconversationarchived",
        required="from date content",
        takes="conversationid from senderprofileurl to recipientprofileurls subject content folder"
        " direction ismessagedraft isconversationdraft",
        values="key talk sender name recipients to way subject text",
        dates="date",
        forms="iso_utc us_short",
        shows="message_sent message_replied message_received message_answered inmail_sent"
        " inmail_replied active_day",
        tells="messages and response rate",
        everybodys=True,
        domains="INBOX",
        distinct=True,
    ),
)
PROFILE = (
    _kind(
        "profile",
        "Profile.csv",
        fields.profile,
        columns="firstname lastname maidenname address birthdate contactinstructions headline"
        " summary industry country zipcode geolocation twitterhandles websites instantmessengers"
        " maritalstatus",
        required="headline",
        takes="firstname lastname headline summary industry country geolocation websites",
        values=("name", *SECTIONS),
        tells="profile sections",
        everybodys=True,
        domains="PROFILE",
        distinct=True,
    ),
    _kind(
        "positions",
        "Positions.csv",
        fields.position,
        columns="companyname title description location startedon finishedon",
        required="companyname startedon",
        takes="companyname finishedon",
        values="current company",
        shows="coworker_connections",
        domains="POSITIONS",
    ),
)


def _listed(file: str, key: str, columns: str, domain: str = "", *, multiline: bool = True) -> Kind:
    """A section of the profile: present when its file has a row."""
    name = file.lower()
    return _kind(
        name,
        f"{file}.csv",
        fields.named,
        columns=f"{key} {columns}",
        required=key,
        takes=key,
        domains=domain or name.upper(),
        multiline=multiline,
    )


LISTS = (
    _listed("Education", "schoolname", "startdate enddate notes degreename activities"),
    _listed("Skills", "name", "", multiline=False),
    _listed("Certifications", "name", "url authority startedon finishedon licensenumber"),
    _listed("Languages", "name", "proficiency", multiline=False),
    _listed("Projects", "title", "description url startedon finishedon startdate enddate"),
    _listed(
        "Volunteering",
        "role",
        "companyname cause startedon finishedon description",
        "VOLUNTEERING_EXPERIENCES",
    ),
    _listed("Courses", "name", "number", multiline=False),
    _listed("Honors", "title", "description issuer issuedate issuedon"),
    _listed("Publications", "name", "publishedon description publisher url"),
    _listed("Organizations", "name", "description position startedon finishedon"),
)
KINDS = (*PROFILE, *LISTS, *CONTACTS, *CONTENT, *ACTS, ARTICLES)
BY_NAME = {kind.name: kind for kind in KINDS}
BY_STEM = {stem: kind for kind in KINDS if kind is not ARTICLES for stem in kind.stems}
SHOWN_BY = {
    action: tuple(kind for kind in KINDS if action in kind.shows)
    for action in sorted({action for kind in KINDS for action in kind.shows})
}
"""action -> the kinds that must all be there for it to be shown."""

# Names that only a Complete archive lists; their presence, not their content, is looked at.
# Contacts are a box of the quick export too (measured in 2 of 5 folders of 2023).
SIGNS_OF_COMPLETE = frozenset(
    [
        *("logins", "securitychallenges", "adsclicked", "lanadsengagement", "inferences"),
        *("inferencesaboutyou", "calendar", "accountstatushistory"),
        *(stem for kind in KINDS if kind.complete_only for stem in kind.stems),
    ]
)
SIGNS = 3  # so many of them make an archive complete; a file or two were picked, or are left over


def kind_of_file(title: Title, folder: str) -> Kind | None:
    """The kind of a file by its name and folder; None for one that is not read."""
    if title.extension in TABLES:
        return BY_STEM.get(title.stem)
    return ARTICLES if title.extension == "html" and "articles" in folder.lower() else None


def kind_by_header(start: Iterable[str]) -> Kind | None:
    """The kind of a table whose first lines hold a header that only this kind has."""
    lines = list(start)
    for kind in KINDS:
        if kind.distinct and find_header(iter(lines), frozenset(kind.required))[0] is not None:
            return kind
    return None


def name_shown(title: Title, folder: str, otherwise: str = "a file") -> str:
    """A file's name as messages may show it: its kind's, never a person's number or title."""
    kind = kind_of_file(title, folder)
    if kind is None:
        return otherwise
    part = f"_{title.part}" if title.part else ""
    stem, dot, extension = kind.file.rpartition(".")
    return f"{stem}{part}{dot}{extension}"
