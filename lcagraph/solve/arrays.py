"""Names for the arrays that everything here is made of."""

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.intp]
Reals = NDArray[np.float64]
