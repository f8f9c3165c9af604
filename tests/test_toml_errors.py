"""What is no TOML is told in plain words of both languages, with its line."""

import tomllib

import pytest

from pyscoring.problems import Problem
from pyscoring.toml_errors import not_toml

HEAD = "# a comment\n"  # so that every line below is the second one or later


def told(text: str) -> Problem:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # tomllib's own, whatever it says
        tomllib.loads(HEAD + text)
    return not_toml(caught.value, "a.toml", HEAD + text)


@pytest.mark.parametrize(
    ("text", "line", "detail", "remedy"),
    [
        ("max = 60\nmax = 40\n", 3, "a key stands twice in one entry", "put in the […] or [[…]] line that is missing"),
        ("max = 60\nmax = 40", 3, "a key stands twice in one entry", "delete one of the two"),
        ("[bands]\n[[bands]]\n", 3, "the name in these brackets stands above in another form", "double brackets"),
        ("bands = [1]\n[[bands]]\n", 3, "the name in these brackets stands above in another form", "double brackets"),
        ("[[a.b]]\nc = 1\n[a.b]\n", 4, "[a.b] stands a second time", "write [[a.b]] if it is a further entry"),
        ('name = "of two\nlines"\n', 2, "a text is not closed on its own line", "on one line between two straight quotes"),
        ('name = "the end', 2, "a text is not closed on its own line", "on one line between two straight quotes"),
        ("a = 'of two\nb = 'lines'\n", 2, "a text is not closed on its own line", "on one line between two straight"),
        ('a = { th = "a “so” b, en = "c “so” d" }\n', 2, "one straight quote (\") is missing", "are rightly curly"),
        ('a = { th = "“so” b, en = "“so” d" }\n', 2, "one straight quote (\") is missing", "are rightly curly"),
        ('a = { th = "b, “so”, en = "“so”" }\n', 2, "one straight quote (\") is missing", "are rightly curly"),
        ('a = { th = "a "so” b", en = "c" }\n', 2, "or one too many", "are rightly curly"),
        ('a = ["b, "c"]\n', 2, "one straight quote (\") is missing", "begin and end with a straight quote"),
        ('a = { th = "b", en = "a “so” }\n', 2, "a text is not closed on its own line", "between two straight quotes"),
        ('a = { th = "b", en = "a, “so” c }\n', 2, "a text is not closed on its own line", "between two straight quotes"),
        ("a = 'of two\nb = 1\n\n", 3, "a text that begins further up is not closed", "look for a '"),
        ('a = "\x01"\n', 2, "a control character that cannot be seen", "type it anew"),
        ("max = 1,000\n", 2, "a comma stands in a number", "write 1000, not 1,000"),
        ("pages = 2, 3, 4\n", 2, "a list of numbers has no brackets", "write [2, 3, 4]"),
        ("pages = 2,3\n", 2, "a list of numbers has no brackets", "write [2, 3, 4]"),
        ("max = 1 000\n", 2, "a space stands in a number", "write 1000, not 1 000"),
        ("a = { id = \"a\", max = 1 000 }\n", 2, "a space stands in a number", "write 1000, not 1 000"),
        ("a = [1 2]\n", 2, "a comma is missing between two", "write [1, 2]"),
        ("a = [2-7]\n", 2, "a range of numbers", "write each by itself: [2, 3, 4]"),
        ("a = [1, 2–7]\n", 2, "a range of numbers", "write each by itself: [2, 3, 4]"),
        ("[[b]]\nsource = 1\nfull_mark = 2\nsource = 3\n", 5, "the line [total] is missing above full_mark", "put it in"),
        ("[a]\nb = 1\n[[b]]\nsource = 1\nmethod = 2\nsource = 3\n", 7, "the line [consolidation] is missing above method", "put it in"),
        ("[ total ]\nplaces = 2\nfull_mark = 2\nplaces = 3\n", 5, "a key stands twice in one entry", "delete one"),
        ("max = 1๐\n", 2, "Thai digits", "0 to 9"),
        ("max = ๑๐\n", 2, "Thai digits", "0 to 9"),
        ('a = "of "two" names"\n', 2, "something is left behind the value", "write “ ”"),
        ('a = "it is “so”" too\n', 2, "something is left behind the value", "write “ ”"),
        ("at_least = 76O\n", 2, "“76O” is no number", "no letter O or l for 0 or 1"),
        ("at_least = l0.5 # so\n", 2, "“l0.5” is no number", "write digits alone"),
        ("at_least = 80 points\n", 2, "“80 points” is no number", "no unit"),
        ('scores = { "1" = 70, "2" = 7O, "3" = 70 }\n', 2, "“7O” is no number", "write digits alone"),
        ("slides = [5, 6O, 7]\n", 2, "“6O” is no number", "write digits alone"),
        ('a = "max, 5 x" b\n', 2, "something is left behind the value", "delete it"),
        ("[bands]]\n", 2, "the brackets of the line do not match", "[[name]] or [name]"),
        ("[[bands]\n", 2, "the brackets of the line do not match", "[[name]] or [name]"),
        ("a = True\n", 2, "true and false are in small letters", "true or false"),
        ("a =\nb = 1\n", 2, "there is no value here, or a text without quotes", "write the value"),
        ("a = good\n", 2, "there is no value here, or a text without quotes", "write the value"),
        ("a = [1,\n2\nb = 3\n", 4, "the bracket [ of a list is not closed", "in this line or above"),
        ("a = [1,\n2\n\n\n", 3, "the bracket [ of a list is not closed", "in this line or above"),
        ("a = { b = 1,\nc = 2 }\n", 2, "braces are not closed on their own line", "{ key = value, key = value }"),
        ("a = { b = 1 c = 2 }\n", 2, "braces are not closed on their own line", "without a last comma"),
        ("at least = 5\n", 2, "there is no = after the key", "the key without spaces"),
        ("at_least\u00a0= 5\n", 2, "a special space that cannot be seen (U+00A0)", "type it anew"),
        ("\u200bmax = 5\n", 2, "a special space that cannot be seen (U+200B)", "type it anew"),
        ("a = 1\n\ufeffb = 5\n", 3, "a special space that cannot be seen (U+FEFF)", "type it anew"),
        ('a = "\u00a0" b\n', 2, "something is left behind the value", "delete it"),
        ("ชื่อ = 5\n", 2, "the line has no key that can be read", "the English name of the key"),
        ('a = "C:\\x"\n', 2, "a text holds a \\", "type it twice (\\\\)"),
    ],
)  # fmt: skip
def test_in_plain_words(text: str, line: int, detail: str, remedy: str) -> None:
    """Each usual slip has its line, what it is and what to do, and as much in Thai, without tomllib's own words."""
    problem = told(text)
    assert (problem.code, problem.lines) == ("E01", (line, line))
    assert detail in problem.message("en")
    assert remedy in problem.remedy("en")
    for said in (problem.message(), problem.remedy()):
        assert any("ก" <= letter <= "๛" for letter in said)
        assert "{" not in said.replace("{ คีย์", "")
    assert "(at " not in problem.message("en") + problem.message()


