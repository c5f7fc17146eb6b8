"""The what-if page: one file that opens without a network and answers as one drags.

numbers      what the engine made of an account, as one mapping
whatif.html  the page: a script that multiplies, applies a curve, adds and cuts
"""

from estimator.page.numbers import page_numbers
from estimator.page.whole import page_of

__all__ = ["page_numbers", "page_of"]
