"""The columns of an activity-logging browser extension's daily CSV."""

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
