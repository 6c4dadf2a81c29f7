"""How right the station is: run over cases whose truth is known, told in tables and plots."""
