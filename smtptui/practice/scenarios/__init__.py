"""One file a scenario: a small subclass of `Host`, and the `Scenario` that names it."""
