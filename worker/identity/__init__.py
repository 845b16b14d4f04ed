"""Which key names a person: numbers that people typed or WhatsApp delivered, number plans, countries, folding, addresses.

Pure. Imports `account` and `contact` and nothing else of the worker but errors; everybody who meets a number comes here.
"""
