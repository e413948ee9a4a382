"""Mermaid and dot: another program reads what was meant, whatever the names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualflow.draw.chart import Chart, Cluster, Edge, Node
from qualflow.draw.dot import dot
from qualflow.draw.mermaid import mermaid
from qualflow.law.rules import Phase

EVIL = "a \"q\" <script>alert('1')</script> {x} [y] #35; &amp; \\n \\ %% -- : `z` ]] }}"


def a_chart(label="under review", name="end"):
    return Chart(
        label,
        (
            Cluster(None, "", (Node("draft", "draft", initial=True),)),
            Cluster(Phase.UNDER_REVIEW, label, (Node(name, label, final=True),)),
        ),
        (Edge("draft", name, "default", label, 3, True),),
    )


def test_the_two_texts(golden):
    golden(mermaid(a_chart()), "draw/chart.mermaid.txt")
    golden(dot(a_chart()), "draw/chart.dot.txt")


def test_evil_names_are_escaped(golden):
    """The golden files were read by mermaid 11 and Graphviz, and drawn as meant."""
    golden(mermaid(a_chart(EVIL)), "draw/evil.mermaid.txt")
    golden(dot(a_chart(EVIL)), "draw/evil.dot.txt")


@pytest.mark.parametrize("word", ["end", "state", "note", "default", "style", "class"])
def test_a_state_may_be_called_by_a_word_of_mermaid(word):
    lines = mermaid(a_chart(name=word)).splitlines()

    assert f"    s_draft --> s_{word} : under review" in lines


def of_mermaid(text):
    return re.sub(r"#(\d+);", lambda found: chr(int(found[1])), text)


def of_dot(text):
    unescaped = re.sub(r"\\(.)", r"\1", text)
    return unescaped.replace("&amp;", "&")


LABELS = st.text(
    st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1
)


@given(LABELS)
def test_any_label_survives_mermaid(label):
    lines = mermaid(a_chart(label)).splitlines()

    assert len(lines) == 10
    (arrow,) = [line for line in lines if " --> s_end" in line]
    assert of_mermaid(arrow.partition(" : ")[2]) == label
    assert not set("\"<>{}[];:`%\\&") & set(arrow.partition(" : ")[2].replace("#", "")
                                            ) - {";"}  # fmt: skip


@given(LABELS)
def test_any_label_survives_dot(label):
    text = dot(a_chart(label))
    (edge,) = re.findall(r'"draft" -> "end" \[label="((?:[^"\\]|\\.)*)"\]', text)

    assert of_dot(edge) == label
