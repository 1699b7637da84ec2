"""Tests of smtptui.exporters."""
