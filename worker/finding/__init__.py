"""Finding: lists of leads by filter, free text and order, over small search rows with one inverted index.

How to ask:

    lists = Lists(FindingStore(mongo), clock)                  # worker.finding.asking, worker.store.finding; one per process
    found = await lists.page(account, Viewer("imran", ("imran", "meena")), LeadQuery.model_validate_json(body), sight)
    found.page.ids, found.page.next, found.page.as_of, found.count, found.plan.driver
    await lists.count(account, viewer, Selection(filter=..., search=...), sight)     # all of them
    await lists.suggest(account, viewer, "asha 982", sight)                          # as somebody types

Requests are models of `schemas.api.lists` and `schemas.api.filters`. `sight` is visibility: None all leads, else whose leads
(`("imran", None)`: his and nobody's). A page gives ids; who shows leads reads them from the store, and leaves out those that
meanwhile left the person's sight. `QuestionRefusedError` carries every mistake with its place in the request and a stable
code (`invalid`, `unknown_field`, `filter_too_wide`, `sort_too_wide`, `page_too_far`, `cursor_mismatch`); `QueryTooSlowError`
names what drove the search.

Who writes: the role `finder` (`worker.consumers.finding`) follows the events and makes rows of the leads they name. Whoever
changes leads and answers a person writes the rows at once: `await RowWriter(store, accounts).write(leads)`
(`worker.finding.writing`). Both may be repeated and may come in any order: a row of a later version stands.

From the request inwards: `filters`, `search` (what is asked: trees of `clauses`), `trees` (normal form), `plan` (which clause
drives), `paging`, `counting`, `cursors`, `sorting`. From the lead: `row`, `tokens`, `words`. What is asked of a store: `storage`.
All of it is pure but for `asking`, `paging`, `counting` and `writing`, which call that port. Imports leads, identity, account
and what is below.
"""
