from lcagraph.explorer.answers import Answer as Answer
from lcagraph.explorer.explorer import Explorer as Explorer
from lcagraph.explorer.sliders import Slider as Slider
from lcagraph.explorer.sliders import sliders_of as sliders_of

__all__ = ["Answer", "Explorer", "Slider", "sliders_of"]
