"""The page /sales/ssi, as text and as HTML, in the layouts and languages it was seen in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator.errors import ReadingError
from estimator.reading import PILLARS, Group, Reading

LABELS = {
    "de": (
        "Ihre professionelle Marke aufbauen",
        "Gezielt die richtigen Personen finden",
        "Durch Einblicke Interesse wecken",
        "Beziehungen aufbauen",
    ),
    "fr": (
        "Construire votre marque professionnelle",
        "Trouver les bonnes personnes",
        "Interagir en offrant des informations",
        "Établir des relations",
    ),
    "es": (
        "Establece tu marca profesional",
        "Encuentra a las personas adecuadas",
        "Interactúa ofreciendo información",
        "Crea relaciones",
    ),
    "it": (
        "stabilire il tuo brand professionale",
        "entrare in contatto con le persone giuste",
        "interagire con informazioni rilevanti",
        "costruire relazioni",
    ),
    "older pt": (
        "estabelecer a sua marca profissional",
        "localizar as pessoas certas",
        "interagir utilizando dados de análise",
        "cultivar relacionamentos",
    ),
    "en": (
        "Establish your professional brand",
        "Find the right people",
        "Engage with insights",
        "Build relationships",
    ),
    "pt": (
        "Estabelecer sua marca profissional",
        "Localizar as pessoas certas",
        "Interagir oferecendo insights",
        "Criar relacionamentos",
    ),
    "ru": (
        "Создавайте профессиональный бренд",
        "Находите нужных людей",
        "Взаимодействуйте с контентом",
        "Развивайте отношения",
    ),
}
OUT_OF = {"en": "out of", "pt": "de", "ru": "из", "de": "von", "fr": "sur", "es": "de", "it": "su"}
RANKS = {
    "en": ("Industry SSI rank", "Network SSI rank"),
    "de": ("SSI-Rang in Ihrer Branche", "SSI-Rang in Ihrem Netzwerk"),
    "fr": ("Classement SSI du secteur", "Classement SSI du réseau"),
    "es": ("Clasificación SSI del sector", "Clasificación SSI de la red"),
    "it": ("Posizione SSI nel settore", "Posizione SSI nella rete"),
    "pt": ("Classificação SSI do setor", "Classificação SSI da rede"),
}
VALUES = ("9,14", "6,1", "0,9", "15")
LAYOUTS = {
    "number above label": lambda a, b: [a, b],
    "label above number": lambda a, b: [b, a],
    "number | label": lambda a, b: [f"{a} | {b}"],
    "label: number": lambda a, b: [f"{b}: {a}"],
}


def table(caption, values, labels=LABELS["en"]):
    rows = "".join(
        f"<tr><th>{label}</th><td>{value}</td></tr>"
        for label, value in zip(labels, values, strict=True)
    )
    return (
        f"<figure><figcaption>{caption}</figcaption><table>{rows}"
        "<tr><th>Remaining points</th><td>67</td></tr></table></figure>"
    )


def by_name(*values):
    return dict(zip(PILLARS, values, strict=True))


def test_text_with_each_value_above_its_label_in_portuguese():
    """
    Seu Social Selling Index
    24,08
    8,38
    Estabelecer sua marca profissional
    6,10
    Localizar as pessoas certas
    1,00
    Interagir oferecendo insights
    8,60
    Criar relacionamentos
    Classificação no setor
    Primeiros 83%
    Classificação na rede
    Primeiros 90%
    Média do setor: Estabelecer sua marca profissional 11,79
    Média da rede: Criar relacionamentos 16,32
    """
    text = test_text_with_each_value_above_its_label_in_portuguese.__doc__

    reading = Reading.from_payload(text)

    assert reading.overall == 24.08
    assert reading.pillars == by_name(8.38, 6.1, 1.0, 8.6)
    assert reading.industry == Group(rank=83, pillars={"brand": 11.79})
    assert reading.network == Group(rank=90, pillars={"relationship": 16.32})


def test_a_label_worded_anew_is_an_error_that_names_the_pillar_it_misses():
    text = (
        "24,08\n8,38\nEstabelecer sua marca profissional\n6,10\nLocalizar as pessoas certas\n1,00"
    )
    text += "\nInteragir de outro modo\n8,60\nCriar relacionamentos\n"

    with pytest.raises(ReadingError, match="shows brand, find, relationship and not insight"):
        Reading.from_payload(text)


@pytest.mark.parametrize("language", RANKS)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("rank", ["before its label", "after it"])
def test_each_language_is_read_in_each_layout(language, layout, rank):
    lines = ["Aktueller Social Selling Index", f"31 {OUT_OF[language]} 100"]
    for value, label in zip(VALUES, LABELS[language], strict=True):
        lines += LAYOUTS[layout](value, label)
    for number, label in zip((14, 9), RANKS[language], strict=True):
        place = f"Top {number} %"
        lines += [place, label] if rank == "before its label" else [label, place]

    reading = Reading.from_payload("\n".join(lines))

    assert (reading.overall, reading.pillars) == (31, by_name(9.14, 6.1, 0.9, 15))
    assert (reading.industry, reading.network) == (Group(rank=14), Group(rank=9))


def test_ranks_belong_to_their_labels_whichever_comes_first():
    lines = [f"{value} | {label}" for value, label in zip(VALUES, LABELS["de"], strict=True)]
    lines += ["Top 9 %", "SSI-Rang in Ihrem Netzwerk", "Top 14 %", "SSI-Rang in Ihrer Branche"]

    reading = Reading.from_payload("\n".join(["31 von 100", *lines]))

    assert (reading.industry, reading.network) == (Group(rank=14), Group(rank=9))


@pytest.mark.parametrize("below", ["People in your industry", "People in your network"])
def test_ranks_below_their_labels_are_theirs_though_the_page_goes_on_with_a_heading(below):
    lines = ["Industry SSI rank", "Top 14%", "Network SSI rank", "Top 9%", below, "45 out of 100"]

    reading = Reading.from_payload("\n".join(["31 out of 100", *lines]))

    assert reading.industry is not None and reading.industry.rank == 14
    assert reading.network is not None and reading.network.rank == 9


@pytest.mark.parametrize("language", LABELS)
def test_text_with_each_value_below_its_label(language):
    lines = [f"32 {OUT_OF.get(language, 'de')} 100"]
    for label, value in zip(LABELS[language], ("12,05", "4,76", "0,6", "15"), strict=True):
        lines += [label, value]

    reading = Reading.from_payload("\n".join(lines))

    assert reading.overall == 32
    assert reading.pillars == by_name(12.05, 4.76, 0.6, 15)


@pytest.mark.parametrize("language", LABELS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_page_whose_lines_were_joined_gives_its_pillars(language, layout):
    """Whose the ranks behind the last pillar are, only lines tell: they are left out."""
    parts = [f"Social Selling Index 31 {OUT_OF.get(language, 'de')} 100"]
    for label, value in zip(LABELS[language], VALUES, strict=True):
        parts += LAYOUTS[layout](value, label)

    reading = Reading.from_payload(" ".join([*parts, "Top 14 %", "SSI-Rang in Ihrer Branche"]))

    assert (reading.overall, reading.pillars) == (31, by_name(9.14, 6.1, 0.9, 15))
    assert reading.industry is None


def test_text_with_value_and_label_on_one_line():
    text = (
        "Your score: 18 out of 100\n8.78 | Establish your professional brand\n"
        "6.12 | Find the right people\n0.9 | Engage with insights\n2.214 | Build relationships\n"
        "You rank in the top 78% of your industry.\nYou rank in the top 91% of your network.\n"
    )

    reading = Reading.from_payload(text)

    assert (reading.overall, reading.pillars) == (18, by_name(8.78, 6.12, 0.9, 2.214))
    assert (reading.industry, reading.network) == (Group(rank=78), Group(rank=91))


def test_the_page_of_2026_07_holds_the_member_the_industry_and_the_network():
    page = (
        table("33 out of 100", ("12.05", "4.76", "1", "15"))
        + "<h3>People in your industry</h3><p>Sales professionals in the Banking industry have "
        "an average SSI of 29.</p>"
        + table("29 out of 100", ("11.27", "4.54", "1.56", "11.88"))
        + "<h3>People in your network</h3>"
        + table("36 out of 100", ("13.1", "8.2", "2.4", "12.3"))
        + "<p>Top <b>37</b>% Industry SSI rank</p>"
    )

    reading = Reading.from_payload(page)

    assert (reading.overall, reading.pillars) == (33, by_name(12.05, 4.76, 1, 15))
    assert reading.industry == Group(37, 29, by_name(11.27, 4.54, 1.56, 11.88), name="Banking")
    assert reading.network == Group(None, 36, by_name(13.1, 8.2, 2.4, 12.3))


def test_line_breaks_of_the_source_are_no_line_breaks_of_the_page():
    page = "<p>18 out of 100 of the SSI</p><p>You rank in the <b>top 91%</b>\n of your network.</p>"

    reading = Reading.from_payload(page)

    assert (reading.industry, reading.network) == (None, Group(rank=91))


def test_bars_of_the_older_page_give_the_exact_pillars():
    page = """
      <dl><dt>Industry SSI rank</dt><dd>Top <span class="t-40">75</span>%</dd>
          <dt>Network SSI rank</dt><dd>Top <span class="t-40">81</span>%</dd></dl>
      <figcaption class="user-ssi-score__donut-chart-caption">
        <span class="ssi-score__value">20</span> out of 100</figcaption>
      <h3>Establish your professional brand</h3><div>13.118</div>
      <progress id="establish-brand__sub-score-bar" value="13.118002" max="25">
        <span class="ssi-score__value">13.118</span> out of 25</progress>
      <progress id="find-people__sub-score-bar" value="3.68" max="25"></progress>
      <progress id="engage-with-insights__sub-score-bar" value="0.29999998" max="25"></progress>
      <progress id="build-relationships__sub-score-bar" value="2.6077502" max="25"></progress>
      <div class="group-ssi-score"><span class="ssi-score__value">31</span> out of 100</div>"""

    reading = Reading.from_payload(page)

    assert reading.overall == 20
    assert reading.pillars == by_name(13.118002, 3.68, 0.29999998, 2.6077502)
    assert (reading.industry, reading.network) == (Group(rank=75), Group(rank=81))


def test_the_page_source_of_old_carries_the_payload_in_a_code_block():
    page = (
        "<html><body><code>{&quot;activeSeat&quot;:true,&quot;memberScore&quot;:"
        "{&quot;overall&quot;:54.6,&quot;subScores&quot;:[]}}</code></body></html>"
    )

    reading = Reading.from_payload(page)

    assert (reading.overall, reading.seat) == (54.6, "sales_navigator")


def test_sentences_of_the_page_give_the_averages():
    text = (
        "53 out of 100\nSocial Selling Index\n"
        "Sales professionals in the Business Consulting industry have an average SSI of 35.\n"
        "People in your network have an average SSI of 36.\nTop 10%\nTop 12%\n"
    )

    reading = Reading.from_payload(text)

    assert (reading.overall, reading.pillars) == (53, {})
    assert reading.industry == Group(10, 35, name="Business Consulting")
    assert reading.network == Group(12, 36)


def test_values_that_could_belong_to_either_label_are_refused():
    text = "12\nEstablish your professional brand\n13.1\nFind the right people\n3.68\n"
    text += "Engage with insights\n0.3\nBuild relationships\n2.6\n"

    with pytest.raises(ReadingError, match="may belong to either; add the line with the total"):
        Reading.from_payload(text)


def test_the_total_tells_which_value_belongs_to_which_label():
    text = "20\nEstablish your professional brand\n13.1\nFind the right people\n3.68\n"
    text += "Engage with insights\n0.3\nBuild relationships\n2.6\n"

    assert Reading.from_payload(text).pillars == by_name(13.1, 3.68, 0.3, 2.6)


@given(
    st.lists(st.integers(1, 2400).map(lambda n: n / 100), min_size=4, max_size=4),
    st.sampled_from(sorted(LABELS)),
    st.booleans(),
    st.booleans(),
)
def test_any_layout_of_any_language_gives_back_what_was_written(values, language, above, comma):
    lines = []
    for label, value in zip(LABELS[language], values, strict=True):
        shown = f"{value:.2f}".replace(".", ",") if comma else f"{value:.2f}"
        lines += [shown, label] if above else [label, shown]

    reading = Reading.from_payload("\n".join(lines))

    assert reading.pillars == by_name(*values)


@given(st.text(alphabet="0123456789.,|% \nTopSI/BuildrelatonshpEgwFmyk<>"))
def test_any_text_is_a_reading_or_a_reading_error(text):
    try:
        reading = Reading.from_payload(text)
    except ReadingError as error:
        assert str(error).startswith("payload")
    else:
        assert reading.overall is not None or reading.pillars
