"""lcagraph: from a product written as a graph to a carbon footprint you can trace.

    import lcagraph as lg
    model = lg.read("model.yaml")
    model.solve().total

Public names load when they are first used, so that importing lcagraph, and
`lcagraph --help`, stay light. `__init__.pyi` tells type checkers the same names.
"""

from lcagraph.lazy_names import lazily

_HOMES = {
    "CalculationError": "errors",
    "Dask": "executor",
    "Finding": "errors",
    "LcaGraphError": "errors",
    "Model": "model",
    "ModelError": "errors",
    "Processes": "executor",
    "ProductSystem": "graph.system",
    "Result": "result",
    "Threads": "executor",
    "UsageError": "errors",
    "__version__": "version",
    "read": "model",
    "read_string": "model",
}

__all__ = list(_HOMES)
__getattr__ = lazily(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
