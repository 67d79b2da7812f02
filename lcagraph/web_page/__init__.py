"""A result as one HTML page: complete without scripts, and without a network.

content (records in both languages) ─ rendering (template, style, script) ─▶ text
"""

from lcagraph.web_page.page import PageSettings, result_page
from lcagraph.web_page.problems import Problem, problems

__all__ = ["PageSettings", "Problem", "problems", "result_page"]
