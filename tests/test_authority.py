"""Every recorded reading beside ours: one generated file, read as a diff."""

from benchmarks import authority


def test_the_table_of_every_recorded_reading_is_what_the_rules_say_now():
    """`python -m benchmarks.authority` writes it anew."""
    assert authority.FILE.read_text(encoding="utf-8") == authority.text()


def test_anchored_on_a_reading_before_ours_is_nearer_than_alone_or_as_near():
    told = [row.split("|") for row in authority.rows()]
    anchored = [row for row in told if "nothing known before" not in row[-2]]

    assert len(anchored) > 10
    assert all(abs(float(row[7])) <= abs(float(row[5])) for row in anchored)
    assert all("outside" not in row[-2] or abs(float(row[7])) < 2 for row in anchored)
