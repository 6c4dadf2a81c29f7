"""Remember: the durable record, reports, exports. See `docs/record.md`.

`recorder`    the thread that takes what the loop offers and writes once a second
`writer`      what waits, what is tried again, what is lost: without a thread
`session_log` what of one session is not yet safe: `beat_rows` its rows, `played` when cues were, `outcome` its result
`pose_logs`   a session's pose streams on disk, one or two; `pose_log` one of them
`store`       the database: opened, asked, added to; `enrolling` runners on programmes
`opening`     made, copied, migrated, refused
`schema`      the tables; `rows` and `texts` nouns to rows and back; `migrations` from old to new
`reading`     what pages ask
`replay`      a session read back for the engine, and what differs
`exports`     the files of `station analyze`; `summary` their means; `columns` their names
`plots`       the pictures of a session; `charts` what they are drawn with
"""
