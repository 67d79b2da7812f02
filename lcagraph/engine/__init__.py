"""Large sparse systems, made ready once and asked many questions: arrays only.

arrangement, order, balance   in which order and units a system is solved quickly
normal                        the system in that order and those units
large                         ★ answers both ways, each proven
paths, chain                  which ways are tried, and what happens if one fails
incomplete, sweep_kernels     approximate inverses; the latter need numba
conditioning, cycles          how hard a system is, and which loop is to blame
changes, edits, low_rank      a few columns that change, exactly
tree                          a supply chain unfolded, to a threshold

Importing this room imports none of them: each brings what it needs.
"""
