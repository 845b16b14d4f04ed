"""RabbitMQ, and what stands in for it in one process: the only importer of aio-pika and aiormq.

`rabbitmq` and `memory` are the two adapters of the port in `worker.ports`, held to one contract suite. Imports ports,
topology and errors.
"""
