"""What must hold when several processes act at once, or when one of them or a server fails.

Each module has rounds: functions that make the fault happen on a real PostgreSQL with real
processes, assert what must be true, and return their figures as words. `script/faults` runs them
long, test_faults.py short.
"""
