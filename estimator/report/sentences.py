"""What is said of every result in the same words."""

from estimator.explanation.comparisons import comparisons


def band(total: float) -> str:
    """The band of a total: what guides call it; LinkedIn names none.

    >>> band(25.4), band(25.6), band(100)
    ('low', 'below average', 'top performer')
    """
    return comparisons().band(total)


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
