"""`reportedly check`, with the real model: its output, its exit status, and one clear line for bad input."""

import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from reportedly import __version__
from reportedly.analysis.types import FLAGS

from tests.cli.conftest import Ran, Run

DATA = Path(__file__).parents[1] / "data"
HARBOUR = DATA / "harbour.txt"
PAGE = """<!doctype html><html lang="en"><head><title>Docks</title></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Port may close</h1>
<p>The harbour board of Vellmouth met on Tuesday to discuss the future of the <em>northern docks</em>.</p>
<p>Critics say the sale would hand a public harbour to strangers. A <a href="/x">senior port official</a> said two
bidders had already visited the site &amp; its cranes.</p>
<ul><li>The docks opened in 1911 and employ 640 people.</li><li>The board will meet again on 14 May.</li></ul>
</article><footer>Subscribe to our newsletter</footer></body></html>"""


def one_line(ran: Ran) -> str:
    """The only line that was written on standard error."""
    assert ran.err.endswith("\n")
    assert ran.err.count("\n") == 1, ran.err
    assert ran.err.startswith("reportedly: ")
    assert "Traceback" not in ran.err
    return ran.err.strip()


def test_the_version(run: Run) -> None:
    assert run("--version") == Ran(0, f"reportedly {__version__}\n", "")


def test_without_a_command_the_help_is_shown(run: Run) -> None:
    ran = run()
    assert ran.status == 0
    assert "check" in ran.out
    assert "serve" in ran.out
    assert "pair" in ran.out


def test_text_shows_every_sentence_with_letters_reasons_and_figures(run: Run) -> None:
    text = run("check", HARBOUR)
    assert (text.status, text.err) == (0, "")
    analysis = json.loads(run("check", HARBOUR, "--format", "json").out)
    flat = " ".join(text.out.split())
    article = HARBOUR.read_text("utf-8")
    for number, sentence in enumerate(analysis["sentences"], 1):
        words = article[sentence["start"] : sentence["end"]].split()
        letters = "".join("HAVU"[FLAGS.index(f)] for f in sentence["flags"])
        assert f"{number} {letters} ".replace("  ", " ") + " ".join(words[:4]) in flat
        for explanation in sentence["explanations"].values():
            assert " ".join(explanation.split()) in flat
    assert f"{analysis['summary']['sentences']} sentences, {analysis['summary']['flagged']} flagged" in flat
    assert "H Hedged A Anonymous source V Vague attribution U Unsourced claim" in flat
    assert "never whether it is true" in flat
    assert "Who says so?" in flat
    assert not re.search(r"[ \t]$", text.out, re.MULTILINE)
    assert max(map(len, text.out.splitlines())) <= 100


