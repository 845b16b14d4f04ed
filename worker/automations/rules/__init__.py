"""Rules, compiled and compared: the rule set, references, loops, order, the schema for editors. Pure; imports `language`."""
