"""What must not break a session: kills, full disks, signals, sizes, numbers."""
