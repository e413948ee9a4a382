"""A life walked through: place by place, and what would be otherwise had it gone so.

`walk` says which life, which place and which edits; `address` writes that as a query
string and reads it.  `life` tells a life as it is known, `branch` anew with the edits,
and `reforms` moves the law.  `view` is all that a page or a terminal shows of a place,
`comparing` finds where two lives part, and `beside` puts two branches side by side.
Pure: no disk, no clock, no language.
"""
