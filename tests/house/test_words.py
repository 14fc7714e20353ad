"""Words and phrases that nobody should have to puzzle over, and what to write instead.

`docs/reference/glossary.md` has the words to use. Decisions are dated and stay as they were written.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MARKERS = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "noop",
    "ngettext",
    "ngettext_lazy",
    "say",
}

#: In pages, messages, mails, letters, files and documents: what not to write, and what to write.
PHRASES = {
    r"here is like that": "No results match these filters",
    r"(cannot|may not|must not) be to come": "cannot be in the future",
    r"(is|are|of|holds) nought": "zero",
    r"(?<!-)\bblanks\b": "spaces",
    r"small letters": "lower-case letters, or: capital letters do not matter",
    r"do(es)? no harm": "does not matter",
    r"take(n)? down (an entry|on paper)": "enter a paper entry",
    r"to be screened|\bto begin\b$": "the word of the state in domain/moves.py",
    r"hand(ed|s)? (in|these in|yours in)\b": "submit",
    r"in the end\b": "finally, or nothing",
    r"(?<!why it was )turned away": "rejected (the heading of a file that comes back keeps its words)",
    r"what (came|comes|became|becomes) of": "results, or what happens to",
    r"look(ed|s)? at what about": "viewed your information",
    r"br(ing|ought) together": "merge",
    r"tak(e|en|ing) (it |them )?away": "remove, or download",
    r"taken? apart|take apart": "separate",
    r"holds (for|until|from)": "is valid for, or applies from",
    r"you need do": "you do not need to do",
    r"meanwhile": "since you opened it, or in the meantime",
    r"lately": "recently",
    r"locked away": "blocked",
    r"gone stale": "has expired",
    r"broke(n)? off": "interrupted",
    r"wrong tries|too many tries": "failed attempts",
    r"do not go together": "is not correct",
    r"in all the world": "globally",
    r"keepers? of (the|this) site": "site administrator",
    r"out of date": "expired, or newer",
    r"one to a line|one a line": "one on each line",
    r"as it (usually )?says|usual words": "standard text",
    r"nobody thinks the less": "this does not count against you",
    r"no(body| one) here to be|who to be": "choose a demonstration user",
    r"they are two( again)?": "they are different",
    r"need mending|to mend\b|\bmended\b|\bmend (it|them|those)": "correct, or fix",
    r"the inside of|from the inside": "say who sees it",
    r"for good\b": "permanently",
    r"a word (on|for|at)\b": "a summary of, feedback for, introduction to",
    r"\bunseen\b": "without being noticed",
    r"whole(ly)? sure": "certain",
    r"(none|only one) (of them )?tells": "records, or shows",
    r"stands? (in|on) (the|its|this|that|a) (history|page|report|place)": "is shown in",
}  # fmt: skip
#: In names of classes, functions and tests.
NAMES = {
    r"[Ii]n_?[Tt]he_?[Ee]nd": "when, or finally",
    r"(^|_)(dress|undress)(_|$)|^Laid": "what it makes",
    r"(^|_)(telling|untold)(_|$)|^Told|^Telling": "rows for an analysis, message or progress",
    r"^Line$": "what it is a line of",
    r"(^|_)at_ones_|(^|_)ones_own(_|$)|(^|_)one_s_": "whose it is",
    r"nought": "zero",
    r"take(n)?_down_": "paper entry",
    r"like_that(_|$)": "what it is like",
}  # fmt: skip
#: In every name of the code, whatever it names: a variable, an argument, an attribute, a constant.
IDENTIFIERS = {
    r"(^|_)(say|said|saying|tell|tells|told|telling|untold|unsaid)(_|$)":
        "sentence, text, message, recipients, verdict or report: what it holds",
    r"(^|_)hand(ed)?_in(_|$)": "submitted",
}  # fmt: skip
#: Data (a column, a kind of award that old migrations name) and what Python itself calls so.
KEPT = {"said_at", "NOT_SAID", "tell"}


def texts_of_code(path: Path) -> Iterator[str]:
    """What a Python file marks for the translators: all that people read of it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in MARKERS:
                for given in node.args:
                    if isinstance(given, ast.Constant) and isinstance(given.value, str):
                        yield given.value


