"""What the worker tells about itself: logs, metrics, and the failpoints of fault runs. Imports nothing of the worker."""
