"""A host and a port as people write them."""

from __future__ import annotations


def authority(host: str, port: int) -> str:
    """`host:port`, with brackets around IPv6 (RFC 3986 §3.2.2)."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