def test_json_is_the_analysis_with_offsets_in_code_points(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "emoji.txt"
    text = "🚢 Critics say the plan is doomed.\r\n\r\nIt “may” sink 👩‍🚒, a person close to the board said."
    file.write_bytes(text.encode())
    ran = run("check", file, "--format", "json")
    assert ran.status == 0
    assert ran.out.isascii()
    answer = json.loads(ran.out)
    assert answer["file"] == str(file)
    assert answer["schema"] == 1
    assert answer["offsets"] == "code-point"
    assert answer["language"] == "en"
    assert "blocks" not in answer
    cut = [text[s["start"] : s["end"]] for s in answer["sentences"]]
    assert cut[0].endswith("Critics say the plan is doomed.")
    assert cut[-1].endswith("close to the board said.")
    for sentence in answer["sentences"]:
        assert set(sentence["scores"]) == {*FLAGS, "named_source", "uncertain"}
        assert set(sentence["explanations"]) == set(sentence["flags"]) == {r["flag"] for r in sentence["reasons"]}


def test_the_analyzer_and_the_command_say_the_same(run: Run) -> None:
    from reportedly import Analyzer

    answer = json.loads(run("check", HARBOUR, "--format", "json", "--sensitivity", "strict").out)
    assert answer.pop("file") == str(HARBOUR)
    expected = Analyzer(sensitivity="strict").analyze(HARBOUR.read_text("utf-8")).to_dict()
    assert answer == json.loads(json.dumps(expected))


def test_a_web_page_is_judged_by_its_article(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, "utf-8")
    answer = json.loads(run("check", page, "--format", "json").out)
    texts = {b["id"]: b["text"] for b in answer["blocks"]}
    whole = "\n".join(texts.values())
    assert "A senior port official said two bidders had already visited the site & its cranes." in whole
    assert "discuss the future of the northern docks." in whole
    assert "The board will meet again on 14 May." in texts.values()
    assert "Sport" not in whole
    assert "newsletter" not in whole
    for sentence in answer["sentences"]:
        assert texts[sentence["block"]][sentence["start"] : sentence["end"]].strip()
    piped = run("check", "-", stdin=PAGE.encode())
    assert "Critics say the sale would hand" in piped.out
    assert "standard input" in piped.out


def test_several_files_are_an_array_and_a_bad_one_spoils_only_itself(run: Run, tmp_path: Path) -> None:
    ran = run("check", HARBOUR, tmp_path / "missing.txt", DATA / "clinic.txt", "--format", "json")
    assert ran.status == 2
    assert one_line(ran) == f"reportedly: {tmp_path / 'missing.txt'}: there is no such file"
    assert [Path(a["file"]).name for a in json.loads(ran.out)] == ["harbour.txt", "clinic.txt"]
    assert json.loads(run("check", tmp_path / "missing.txt", tmp_path, "--format", "json").out) == []


@pytest.mark.parametrize("flag", FLAGS)
def test_fail_on_tells_by_the_exit_status_whether_a_flag_was_found(run: Run, flag: str) -> None:
    found = json.loads(run("check", HARBOUR, "--format", "json").out)["summary"]["by_flag"][flag] > 0
    assert run("check", HARBOUR, "--fail-on", flag).status == (1 if found else 0)


def test_fail_on_may_be_repeated_and_bad_input_weighs_more(run: Run, tmp_path: Path) -> None:
    every = [word for flag in FLAGS for word in ("--fail-on", flag)]
    assert run("check", HARBOUR, "--sensitivity", "sensitive", *every).status == 1
    assert run("check", HARBOUR, tmp_path / "missing.txt", *every).status == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it is empty"),
        (b" \n\t \xc2\xa0\n", "it is empty"),
        (b"\xef\xbb\xbf", "it is empty"),
        (b"\x7fELF\x02\x01\x01\x00\x00" * 20, "this is a binary file, not a text or a web page"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "this is a binary file, not a text or a web page"),
        (b"\x81\x8d\x01\x02\x9d" * 50, "this is a binary file, not a text or a web page"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "it is damaged: not the UTF text that its first bytes announce"),
        (
            "Le ministre a déclaré mardi que la réforme serait présentée avant la fin de l'année.".encode(),
            "the text is not in English (language found: fr)",
        ),
        (
            b"<!doctype html><html><body><nav><a href='/'>Home</a></nav></body></html>",
            "no article was found in this page",
        ),
        (b"<html></html>", "no article was found in this page"),
    ],
)
def test_bad_input_is_one_clear_line_and_status_2(run: Run, tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "input"
    file.write_bytes(content)
    ran = run("check", file)
    assert (ran.status, ran.out) == (2, "")
    assert one_line(ran) == f"reportedly: {file}: {message}"
    piped = run("check", "-", "--format", "json", stdin=content)
    assert (piped.status, piped.out) == (2, "")
    assert one_line(piped) == f"reportedly: standard input: {message}"


def test_a_folder_and_a_file_without_permission_are_named(run: Run, tmp_path: Path) -> None:
    assert one_line(run("check", tmp_path)) == f"reportedly: {tmp_path}: this is a folder; name the files in it"
    assert "cannot be read" in one_line(run("check", "a\x00b"))
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        closed = tmp_path / "closed.txt"
        closed.write_text("It may rain.")
        closed.chmod(0)
        assert "cannot be read: Permission denied" in one_line(run("check", closed))


def test_a_file_that_is_far_too_large_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "large.txt"
    with file.open("wb") as large:
        large.truncate(21 * 1024 * 1024)
    assert one_line(run("check", file)).endswith("it is larger than 20 MB")


@pytest.mark.parametrize(
    "args",
    [
        ["check"],
        ["chek", "x"],
        ["check", "--format", "yaml", str(HARBOUR)],
        ["check", "--fail-on", "everything", str(HARBOUR)],
        ["check", "--sensitivity", "very", str(HARBOUR)],
        ["check", "-", "-"],
        ["check", "--nonsense", str(HARBOUR)],
        ["serve", "--port", "70000"],
        ["serve", "--port", "eighty"],
        ["pair", "--list", "--revoke", "abc"],
    ],
)
def test_bad_usage_is_one_line_and_status_2(run: Run, args: list[str]) -> None:
    ran = run(*args)
    assert (ran.status, ran.out) == (2, "")
    one_line(ran)


HARMFUL = "\x1b[31m\x1b]0;title\x07\x9b2J\x08\x7f\u202e\u2066\u200f\u2028\x00"


@pytest.mark.parametrize("colour", [False, True])
def test_no_control_sequence_of_a_text_reaches_the_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, colour: bool
) -> None:
    if colour:
        monkeypatch.setenv("FORCE_COLOR", "1")
    text = f"Critics {HARMFUL[:-1]} say the plan may be doomed. A senior \x1b[2Jofficial said [bold]so[/bold] :smile:."
    ran = run("check", "-", stdin=text.encode())
    assert ran.status == 0
    ours = re.compile(r"\x1b\[[0-9;]*m")
    assert bool(ours.search(ran.out)) is colour
    if colour:
        assert "\x1b[31m\x1b]" not in ran.out
    rest = ours.sub("", ran.out)
    assert {c for c in rest if unicodedata.category(c) == "Cc"} == {"\n"}
    assert not set(rest) & set("\u202e\u2066\u200f\u2028")
    assert "[bold]so[/bold] :smile:" in rest


