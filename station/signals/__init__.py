"""Act: a cue to light and sound; off by default.

`patterns`   what a cue and a mood look and sound like: pure functions of time
`sounds`     notes that swell and fade
`steady`     the steady lamp and the bar, which change together and seldom
`turns`      one cue at a time, and the chime between them
`metronome`  a tick for every step, on a grid that does not drift
`desk`       what is on now, from what was asked for and when: pure, no clock
`player`     the thread that plays the desk's levels on outputs
`limits`     flashes and tones, bounded whatever is asked
`buzzer`     the cap on the buzzer, with a timer of its own
`devices`    lamps, buzzer and button on their pins, through gpiozero
`pins`       where pins come from
`tones`      a buzzer on any pin
`board_tones` a buzzer on the board's own PWM
`bars`       five lamps in a row
`strip`      or a strip of them
`dark`       everything dark, also when the program that lit it is gone
"""
