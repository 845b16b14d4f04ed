"""What the worker tells about itself: logs, masking, metrics, and the failpoints of fault runs.

Imports nothing else of the worker; everybody may import it.
"""
