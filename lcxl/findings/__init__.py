"""Faults and questions as values, never as exceptions: what was found, where, and its words."""

from lcxl.findings.catalogue import RuleInfo
from lcxl.findings.finding import SEVERITIES, Finding, Severity, in_file, in_order, worst

__all__ = [
    "SEVERITIES",
    "Finding",
    "RuleInfo",
    "Severity",
    "in_file",
    "in_order",
    "worst",
]
