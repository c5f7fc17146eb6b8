"""Names: what each pillar is called, by LinkedIn, its pages in eight languages, and other tools."""

import re
from collections.abc import Mapping
from functools import lru_cache

PILLARS = ("brand", "find", "insight", "relationship")

API_NAMES: Mapping[str, str] = {
    "brand": "PROFESSIONAL_BRAND",
    "find": "FIND_RIGHT_PEOPLE",
    "insight": "INSIGHT_ENGAGEMENT",
    "relationship": "STRONG_RELATIONSHIP",
}

# English, German and French of a label pack of September 2026; Spanish, Italian and the older
# Portuguese from dated posts with pictures; Brazilian Portuguese and Russian from recorded pages.
PAGE_LABELS: Mapping[str, tuple[str, ...]] = {
    "brand": (
        "Establish your professional brand",
        "Ihre professionelle Marke aufbauen",
        "Construire votre marque professionnelle",
        "Construire votre marque personnelle",
        "Establece tu marca profesional",
        "Stabilire il tuo brand professionale",
        "Estabelecer sua marca profissional",
        "Estabelecer a sua marca profissional",
        "Создавайте профессиональный бренд",
    ),
    "find": (
        "Find the right people",
        "Gezielt die richtigen Personen finden",
        "Trouver les bonnes personnes",
        "Encuentra a las personas adecuadas",
        "Entrare in contatto con le persone giuste",
        "Localizar as pessoas certas",
        "Находите нужных людей",
    ),
    "insight": (
        "Engage with insights",
        "Durch Einblicke Interesse wecken",
        "Interagir en offrant des informations",
        "Échanger des informations",
        "Interactúa ofreciendo información",
        "Interagire con informazioni rilevanti",
        "Interagir oferecendo insights",
        "Interagir utilizando dados de análise",
        "Взаимодействуйте с контентом",
    ),
    "relationship": (
        "Build relationships",
        "Beziehungen aufbauen",
        "Établir des relations",
        "Crea relaciones",
        "Costruire relazioni",
        "Criar relacionamentos",
        "Cultivar relacionamentos",
        "Развивайте отношения",
    ),
}

_KEYS: Mapping[str, tuple[str, ...]] = {
    "brand": (
        *("brand", "establish_brand", "build_brand", "prof_brand", "branding"),
        *("marke", "professionelle_marke", "marca", "marca_profesional", "marca_profissional"),
        *("marque", "marque_professionnelle", "brand_professionale"),
    ),
    "find": (
        *("find", "find_people", "right_people", "people", "finding_people", "prospecting"),
        *("finding", "finding_right_people", "finding_the_right_people", "prospects"),
        *("personen", "richtige_personen", "richtige_personen_finden", "personnes", "personas"),
        *("bonnes_personnes", "personas_adecuadas", "pessoas", "pessoas_certas", "persone"),
        "persone_giuste",
    ),
    "insight": (
        *("insight", "insights", "engage", "engagement", "engage_insights"),
        *("engaging_insights", "engaging_with_insights", "engaging", "insight_engagement"),
        *("einblicke", "informations", "información", "informaciones", "informazioni"),
    ),
    "relationship": (
        *("relationship", "relationships", "build_strong_relationships"),
        *("building_relationships", "strong_relationships", "relations", "relationship_building"),
        *("beziehungen", "relaciones", "relacionamentos", "relazioni"),
    ),
}


def plain(name: object) -> str:
    """A name without case, blanks, digits and signs, the form in which names are compared.

    >>> plain("Find the right people"), plain("findTheRightPeople"), plain("find_the_right_people")
    ('findtherightpeople', 'findtherightpeople', 'findtherightpeople')
    """
    return _letters(str(name))


@lru_cache(maxsize=4096)
def _letters(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalpha())


_BY_NAME = {
    plain(name): pillar
    for pillar in PILLARS
    for name in (API_NAMES[pillar], *PAGE_LABELS[pillar], *_KEYS[pillar])
}


_AROUND = re.compile("^(?:ssi)?(?:score|pillar)?|(?:scores?|points|pillar)$")  # of a name


def pillar_of(name: object) -> str | None:
    """The pillar that a key, API name, column or page label stands for; None when it is none.

    >>> pillar_of("PROFESSIONAL_BRAND"), pillar_of("SSIFindRightPeople"), pillar_of("brandScore")
    ('brand', 'find', 'brand')
    >>> pillar_of("followers") is pillar_of("average brand") is None
    True
    """
    letters = plain(name)
    return _BY_NAME.get(letters) or _BY_NAME.get(_AROUND.sub("", letters))


def fields(record: Mapping[object, object]) -> dict[str, object]:
    """The record with its keys in plain form; of two keys that become one, the first stays."""
    result: dict[str, object] = {}
    for key, value in record.items():
        result.setdefault(plain(key), value)
    return result
