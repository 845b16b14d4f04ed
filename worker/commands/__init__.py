"""The commands of `leadworker`, one module each; `worker.commands.menu` lists them and imports only the one that is called.

A command reads, asks and shows; what it finds out is a function elsewhere. May import everything but `cli`; nothing imports it
but `cli`.
"""
