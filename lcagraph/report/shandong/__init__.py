"""Annex A of the Shandong guide: the report of a footprint's assessment."""

from lcagraph.report.shandong.report import shandong_report

__all__ = ["shandong_report"]
