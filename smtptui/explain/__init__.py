"""What the protocol means to a person. Pure: values in, `Message` values out.

Where to ask: `reply.explain_reply`, `enhanced.explain_enhanced`, `extensions.explain_capability`,
`mechanisms.explain_mechanism`, `verbs.explain_verb`, `vendors` (queue ids, greylisting, other protocols),
`mistakes.diagnose`, `closed.explain_closed`, `states.what_next`.
"""
