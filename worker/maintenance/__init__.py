"""What operators start now and then: rekeying, unmerging, verification, the doctor.

Imports the commit path and the ports, and what is below them; the command line is its only caller.
"""
