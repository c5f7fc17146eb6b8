"""One fault a file: the first line of each says which words its error must contain."""

from pathlib import Path

import pytest
from rules_text import text

from estimator.errors import RulesError
from estimator.rules import load_rules, rules_of

WRONG = sorted((Path(__file__).parent / "wrong_rules").glob("*.yaml"))
BASE = "@base_sha256@"


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_wrong_file_is_refused_in_the_words_of_its_first_line(path, tmp_path):
    body = path.read_text(encoding="utf-8")
    wanted = body.splitlines()[0].removeprefix("# ")
    sources = [path]
    if "ssi-overlay" in body:
        base, overlay = tmp_path / "small.yaml", tmp_path / path.name
        base.write_text(text(), encoding="utf-8")
        overlay.write_text(body.replace(BASE, load_rules(base).sha256), encoding="utf-8")
        sources = [base, overlay]

    with pytest.raises(RulesError) as caught:
        load_rules(*sources)

    assert [str(fault) for fault in caught.value.faults if wanted in str(fault)]
    assert len(caught.value.faults) == 1


def test_there_are_wrong_files():
    assert len(WRONG) > 50


def test_every_fault_of_a_file_is_told_at_once_in_the_order_of_the_file():
    """A wrong key, a wrong word, a number without unit, a law broken, a source that is not."""
    wrong = text(
        ("half_life: 60 d", "halflife: 60 d"),
        ("kind: stock", "kind: stok"),
        ("decay: {window: 60 d}", "decay: {window: 60}"),
        ("share: 0.7, low: 0.4", "share: 0.3, low: 0.4"),
        ("high: 0.6, source: reported", "high: 0.6, source: reportd"),
        ("match: {action: lead_saved}", "match: {action: lead_savd}"),
        ("ceiling: {free: 16}", "ceiling: {fre: 16, premium: 26}"),
    )

    with pytest.raises(RulesError) as caught:
        rules_of(wrong, "w.yaml")

    told = [str(fault) for fault in caught.value.faults]
    assert told == [
        "w.yaml:27:26: pillars.brand.signals.profile.unknown.share: "
        "not low <= share <= high (got 0.4, 0.3, 1)",
        "w.yaml:33:17: pillars.brand.signals.posts.decay.halflife: "
        "unknown key, did you mean half_life?",
        "w.yaml:40:15: pillars.find.ceiling.fre: unknown key, did you mean free?",
        "w.yaml:40:33: pillars.find.ceiling.premium: "
        "out of range (got 26); it is from 0 to 25 (points)",
        "w.yaml:51:60: pillars.find.signals.people_searches.unknown.source: "
        "no such source (got 'reportd'), did you mean reported?",
        "w.yaml:57:25: pillars.find.signals.days_active.decay.window: "
        "a duration without a unit (got 60); write 60 d or 60 w",
        "w.yaml:72:25: pillars.find.signals.leads_saved.match.action: "
        "no such action (got 'lead_savd'), did you mean lead_saved?",
        "w.yaml:101:15: pillars.relationship.signals.connections.kind: "
        "not known (got 'stok'), did you mean stock?",
    ]


def test_a_fault_in_many_places_is_told_at_each_of_them():
    with pytest.raises(RulesError) as caught:
        rules_of(text().replace("unknown: {share", "unknown: {shre"), "w.yaml")

    assert len([f for f in caught.value.faults if "did you mean share?" in f.what]) == 8


def test_a_source_that_is_called_by_a_day_is_a_fault_like_any_other():
    with pytest.raises(RulesError, match=r"is text .got 2026-01-01."):
        rules_of(text(("  guess: {kind", "  2026-01-01: {kind")), "w.yaml")
