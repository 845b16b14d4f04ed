"""What the worker tells about itself: logs, masking, metrics, and the failpoints of fault runs. Imports nothing of the worker."""
