"""Small reports by the rules of other regimes: EN 15804, battery regulation, CBAM."""

from lcagraph.report.views.battery import battery_report
from lcagraph.report.views.cbam import cbam_report
from lcagraph.report.views.en15804 import en15804_report

__all__ = ["battery_report", "cbam_report", "en15804_report"]
