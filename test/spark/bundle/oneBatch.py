"""One batch of pictures through a bundle's worker, by the bridge, without Spark: prints the answer as JSON."""

import json
import os
import sys

home, spec, *pictures = sys.argv[1:]
sys.path.insert(0, f"{home}/spark")
import pyarrow as pa  # noqa: E402
import verger_bridge  # noqa: E402

contents = [open(picture, "rb").read() for picture in pictures]
batch = pa.RecordBatch.from_pydict({"path": [os.path.basename(each) for each in pictures], "content": contents})
given = json.dumps({"model": f"{home}/model", "spec": json.loads(spec)})
command = [f"{home}/bin/node", f"{home}/worker.mjs", "features", given]
answers = list(verger_bridge.node_map(command)([batch]))
print(json.dumps(answers[0].to_pylist()))
