"""The types of columns: whole numbers and masks, shape (n_rows,) unless said otherwise."""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

NONE: Ints = np.zeros(0, dtype=np.int64)