@pytest.mark.parametrize(
    "text",
    [
        "a = “so”\n",
        'a = "so”\nb = 1\n',
        'a = { th = "so”, en = "so" }\n',
        "a = ‘so’\n",
        'a = "“so” b”\n',
        'a = [”b", "c"]\n',
        'a = { th = “so” b", en = "c" }\n',
    ],
)
def test_curly_quotes_around_a_value(text: str) -> None:
    """Curly quotes that stand for straight ones are told as such (E11)."""
    assert (told(text).code, told(text).lines) == ("E11", (2, 2))


def test_curly_quotes_that_are_no_matter() -> None:
    """Where a text holds them as it may, what is wrong is told instead."""
    assert told('a = "“so”"\na = "“so”"\n').code == "E01"
    assert told('a = { th = "“so”" en = "the committee’s" }\n').code == "E01"


def test_what_has_no_words_here() -> None:
    """Another error keeps its text, cut, and has a line only where it names one."""
    deep = not_toml(RecursionError("too deep " * 100), "a.toml", "a = 1")
    assert (deep.lines, deep.message("en")) == (None, "the file cannot be read: " + ("too deep " * 100)[:200])
    assert (deep.remedy(), deep.remedy("en")) == ("แก้สิ่งที่ระบุ", "mend what is named")
    assert not_toml(ValueError("News (at line 2, column 1)"), "a.toml", "a\nb").lines == (2, 2)
