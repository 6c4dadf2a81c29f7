"""The words that the station says of stages, targets, pain and symptoms."""

import re
from collections.abc import Mapping
from enum import StrEnum

import pytest

from station.model import Focus, PainPreset, PainTime, Stage, Symptom
from station.phrases import FOCUSES, PAIN_TIMES, PRESETS, STAGES, SYMPTOMS

TABLES = [(Stage, STAGES), (Focus, FOCUSES), (PainPreset, PRESETS), (PainTime, PAIN_TIMES), (Symptom, SYMPTOMS)]


@pytest.mark.parametrize(("members", "table"), TABLES)
def test_every_member_has_words_of_its_own(members: type[StrEnum], table: Mapping[StrEnum, str]) -> None:
    assert list(table) == list(members)
    assert len(set(table.values())) == len(table) and all(words[0].isupper() for words in table.values())


@pytest.mark.parametrize("table", [table for _, table in TABLES])
def test_no_word_diagnoses_treats_or_promises(table: Mapping[StrEnum, str]) -> None:
    words = " ".join(table.values())
    assert re.findall(r"(?i)diagnos|treatment|\bcures?\b|injur|prevents|heal(?!th)|valgus|patient", words) == []
