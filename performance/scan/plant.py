"""Plants secrets for a comparison: each example in a file of its own. Arguments: a tree, a file with one example a line."""

import json
import pathlib
import sys

tree, examples = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
for number, line in enumerate(examples.read_text("utf-8").splitlines()):
    example = json.loads(line)
    path = example.get("path", "app/file.txt").lstrip("/")  # below the tree, whatever it says
    place = tree / "srv" / "planted" / str(number) / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("".join(example["pieces"]) + "\n", "utf-8")
