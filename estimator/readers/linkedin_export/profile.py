"""The profile and its family: which sections are filled; the texts in them go no further."""

from collections.abc import Sequence

from estimator.readers.linkedin_export.kinds import Kind, Values
from estimator.readers.linkedin_export.people import NOBODY, Book

SECTIONS = ("headline", "about", "industry", "location", "websites")
PROFILE_COLUMNS = (
    "firstname lastname maidenname address birthdate contactinstructions headline summary industry"
    " country zipcode geolocation twitterhandles websites instantmessengers maritalstatus"
)


def profile(fields: Sequence[str], book: Book) -> Values:
    """The name's number, to know the owner by, and 1 or 0 for each of SECTIONS."""
    first, last, headline, summary, industry, country, location, websites = fields
    filled = (headline, summary, industry, location or country, websites.strip("[]"))
    return book.name(f"{first} {last}"), *(int(bool(text.strip())) for text in filled)


def position(fields: Sequence[str], book: Book) -> Values:
    """Whether the position is current, and its company."""
    company, finished = (field.strip() for field in fields)
    return int(not finished), book.companies.of(company.casefold()) if company else NOBODY


def named(fields: Sequence[str], book: Book) -> Values | str:
    return (hash(fields[0].strip().casefold()),) if fields[0].strip() else "empty row"


def _listed(section: str, file: str, key: str, columns: str, multiline: bool = True) -> Kind:
    return Kind(
        name=section,
        file=file,
        domains=("VOLUNTEERING_EXPERIENCES" if section == "volunteering" else section.upper(),),
        stems=(file.lower().removesuffix(".csv"),),
        columns=tuple(columns.split()),
        required=(key,),
        takes=(key,),
        parse=named,
        values=("key",),
        multiline=multiline,
    )


# a section each: present when its file has a row
LISTS = (
    _listed(
        "education",
        "Education.csv",
        "schoolname",
        "schoolname startdate enddate notes degreename activities",
    ),
    _listed("skills", "Skills.csv", "name", "name", multiline=False),
    _listed(
        "certifications",
        "Certifications.csv",
        "name",
        "name url authority startedon finishedon licensenumber",
    ),
    _listed("languages", "Languages.csv", "name", "name proficiency", multiline=False),
    _listed(
        "projects",
        "Projects.csv",
        "title",
        "title description url startedon finishedon startdate enddate",
    ),
    _listed(
        "volunteering",
        "Volunteering.csv",
        "role",
        "companyname role cause startedon finishedon description",
    ),
    _listed("courses", "Courses.csv", "name", "name number", multiline=False),
    _listed("honors", "Honors.csv", "title", "title description issuer issuedate issuedon"),
    _listed(
        "publications", "Publications.csv", "name", "name publishedon description publisher url"
    ),
    _listed(
        "organizations",
        "Organizations.csv",
        "name",
        "name description position startedon finishedon",
    ),
)


KINDS = (
    Kind(
        name="profile",
        file="Profile.csv",
        domains=("PROFILE",),
        stems=("profile",),
        columns=tuple(PROFILE_COLUMNS.split()),
        required=("headline",),
        takes=(
            "firstname",
            "lastname",
            "headline",
            "summary",
            "industry",
            "country",
            "geolocation",
            "websites",
        ),
        parse=profile,
        values=("name", *SECTIONS),
        distinct=True,
    ),
    Kind(
        name="positions",
        file="Positions.csv",
        domains=("POSITIONS",),
        stems=("positions",),
        columns=("companyname", "title", "description", "location", "startedon", "finishedon"),
        required=("companyname", "startedon"),
        takes=("companyname", "finishedon"),
        parse=position,
        values=("current", "company"),
    ),
    *LISTS,
)
