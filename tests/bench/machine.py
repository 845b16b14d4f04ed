"""What the figures were taken on."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

import aio_pika
import pymongo

LIBRARIES = ("aio-pika", "aiormq", "motor", "pymongo", "uvloop", "orjson", "faststream")


async def machine(amqp_url: str, mongo_url: str) -> dict[str, Any]:
    """Name the machine, its load right now, and the versions of everything that takes part."""
    connection = await aio_pika.connect(amqp_url, timeout=10)
    async with connection:
        transport: Any = connection.transport
        rabbitmq = transport.connection.server_properties.get("version")
    client: Any
    with pymongo.MongoClient(mongo_url) as client:
        mongod = client.server_info()["version"]
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "system": platform.platform(),
        "python": platform.python_version(),
        "rabbitmq": rabbitmq.decode() if isinstance(rabbitmq, bytes) else str(rabbitmq),
        "mongod": mongod,
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def _processor() -> str:
    book = Path("/proc/cpuinfo")
    if book.exists():
        for line in book.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    if platform.system() == "Darwin":
        asked = subprocess.run(
            ["sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True, check=False
        )
        return asked.stdout.strip()
    return platform.processor() or platform.machine()
