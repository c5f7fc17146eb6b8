"""Seniority of a job title: free text, several languages, a title's traps before its words."""

import re
import unicodedata
from functools import lru_cache

LEVELS = ("owner", "cxo", "vp", "director", "manager", "senior", "entry", "other")
SENIOR = frozenset({"owner", "cxo", "vp"})  # the VP+ of LinkedIn's own list
OTHER = len(LEVELS) - 1


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


ASSISTANT = _words(
    r"\b(executive|personal|administrative|office|management|team) assistant",
    r"\bassistant (to|of) ",
    r"\b(ea|pa) (to|of) ",
    r"\bassisten(z|tin|t) (der|des|von)\b",
    r"(vorstands|geschaftsfuhrungs|direktions|chef)assisten",
    r"\bassistante? (de|du) ",
    r"\basistente (de|del|a) ",
    r"\bassistente (d[aeio]|executiv)",
    r"\bsecretar(y|ia)\b(?! general)",
    r"\bsekretar",
    r"\b(former|ex|retired|aspiring|future|ehemalig\w*|ancien(ne)?)[ -]",
)
NOT_DIRECTOR = _words(
    r"\b(film|movie|video|art|creative|music|stage|casting|funeral|choir|theat(er|re)) director",
    r"\bdirector of photography",
    r"\bdirect(or|ora|eur|rice) (de )?(cine|film|fotografia|artisti\w+)",
    r"\b(directeur|directrice) artistique",
)
ENTRY = _words(
    r"\b(intern|internship|trainee|student|studentin|apprentice|graduate|estudiante)\b",
    r"\b(stagiaire|alternante?|apprenti|praktikant|praktikantin|werkstudent\w*|auszubildende\w*)\b",
    r"\b(becari[oa]|practicante|estagiari[oa]|tirocinante|stagista|stagiair)\b",
)
OWNER = _words(
    r"(?<!product )(?<!process )(?<!data )(?<!service )(?<!system )(?<!risk )(?<!project )"
    r"(?<!content )(?<!application )(?<!feature )(?<!technical )(?<!control )(?<!asset )\bowner\b",
    r"\b(co-?|co )?founde?r\b",
    r"\bpropriet(or|aire|ari[oa])\b",
    r"\b(managing|senior|founding|general|equity|named|law|audit|tax) partner\b",
    r"^partner\b(?! (manag|sales|market|success|develop|lead|engineer|account|solution|relation|"
    r"program|specialist|enable|director|executive|operations|alliance|"
    r"consult|support|experience))",
    r"\b(grunder|gruender|mitgrunder|inhaber|gesellschafter|geschaftsinhaber)(in)?\b",
    r"\b(co-?)?(fondateur|fondatrice)\b|\bassocie(e)?( gerante?)?$",
    r"\b(co-?)?(fundador|fondatore|fondatrice|oprichter)a?\b",
    r"\b(duen[oa]|dono|dona|titolare|eigenaar|vennoot)\b|^(soci[oa])\b(?! comercial)",
)
CXO = _words(
    r"\bchief\b.*\bofficer\b|\bchief (executive|financial|technology|technical|operating|revenue|"
    r"marketing|product|information|commercial|growth|people|data|digital)\b",
    r"\bc(e|f|t|i|m|o|p|r|c|d|s|l|b)o\b|\b(ciso|chro|cxo)\b",
    r"\bmanaging director\b|\bexecutive chair|\bchair(man|woman|person)\b",
    r"(?<!vice )(?<!vice-)\bpresident\b(?!')|\bboard member\b",
    r"\bgeschaftsfuhr(er|erin|ung|end\w*)\b|\bgeschaeftsfuehr|\bvorstand(s\w*)?\b",
    r"\b(directeur|directrice) general(e)?\b|\bpdg\b|\bgerante?\b",
    r"\bdirector(a)? general\b|\bdirector general\b|\bgerente general\b",
    r"\bconsejer[oa] delegad[oa]\b",
    r"\bdiretora? (geral|presidente|executiv[oa])\b|\b(?<!vice )(?<!vice-)president[ea]\b",
    r"\bamministrat(ore|rice) delegat[oa]\b|\bdirett(ore|rice) generale\b",
    r"\balgemeen directeur\b|\bbestuurder\b",
)
VP = _words(
    r"\b[se]?vp\b", r"\bvice[ -]?president(e|a)?\b", r"\bvicepresident(e|a)?\b", r"\bvizeprasident"
)
GRADE = re.compile(r"vp|vice[ -]?president")  # in a bank a pay grade, without an office of its own
LESSER_VP = _words(r"\b(assistant|associate|junior) vice president\b", r"\bavp\b")
BANK = re.compile(
    r"bank(en)?\b|banque|banco\b|goldman|morgan|citi(group|bank|$|\b)|barclays|hsbc|\bubs\b|"
    r"credit suisse|wells fargo|\bbnp\b|santander|societe generale|nomura|blackrock|fidelity|"
    r"state street"
)
DIRECTOR = _words(
    r"\bdirector(a|e)?\b",
    r"\bhead\b|\bhoofd\b",
    r"\bdirect(eur|rice)\b",
    r"\bdirektor(in)?\b|\bleiter(in)?\b|\bleitung\b",
    r"\b(abteilungs|bereichs|vertriebs|niederlassungs|geschafts|marketing)leit(er|erin|ung)\b",
    r"\bdiretora?\b|\bdirett(ore|rice)\b",
)
MANAGER = _words(
    r"\bmanager(in)?\b|\bmanageuse\b|\bsupervisor\b|\bprincipal\b",
    r"\b(team|tech|technical|project|group|squad|design|engineering) lead(er)?\b|\bteamlead\b",
    r"\blead\b(?![ -]?(gen\b|generation|qualif|nurtur|management|acquisition|magnet))",
    r"\b(team|gruppen|projekt|schicht)leit(er|erin|ung)\b|\bteamleider\b",
    r"\bresponsa(ble|bile)\b|\bgerente\b|\bjef[ea]\b|\bchef(fe)? d",
    r"\bcoordena|\bcoordinat(eur|rice)\b",
)
SENIOR_STAFF = _words(r"\b(senior|sr|staff|expert|chief)\b")
PLACE = re.compile(r"\s(?:at|@|chez|bei|bij|presso)\s")
PIECES = re.compile(r"[,|/&;•·–—]|\s-\s|\s(?:and|und|et|y|e|en)\s|\+")


