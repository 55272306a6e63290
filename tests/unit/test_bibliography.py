"""The sources that rules, protocols and templates cite."""

from bibliography import SOURCES


def test_every_source_says_what_was_read_in_it_in_a_whole_sentence() -> None:
    assert [key for key, source in SOURCES.items() if not source.read.endswith(".")] == []


def test_only_what_the_chain_chose_itself_is_called_a_policy() -> None:
    assert {key for key, source in SOURCES.items() if source.grade == "policy"} == {
        key for key in SOURCES if key.startswith("policy")
    }
