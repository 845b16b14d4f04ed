"""Start a RabbitMQ and a mongod, say how to use them, and keep them until Ctrl-C."""

import contextlib
import signal
import tempfile
from pathlib import Path

from tests.services.mongod import mongod
from tests.services.rabbitmq import rabbitmq


def main() -> None:
    """Run until interrupted."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with (
        tempfile.TemporaryDirectory(prefix="leadworker-services-") as folder,
        mongod(Path(folder) / "mongod") as store,
        rabbitmq(Path(folder) / "rabbitmq") as broker,
    ):
        print(f"export LEADWORKER_TEST_AMQP_URL={broker.url} LEADWORKER_TEST_MONGO_URL={store.url}", flush=True)
        print(f"export LEADWORKER_AMQP_URL={broker.url} LEADWORKER_MONGO_URL={store.url}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()


if __name__ == "__main__":
    main()
