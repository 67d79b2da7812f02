"""Where long computations run: serially, on threads, processes, or a cluster.

`run` is the one loop; a room that computes long gives it a task and chunks.

chunks     what the work consists of
places     what a caller may give as `executor=`
parcels    what all chunks share, brought to each worker once
workers    what the loop asks of workers, whatever they are
pools      threads, processes and whatever is shaped like `concurrent.futures`
dask_pool  a cluster
opening    from what a caller gave to workers
running    the loop: order, window, lost workers, Ctrl-C
"""

from lcagraph.executor.chunks import Chunk, Done, Recipe
from lcagraph.executor.places import Dask, Processes, Threads, Workplace, cores
from lcagraph.executor.running import Progress, run

__all__ = [
    "Chunk",
    "Dask",
    "Done",
    "Processes",
    "Progress",
    "Recipe",
    "Threads",
    "Workplace",
    "cores",
    "run",
]
