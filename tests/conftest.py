"""Fixtures that tests of every folder may ask for."""

pytest_plugins = ["tests.real_servers.fixtures"]
