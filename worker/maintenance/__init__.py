"""What operators start now and then: rekeying, unmerging, verification, the doctor.

Imports the commit path, the ports, the composition, and what is below them; the command line is its only caller.
"""
