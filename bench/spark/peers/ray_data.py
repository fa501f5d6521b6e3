"""Ray Data, as its guide for batch inference shows it: ray_data.py IMAGES OUT MODEL CORES"""

import sys

import ray
from network import Network

images, out, model, cores = sys.argv[1:5]
# With an actor on every core none is left to read the files, and nothing ever happens.
actors = max(1, int(cores) - 1)


class Features:
    def __init__(self):
        self.network = Network(model, int(cores) // actors)

    def __call__(self, batch):
        return {"path": batch["path"], "features": self.network.features(batch["bytes"])}


ray.init(num_cpus=int(cores), include_dashboard=False, logging_level="ERROR", log_to_driver=False)
ray.data.DataContext.get_current().enable_progress_bars = False
print("bench images", flush=True)
files = ray.data.read_binary_files(images, include_paths=True, file_extensions=["jpg"])
files.map_batches(Features, batch_size=64, concurrency=actors, num_cpus=1).write_parquet(out)
print("bench features", flush=True)
ray.shutdown()
