"""What an application for the label hands in: eight documents (Chongqing guide 四(一)).

writing    a document: a chart, or tables with blanks where the model says nothing
lists      equipment, meters and materials
data_list  what is collected: the plant, its data, factors
papers     documents that no program can write, if they lie beside the model
checklist  which of the eight are there, and which blanks are left
site_visit the plan of the visit, with room for what is found there
packing    all of them in one zip
"""

from lcagraph.dossier.checklist import tick_lines
from lcagraph.dossier.packing import Dossier, make_dossier

__all__ = ["Dossier", "make_dossier", "tick_lines"]
