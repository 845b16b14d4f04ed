"""Which column, field or key holds what of a person: by the parts of its name, by what stands around it, by its cells.

`vocabulary` and `surroundings` have the words, `words` takes names apart, `names` says what a name means and whose it is,
`values` what cells look like; `columns` decides for a list, `fields` and `beside` for a body. Pure; imports nothing else
of the handlers but `cells`, `consent_cells` and `person_names`.
"""
