"""Connections.csv and Invitations.csv, row by row: people are numbers from here on."""

from collections.abc import Sequence

from estimator.readers.linkedin_export.kinds import Kind, Values
from estimator.readers.linkedin_export.people import NOBODY, Book
from estimator.readers.linkedin_export.seniority import seniority

IN, OUT = 0, 1
HIDDEN = "hidden"  # a member whose row holds the date alone


def connection(fields: Sequence[str], book: Book) -> Values:
    """Key, address, name, seniority and company; -1 for what the row does not tell."""
    first, last, url, company, position = fields
    address, name = book.address(url), book.name(f"{first} {last}")
    level = seniority(position.strip(), company) if position.strip() else NOBODY
    firm = book.companies.of(company.strip().casefold()) if company.strip() else NOBODY
    key = hash(url or (first, last) if address != NOBODY or name != NOBODY else HIDDEN)
    return key, address, name, level, firm


def invitation(fields: Sequence[str], book: Book) -> Values | str:
    """Key, direction, the two ends by address and by name, and whether it had a note."""
    direction, inviter_url, invitee_url, inviter, invitee, note = fields
    way = {"OUTGOING": OUT, "INCOMING": IN}.get(direction.strip().upper())
    if way is None:
        return "direction not known"
    ends = (book.address(inviter_url), book.address(invitee_url))
    names = (book.name(inviter), book.name(invitee))
    key = hash((way, inviter_url or inviter, invitee_url or invitee))
    return (key, way, *ends, *names, int(bool(note.strip())))


KINDS = (
    Kind(
        name="connections",
        file="Connections.csv",
        domains=("CONNECTIONS",),
        stems=("connections",),
        columns=(
            "firstname",
            "lastname",
            "url",
            "emailaddress",
            "company",
            "position",
            "connectedon",
        ),
        required=("connectedon",),
        takes=("firstname", "lastname", "url", "company", "position"),
        parse=connection,
        values=("key", "address", "name", "seniority", "company"),
        dates=("connectedon",),
        forms=("d_mon_y", "us_short", "excel_d_mon_yy"),
        distinct=True,
    ),
    Kind(
        name="invitations",
        file="Invitations.csv",
        domains=("INVITATIONS",),
        stems=("invitations",),
        columns=(
            "from",
            "to",
            "sentat",
            "message",
            "direction",
            "inviterprofileurl",
            "inviteeprofileurl",
        ),
        required=("sentat", "direction"),
        takes=("direction", "inviterprofileurl", "inviteeprofileurl", "from", "to", "message"),
        parse=invitation,
        values=("key", "way", "inviter", "invitee", "inviter_name", "invitee_name", "note"),
        dates=("sentat",),
        forms=("us_short",),
        distinct=True,
    ),
)
