"""The embedded practice server: a pure `Host` (bytes in, actions out), and an asyncio server around it."""
