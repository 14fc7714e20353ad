"""Reads the packaged weights of words and the packaged model of languages from their files."""

import json
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from py3langid.langid import (  # type: ignore[import-untyped]  # has no types
    MODEL_FILE,
    LanguageIdentifier,
)
from safetensors import SafetensorError
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from allotment.evidence.domain.embedding import TokenWeights
from allotment.evidence.domain.languages import Identify

PACKAGE = "wordllama"
WEIGHTS = "weights/l2_supercat_256.safetensors"
TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"


@cache
def read_weights() -> TokenWeights | None:
    """The weights of wordllama's package, read without importing it; None where they are not there
    or cannot be read, so that the caller says that words alone were used (decision 0051).
    """
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        return None
    return weights_in(Path(found.origin).parent)


def weights_in(folder: Path) -> TokenWeights | None:
    """The weights and the tokenizer below `folder`, or None where they cannot be read."""
    try:
        tables = load_file(folder / WEIGHTS)
        (vectors,) = tables.values()
        # A broken file is found by json, for tokenizers raises no error of its own kind.
        definition = json.dumps(json.loads((folder / TOKENIZER).read_text("utf-8")))
    except (OSError, ValueError, SafetensorError):
        return None
    tokenizer: Tokenizer = Tokenizer.from_str(definition)
    tokenizer.no_padding()
    tokenizer.no_truncation()

    def pieces(texts: Sequence[str]) -> list[list[int]]:
        return [each.ids for each in tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    return TokenWeights(vectors.astype(np.float32), pieces)


@cache
def read_identifier() -> Identify:
    """What tells the language of a text, by py3langid's packaged model (Lui and Baldwin 2012)."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

    def identify(text: str) -> tuple[str, float]:
        code, probability = identifier.classify(text)
        return str(code), float(probability)

    return identify
