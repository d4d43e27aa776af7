"""The market whose forms a checkpoint reads is gone but for its key."""

from tests.operations.demo.lived import Demo, told


def test_nothing_is_left_of_the_market_that_signed(checkpoint: Demo) -> None:
    assert {file.name for file in checkpoint.folder.iterdir() if file.is_dir()} == {"alibi", "printed"}
    (imported,) = [says for _, kind, _, says, _ in told(checkpoint) if kind == "key.imported"]
    assert (imported["station"], imported["name"]) == ("LX01", "城北煤炭市场")
