"""Encoders for what is awkward to type: one file each, one `Helper` each. Pure.

A helper gives the lines to type; it never sends anything. `registry.collect(helpers, Helper)` lists them.
"""

from smtptui.helpers._helper import Field, Helper

__all__ = ["Field", "Helper"]
