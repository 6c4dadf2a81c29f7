"""A passive buzzer on any pin, its pulses made by lgpio's thread."""

from gpiozero import Factory, PWMOutputDevice

from station.signals.sounds import Tone, duty_frac

PAUSE_HZ = 500.0
"""A tone begins up to 2 ms after it is asked for; more would cost the processor as many wake-ups a second."""


class SoftwareTones(PWMOutputDevice):  # type: ignore[misc]  # gpiozero has no types
    """A passive buzzer whose loudness is its duty; gpiozero's TonalBuzzer knows one loudness only.

    lgpio's thread wakes fifty times a second while no pin pulses, and looks only then for a tone to begin: up to 20 ms
    late. So a pause goes on pulsing, with no pulse in it.
    """

    def __init__(self, pin: int, pin_factory: Factory) -> None:
        super().__init__(pin, pin_factory=pin_factory)
        self.stop()

    def play(self, tone: Tone) -> None:
        if self.pin.frequency != tone.hz:
            self.pin.frequency = tone.hz
        self.value = duty_frac(tone.loudness_frac)

    def pause(self) -> None:
        self.value = 0.0
        self.pin.frequency = PAUSE_HZ

    def stop(self) -> None:
        self.pin.frequency = None
        self.pin.state = False  # lgpio leaves the pin as it was, high as often as not
