"""The tests of smtptui, laid out as the package is."""
