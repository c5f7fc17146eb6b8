"""The columns of activity files: an activity-logging extension's, and Sales Navigator's own."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

DATE = "Date"
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "ActiveMinutes": "active_day",  # any minute makes the day an active one
        "Reactions": "reaction",
        "Comments": "comment",
        "Connects": "invitation_sent",
        "Messages": "message_sent",
        "Reposts": "repost",
        "Posts": "post",
        "Followers": "followers",
        "SSI": "ssi",
        "SSIProfessionalBrand": "brand",
        "SSIFindRightPeople": "find",
        "SSIEngageWithInsights": "insight",
        "SSIBuildRelationships": "relationship",
    }
)


def is_activity_log(names: Sequence[str]) -> bool:
    """Whether these are the columns of such a file: a date and most of what it counts."""
    return DATE in names and len(set(names) & set(COLUMNS)) >= 4


EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "SAVED_LEAD": "lead_saved",
        "SAVED_ACCOUNT": "account_saved",
        "SEARCH_PERFORMED": "people_search",
        "PROFILE_VIEWED": "profile_view",
        "INMAIL_SENT": "inmail_sent",
        "MESSAGE_SENT": "message_sent",
        "CONNECTION_MADE": "invitation_accepted",
    }
)
EVENT_COLUMNS = frozenset({"activityid", "activitytype", "createdat", "seatid"})


def is_sales_activity(names: Sequence[str]) -> bool:
    """Whether these are the columns of the analytics API's activity file: an event a row."""
    return {name.lower() for name in names} >= EVENT_COLUMNS
