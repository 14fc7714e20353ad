"""The packaged weights are read from their files, by nobody's network, and may be away."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from allotment.evidence.readers.weights import (
    TOKENIZER,
    WEIGHTS,
    read_identifier,
    read_weights,
    weights_in,
)


def test_the_package_carries_a_vector_for_each_piece() -> None:
    weights = read_weights()

    assert weights is not None
    assert weights.vectors.shape == (32_000, 256)
    assert weights.vectors.dtype == np.float32


def test_pieces_are_the_texts_alone_and_not_padded() -> None:
    weights = read_weights()
    assert weights is not None

    none, short, long = weights.pieces(["", "tea", "tea " * 2_000])

    assert none == []
    assert len(short) < 5
    assert len(long) >= 2_000


def test_the_package_itself_is_not_imported() -> None:
    code = (
        "import sys; from allotment.evidence.readers.weights import read_weights;"
        "assert read_weights(); print('wordllama' in sys.modules)"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "False"


@pytest.mark.parametrize("broken", ["nothing", "weights", "tokenizer"])
def test_what_cannot_be_read_is_said_to_be_away(tmp_path: Path, broken: str) -> None:
    for file in (WEIGHTS, TOKENIZER):
        (tmp_path / file).parent.mkdir(parents=True)
    if broken != "nothing":
        save_file({"table": np.zeros((2, 2), np.float32)}, tmp_path / WEIGHTS)
        (tmp_path / TOKENIZER).write_text("{")
    if broken == "weights":
        (tmp_path / WEIGHTS).write_bytes(b"no weights")

    assert weights_in(tmp_path) is None


def test_the_language_of_a_sentence_comes_with_its_probability() -> None:
    code, probability = read_identifier()("The project helps older people to use the internet")

    assert code == "en"
    assert 0.9 < probability <= 1
