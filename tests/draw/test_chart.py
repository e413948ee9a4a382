"""The graph behind a picture."""

from datetime import date

import pytest

from qualflow import load
from qualflow.draw.chart import Captions, chart
from qualflow.law.rules import Phase

DAY = date(2031, 3, 4)


def captions(language="en"):
    return Captions(
        language=language,
        phases={phase: phase.value for phase in Phase},
        clauses="{} cl.".format,
        timed="by time",
    )


def drawn(process, on, language="en"):
    rulebook = load(process)
    return chart(rulebook, rulebook.on(on), captions(language))


def test_there_is_one_edge_for_each_source_of_each_transition_of_the_day():
    edges = {
        (e.source, e.transition, e.target) for e in drawn("cn-automaker", DAY).edges
    }
    edition = load("cn-automaker").on(DAY)

    assert edges == {
        (source, name, version.target)
        for name, version in edition.transitions.items()
        for source in version.sources
    }


def test_states_stand_in_the_cluster_of_their_phase():
    rulebook = load("instrument-approval")
    for cluster in drawn("instrument-approval", DAY).clusters:
        for node in cluster.nodes:
            assert rulebook.states[node.name].phase is cluster.phase


def test_clusters_come_in_the_order_of_the_phases():
    phases = [cluster.phase for cluster in drawn("cn-automaker", DAY).clusters]

    assert phases == [None, *Phase]


def test_labels_count_the_clauses_of_the_day():
    """IAA 9(3) and its neighbours guard the approval; two steps have no clause."""
    labels = {e.transition: e.label for e in drawn("instrument-approval", DAY).edges}

    assert labels["approve"] == "approve the instrument (7 cl.)"
    assert labels["withdraw"] == "withdraw the application"


def test_what_nobody_asks_for_is_marked():
    edges = {e.transition: e for e in drawn("cn-automaker", date(2018, 1, 1)).edges}

    assert edges["lapse"].label == "let the approval lapse (by time)"
    assert not edges["lapse"].asked
    assert not edges["record_existing_access"].asked
    assert edges["approve"].asked


def test_a_state_that_no_transition_of_the_day_touches_is_left_out():
    """Before 2004 there was no licence to take over, revoke or close."""
    picture = drawn("cn-automaker", date(2003, 1, 1))
    touched = {end for edge in picture.edges for end in (edge.source, edge.target)}
    shown = {node.name for cluster in picture.clusters for node in cluster.nodes}

    assert shown == touched | {"draft"}
    assert "revoked" not in shown


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Instrument approval"), ("zh", "仪器许可")]
)
def test_the_title_is_that_of_the_process(language, title):
    assert drawn("instrument-approval", DAY, language).title == title