def texts_of_template(path: Path) -> Iterator[str]:
    """A template's text and strings, without its comments and with broken strings joined."""
    text = re.sub(r"{#.*?#}", " ", path.read_text(), flags=re.S)
    yield " ".join(re.sub(r'"\s*\n\s*"', "", text).split())


def readable() -> Iterator[tuple[Path, str]]:
    """Every text that people read, with the file that has it."""
    for path in sorted((ROOT / "src").rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield from ((path, text) for text in texts_of_code(path))
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            yield from ((path, text) for text in texts_of_template(path))
    for path in [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").rglob("*.md")),
    ]:
        if path.name != "glossary.md" and "decisions" not in path.parts:
            yield path, " ".join(path.read_text().split())


def names() -> Iterator[tuple[Path, str]]:
    """The name of every class and function of the code and its tests."""
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for folder in ("src", "tests", "tools", "bench"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, kinds):
                    yield path, node.name


def identifiers() -> Iterator[tuple[Path, str]]:
    """Every name that the code itself gives or uses, once for each file."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        if "migrations" not in path.parts:
            tree = ast.walk(ast.parse(path.read_text()))
            own = {name for node in tree for field in ("id", "attr", "arg", "name", "asname")
                   if isinstance(name := getattr(node, field, None), str)}  # fmt: skip
            yield from ((path, name) for name in sorted(own - KEPT))
    for path in sorted((ROOT / "src").rglob("*.html")):
        for code in re.findall(r"{[{%].*?[%}]}", path.read_text(), re.S):
            words = re.findall(r"\w+", re.sub(r"\"[^\"]*\"|'[^']*'", "", code))
            yield from ((path, word) for word in words)


def found(pairs: Iterator[tuple[Path, str]], words: dict[str, str], flags: int = 0) -> list[str]:
    """Where one of the words is: file, what stands there, and what to write instead."""
    patterns = [(re.compile(word, flags), instead) for word, instead in words.items()]
    return [
        f"{path.relative_to(ROOT)}: “{text[max(hit.start() - 30, 0) : hit.end() + 30]}”: {instead}"
        for path, text in pairs
        for pattern, instead in patterns
        for hit in pattern.finditer(text)
    ]


def test_no_text_has_a_phrase_that_readers_puzzle_over() -> None:
    problems = found(readable(), PHRASES, re.I)

    assert not problems, "\n".join(["", *problems])


def test_no_name_has_a_word_that_says_too_little() -> None:
    problems = found(names(), NAMES)

    assert not problems, "\n".join(["", *problems])


def test_no_identifier_is_a_verb_of_speech_where_it_holds_something() -> None:
    problems = found(identifiers(), IDENTIFIERS, re.I)

    assert not problems, "\n".join(["", *problems])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Nothing here is like that.", PHRASES),
        ("The day of publication cannot be to come.", PHRASES),
        ("All amounts are nought.", PHRASES),
        ("Small letters and blanks do no harm.", PHRASES),
        ("Take down an entry for somebody", PHRASES),
        ("To be screened", PHRASES),
        ("SignOutInTheEnd", NAMES),
        ("ToldAward", NAMES),
        ("_as_said", IDENTIFIERS),
        ("TOLD_EACH", IDENTIFIERS),
        ("test_axe_finds_nothing_when_one_is_at_ones_tasks", NAMES),
    ],
)
def test_the_check_finds_what_it_is_for(text: str, words: dict[str, str]) -> None:
    assert found(iter([(ROOT / "x.py", text)]), words, re.I)


@pytest.mark.parametrize("text", ["No results match these filters.", "Submit scores", "Hand over"])
def test_the_check_passes_plain_words(text: str) -> None:
    assert not found(iter([(ROOT / "x.py", text)]), PHRASES, re.I)
