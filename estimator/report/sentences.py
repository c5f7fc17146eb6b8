"""What is said of every result in the same words."""

# What people call a total. The bands are those of guides; LinkedIn names none.
BANDS = ((25, "low"), (50, "below average"), (75, "above average"), (100, "top performer"))


def band(total: float) -> str:
    """The band of a total, which LinkedIn's page shows as a whole number.

    >>> band(25.4), band(25.6), band(100)
    ('low', 'below average', 'top performer')
    """
    return next(name for most, name in BANDS if round(total) <= most)


def seat_words(seat: str) -> str:
    """The seat in words.

    >>> seat_words("sales_navigator"), seat_words("free")
    ('Sales Navigator seat', 'free seat')
    """
    words = "free" if seat == "free" else seat.replace("_", " ").title()
    return f"{words} seat"


def calibrated(until: str) -> str:
    """What the numbers are."""
    return f"An estimate, calibrated on readings up to {until}; LinkedIn's may differ."
