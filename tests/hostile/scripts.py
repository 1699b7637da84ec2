"""Every script of `behaviours/`, found by its file."""

from __future__ import annotations

from smtptui.registry import collect
from tests.hostile import behaviours
from tests.hostile.script import Script

ALL = list(collect(behaviours, Script).values())
SCRIPTS = [script for script in ALL if not script.silent]
SILENT = [script for script in ALL if script.silent]
