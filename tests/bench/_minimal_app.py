"""The least that is a Textual program: something to read, and something to type into."""

from textual.app import App, ComposeResult
from textual.widgets import Input, Static


class MinimalApp(App[None]):
    """Two widgets."""

    def compose(self) -> ComposeResult:
        yield Static("ready to be used")
        yield Input()


if __name__ == "__main__":
    MinimalApp().run()
