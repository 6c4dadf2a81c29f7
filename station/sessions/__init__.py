"""Remember: the durable record, reports, exports. See `docs/record.md`.

`recorder`    the thread that takes what the loop offers and writes once a second
`writer`      what waits, what is tried again, what is lost: without a thread
`session_log` what of one session is not yet safe
`pose_log`    a session's pose stream on disk
`store`       the database: opened, asked, added to
`opening`     made, copied, migrated, refused
`schema`      the tables; `rows` nouns to rows and back; `reading` what pages ask; `migrations` from old to new
`replay`      a session read back for the engine, and what differs
`exports`     the files of `station analyze`; `summary` their means; `columns` their names
`plots`       the pictures of a session; `charts` what they are drawn with
"""