@lru_cache(maxsize=50_000)
def seniority(title: str, company: str = "") -> int:
    """The place in LEVELS of a job title; the highest of the offices it names.

    >>> [LEVELS[seniority(t)] for t in ("Founder, CEO", "Assistant to the CEO", "Product Owner")]
    ['owner', 'other', 'other']
    >>> LEVELS[seniority("Vice President", "Example Bank")]
    'manager'
    """
    plain = PLACE.split(_plain(title), maxsplit=1)[0]
    bank = bool(BANK.search(_plain(company)))
    return min((_office(piece.strip(), bank) for piece in _pieces(plain)), default=OTHER)


def _pieces(title: str) -> list[str]:
    """The offices a title lists; an assistant's title is one office, whoever it names after."""
    return [title] if ASSISTANT.search(title) else PIECES.split(title)


def _plain(text: str) -> str:
    """Lower-case without accents or dots."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(plain.replace(".", "").replace("’", "'").split())


def _office(office: str, bank: bool) -> int:  # noqa: PLR0911  # a list of tests, in its order
    if not office or ASSISTANT.search(office):
        return OTHER
    if ENTRY.search(office):
        return LEVELS.index("entry")
    if OWNER.search(office):
        return LEVELS.index("owner")
    if LESSER_VP.search(office):
        return LEVELS.index("manager")
    if CXO.search(office):
        return LEVELS.index("cxo")
    if VP.search(office):
        return LEVELS.index("manager" if bank and GRADE.fullmatch(office) else "vp")
    if NOT_DIRECTOR.search(office):
        return OTHER
    if DIRECTOR.search(office):
        return LEVELS.index("director")
    if MANAGER.search(office):
        return LEVELS.index("manager")
    return LEVELS.index("senior") if SENIOR_STAFF.search(office) else OTHER