def test_a_file_name_cannot_write_to_the_terminal_either(run: Run, tmp_path: Path) -> None:
    line = one_line(run("check", tmp_path / "a\x1b[31m\nreportedly: b"))
    assert "\x1b" not in line
    named = tmp_path / "\x1b[31mred.txt"
    named.write_text("It may rain on the harbour tomorrow.", "utf-8")
    assert "\x1b" not in run("check", named).out


def test_colour_is_only_for_terminals_and_never_with_no_color(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"It may rain. Critics say so. The plan is reportedly doomed, a senior official said."
    plain = run("check", "-", stdin=text).out
    assert "\x1b" not in plain
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = run("check", "-", stdin=text).out
    assert re.search(r"\x1b\[[0-9;]*3[1356]m", coloured)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    monkeypatch.setenv("NO_COLOR", "1")
    monochrome = run("check", "-", stdin=text).out
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", monochrome)


@pytest.mark.parametrize("columns", ["1", "30", "400"])
def test_any_width_of_terminal_will_do(run: Run, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    ran = run("check", "-", stdin=b"It may rain. " + b"x" * 3000 + b" is a long word, critics say.")
    assert ran.status == 0
    assert ran.out.count("x") >= 3000


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no broken pipes of this kind")
def test_a_reader_that_has_seen_enough_ends_it_quietly() -> None:
    command = [sys.executable, "-m", "reportedly", "check", *[str(HARBOUR)] * 20]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(60)


def test_an_output_that_knows_only_ascii_gets_question_marks() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "reportedly", "check", str(HARBOUR)],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        timeout=60,
    )
    assert ran.returncode == 0
    assert ran.stderr == b""
    assert b"VELLMOUTH ? The harbour board" in ran.stdout


def test_a_damaged_model_is_one_clear_line(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("reportedly.analysis.encoder.model_folder", lambda: tmp_path)
    ran = run("check", HARBOUR)
    assert (ran.status, ran.out) == (2, "")
    assert str(tmp_path) in one_line(ran)


def test_help_and_version_load_no_model() -> None:
    code = (
        "import sys; from reportedly.cli import main; main(['--version']); main(['check', '--help']);"
        "print([m for m in ('onnxruntime', 'numpy', 'trafilatura', 'flask', 'rich') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert ran.stdout.splitlines()[-1] == "[]"
