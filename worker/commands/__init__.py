"""The commands of `leadworker`, one module each; `worker.commands.menu` lists them."""
