"""The demonstration: some hundreds of messages of invented people, through the real consumers, on one machine.

Imports ports and topology only: it publishes, as a gateway would.
"""
