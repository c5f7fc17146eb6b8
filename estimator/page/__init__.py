"""The what-if page: one file that opens without a network and answers as one drags.

numbers      what the engine made of an account, as one mapping
model.js     what a plan gives: multiplies, applies curves, adds and cuts
view.js      the controls and what is drawn
whatif.html  the page around them
"""

from estimator.page.account_numbers import page_numbers
from estimator.page.whole import page_of

__all__ = ["page_numbers", "page_of"]
