"""The demonstration: some hundreds of messages of invented people, through the real consumers, on one machine."""
