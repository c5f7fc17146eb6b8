"""Seniority from a title: several languages, and the traps first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator.readers.linkedin.people import LEVELS, seniority

TITLES = {
    "owner": (
        "Founder & CEO|Co-Founder|Co-founder and COO|Owner|Managing Partner|Partner|Gründerin"
        "|Inhaber|Fondatrice|Fundador|Sócio|Titolare|Eigenaar|Business Owner|CEO, Founder"
    ),
    "cxo": (
        "Chief Executive Officer|CEO|CFO|COO|CTO|Chief Revenue Officer|Managing Director"
        "|Geschäftsführer|Geschäftsführerin|Directeur général|Director General|Presidente|PDG"
        "|Amministratore delegato|Algemeen directeur|CISO|Vorstand|CEO at Owner Group"
    ),
    "vp": "VP of Sales|Vice President|SVP Marketing|EVP, Operations|Vicepresidente|Vice-Presidente",
    "director": (
        "Director of Sales|Head of Sales|Directeur commercial|Leiter Vertrieb|Leiterin Einkauf"
        "|Direktorin|Diretora de Vendas|Direttore vendite|Vertriebsleiter|Associate Director"
    ),
    "manager": (
        "Sales Manager|Key Account Manager|Partner Manager|Senior Sales Manager|Team Lead Sales"
        "|Teamleiter|Gerente de ventas|Responsable commercial|Assistant Vice President"
        "|Customer Success Manager|Jefa de ventas"
    ),
    "senior": "Senior Consultant|Senior Account Executive|Sr. Engineer|Chief of Staff",
    "entry": (
        "Sales Intern|Trainee Vertrieb|Stagiaire marketing|Praktikantin Vertrieb|Werkstudent"
        "|Becaria|Marketing Student"
    ),
    "other": (
        "Assistant to the CEO|Executive Assistant|Executive Assistant to the Managing Director"
        "|Assistentin der Geschäftsführung|Assistante de direction|Product Owner|Scrum Master"
        "|Lead Generation Specialist|HR Business Partner|Internal Auditor|Film Director"
        "|International Trade Specialist|Account Executive|Software Engineer|Art Director"
        "|Process Owner|Former CEO|Teacher|Secretary|Ingénieur commercial|Consultora"
    ),
}


@pytest.mark.parametrize(
    ("title", "level"), [(t, level) for level, titles in TITLES.items() for t in titles.split("|")]
)
def test_a_title_has_its_level(title, level):
    assert LEVELS[seniority(title)] == level


@pytest.mark.parametrize(
    ("title", "company", "level"),
    [
        ("Vice President", "Example Bank", "manager"),
        ("Vice President", "Sample Software", "vp"),
        ("Senior Vice President", "Example Bank", "vp"),
        ("VP of Sales", "Example Bank", "vp"),
        ("Vice President", "Banksy Galleries", "vp"),
    ],
)
def test_a_vice_president_of_a_bank_is_one_of_many(title, company, level):
    assert LEVELS[seniority(title, company)] == level


@given(st.text(max_size=80), st.text(max_size=20))
def test_any_text_has_a_level(title, company):
    assert 0 <= seniority(title, company) < len(LEVELS)


@given(st.sampled_from([t for titles in TITLES.values() for t in titles.split("|")]))
def test_case_and_accents_do_not_matter(title):
    assert seniority(title.upper()) == seniority(title) == seniority(f"  {title} ")
