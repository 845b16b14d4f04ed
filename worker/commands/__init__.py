"""The commands of `leadworker`, one module each; `worker.cli` registers them."""
