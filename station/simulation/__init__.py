"""`station simulate`: a virtual pupil runs a whole programme in virtual time, without pixels.

Measuring, coaching and record are the station's own; camera, MediaPipe and the runner are made up (`vision.virtual`).

visit    one session, frame by frame          course   session after session, days apart
helper   the human beside the belt            figures  what the record says of a session
command  from names to figures, and printed   words    figures as JSON or as a table
"""
