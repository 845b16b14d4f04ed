"""A program that is killed within a transaction on a lead."""

import subprocess
import sys

from worker.store.mongo import APP_NAME

_PROGRAM = """
import sys, time, pymongo
url, database, lead, name = sys.argv[1:]
client = pymongo.MongoClient(url, appname=name)
session = client.start_session()
session.start_transaction()
client[database].leads.update_one({"_id": lead}, {"$set": {"by": "a transaction"}}, session=session)
print("begun", flush=True)
time.sleep(600)
"""


def killed_in_a_transaction(url: str, database: str, lead: str, name: str = APP_NAME) -> None:
    """Leave a transaction open that holds the lead, as a program of this name that is no more."""
    command = [sys.executable, "-c", _PROGRAM, url, database, lead, name]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        process.kill()
