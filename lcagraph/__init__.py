"""lcagraph: from a product written as a graph to a carbon footprint you can trace.

    import lcagraph as lg
    model = lg.read("model.yaml")
    model.solve().total

Public names load when they are first used, so that importing lcagraph, and
`lcagraph --help`, stay light. `__init__.pyi` tells type checkers the same names.
"""

from importlib import import_module

_HOMES = {
    "CalculationError": "lcagraph.errors",
    "Dask": "lcagraph.executor",
    "Finding": "lcagraph.errors",
    "LcaGraphError": "lcagraph.errors",
    "Model": "lcagraph.model",
    "ModelError": "lcagraph.errors",
    "Processes": "lcagraph.executor",
    "ProductSystem": "lcagraph.graph.system",
    "Result": "lcagraph.result",
    "Threads": "lcagraph.executor",
    "UsageError": "lcagraph.errors",
    "__version__": "lcagraph.version",
    "read": "lcagraph.model",
    "read_string": "lcagraph.model",
}

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


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'lcagraph' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
