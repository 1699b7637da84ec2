"""The markup of terminal libraries in a banner: a colour, a link that would call an action, an emoji code.

Not odd on the wire at all; a front end that passes texts through its markup would obey. It is text.
"""

from tests.hostile.script import Script

SCRIPT = Script(
    "markup",
    steps=(b"220 [bold red]x[/] [@click=app.quit]y[/] :smile:\r\n",),
    rows=("<-  220 [bold red]x[/] [@click=app.quit]y[/] :smile:",),
)
