"""Faults and questions as values, never as exceptions: what was found, where, and its words."""

from lcxl.findings.catalogue import RuleInfo
from lcxl.findings.finding import SEVERITIES, Finding, Severity, in_file, in_order, worst
from lcxl.findings.values import Month, Text, as_json

__all__ = [
    "SEVERITIES",
    "Finding",
    "Month",
    "RuleInfo",
    "Severity",
    "Text",
    "as_json",
    "in_file",
    "in_order",
    "worst",
]
