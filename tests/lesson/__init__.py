"""Tests of smtptui.lesson."""
