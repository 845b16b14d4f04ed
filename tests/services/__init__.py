"""Real servers for tests, fault runs and the benchmark: a RabbitMQ and a mongod that start, stop, crash and come back.

`python -m tests.services` starts both and prints how to point the tests (or a worker) at them.
"""


class ServiceMissingError(RuntimeError):
    """There is no such server here and none can be started; the text says what to install."""
