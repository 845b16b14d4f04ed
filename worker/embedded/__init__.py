"""A real mongod as a child process of ours, and the tether that ends it with us.

Imports errors, and of the store what makes a mongod a replica set of one.
"""
