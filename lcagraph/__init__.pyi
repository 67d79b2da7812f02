from lcagraph.errors import CalculationError as CalculationError
from lcagraph.errors import Finding as Finding
from lcagraph.errors import LcaGraphError as LcaGraphError
from lcagraph.errors import ModelError as ModelError
from lcagraph.errors import UsageError as UsageError
from lcagraph.executor import Dask as Dask
from lcagraph.executor import Processes as Processes
from lcagraph.executor import Threads as Threads
from lcagraph.graph.system import ProductSystem as ProductSystem
from lcagraph.model import Model as Model
from lcagraph.model import read as read
from lcagraph.model import read_string as read_string
from lcagraph.result import Result as Result
from lcagraph.version import __version__ as __version__

__all__ = [
    "CalculationError",
    "Dask",
    "Finding",
    "LcaGraphError",
    "Model",
    "ModelError",
    "Processes",
    "ProductSystem",
    "Result",
    "Threads",
    "UsageError",
    "__version__",
    "read",
    "read_string",
]
