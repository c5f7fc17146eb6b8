"""Dates as people and programs write them."""

from datetime import date

import pytest

from estimator.dates import either_order
from estimator.days import to_day


@pytest.mark.parametrize(
    "text",
    [
        *("19 May 2026", "19. Mai 2026", "19 mai 2026", "19 de maio de 2026", "19 maggio 2026"),
        *("19th of May, 2026", "Tue May 19 2026", "Tuesday, May 19, 2026", "mardi 19 mai 2026"),
        *("19.05.2026 um 09:27 Uhr", "19.5.26", "2026. 05. 19.", "2026年5月19日", "19-mai-2026"),
        "Tue May 19 2026 09:27:00 GMT+0200 (CEST)",
        "2026-05-19T09:27:00.000Z",
        *("19–05–2026", "2026‑05‑19", "19 maj 2026"),
    ],
)
def test_a_date_that_can_be_read_in_one_way_is_the_same_day_in_every_form(text):
    readings = {day for day in either_order(text) if day is not None}

    assert readings == {to_day(date(2026, 5, 19))}


@pytest.mark.parametrize("text", ["May 2026", "20260519", "46161", "19 Foo 2026", "31 April 2026"])
def test_what_is_no_date_for_sure_is_none(text):
    assert either_order(text) == (None, None)
