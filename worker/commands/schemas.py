"""`leadworker schemas`: the JSON Schemas, the AsyncAPI and the OpenAPI document, written, or compared with what is committed."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from schemas import generate
from schemas.asyncapi import Facts, WorkQueue
from worker import __version__, topology
from worker.commands import rendering
from worker.edge.api import openapi
from worker.edge.api.routes import ROUTES


def schemas(
    check: Annotated[bool, typer.Option("--check", help="Only say which files differ; exit 1 if one does.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Write the files that differ.")] = False,
    directory: Annotated[
        Path, typer.Option(help="Where the files are.", file_okay=False, show_default="schemas/generated")
    ] = generate.DIRECTORY,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Generate the JSON Schemas of messages and files, the AsyncAPI document of the queues, the OpenAPI document of the API.

    Without --write and --check it lists what there is.
    Exit code: 0 as it should be (or written), 1 drift with --check, 2 wrong usage.

    Examples:

        leadworker schemas --check         # CI

        leadworker schemas --write

        leadworker schemas --write --directory ./docs/schemas
    """
    if check and write:
        raise typer.BadParameter("give --check or --write, not both", param_hint="--check")
    wanted = generate.files(facts(), openapi.document(ROUTES, __version__))
    if write:
        touched = generate.write(wanted, directory)
        _tell(as_json, {"directory": str(directory), "written": touched}, [f"{directory}/{name}" for name in touched])
        return
    drift = generate.drift(wanted, directory)
    listed = drift if check else [f"{directory}/{name}" for name in sorted(wanted)]
    _tell(as_json, {"directory": str(directory), "files": sorted(wanted), "drift": drift}, listed)
    if check and drift:
        sys.stderr.write("run `leadworker schemas --write` and commit the result\n")
        raise typer.Exit(1)


def facts() -> Facts:
    """Give what the AsyncAPI document has to know of the broker."""
    built = topology.build()
    pattern = next(binding.pattern for binding in built.bindings if binding.queue == topology.AUTOMATIONS)
    return Facts(
        version=__version__,
        events=topology.EVENTS,
        arguments={queue.name: queue.arguments for queue in built.queues},
        whatsapp=_work_queue(topology.WHATSAPP),
        campaign=_work_queue(topology.CAMPAIGN),
        plugin=_work_queue(topology.PLUGIN),
        automations=_work_queue(topology.AUTOMATIONS),
        automations_pattern=pattern,
        notifications=_work_queue(topology.NOTIFICATIONS),
        finding=_work_queue(topology.FINDING),
        quick_messages=topology.QUICK_MESSAGES,
    )


def _work_queue(name: str) -> WorkQueue:
    ladder = [(topology.retry(name, label), ms) for label, ms in topology.RETRY_DELAYS]
    return WorkQueue(name, topology.dead(name), topology.crashed(name), ladder)


def _tell(as_json: bool, document: dict[str, object], lines: list[str]) -> None:
    if as_json:
        rendering.document(document)
    else:
        sys.stdout.write("".join(f"{line}\n" for line in lines))
