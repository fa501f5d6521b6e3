import type { MatrixKernel } from "../kernel/matrixKernel.ts";
import type { ScatterRoom } from "./scatterRoom.ts";
import { scatterTasks } from "./scatterTasks.ts";
import { addedTo, centredTo, count, isPublished, nextTask, waitFor } from "./scatterProgress.ts";

/**
 * Takes tasks of a room, in order and each once, until it is closed: a block's panels to centre, then its panels to add
 * to. A task waits for those it stands on, which come before it: every sum grows block after block, so any number of
 * threads gives the same bytes.
 */
export async function workOnScatter(room: ScatterRoom, kernel: MatrixKernel): Promise<void> {
  const { panels, progress } = room;
  const tasks = scatterTasks(room, kernel);
  const each = panels.length;

  for (;;) {
    const task = nextTask(progress);
    const block = Math.floor(task / (2 * each));
    if (!isPublished(progress, block)) return;
    const index = task % each;
    const panel = panels[index]!;
    if (task % (2 * each) < each) {
      if (!waitFor(progress, centredTo(index), block)) return;
      tasks.centre(block, panel);
      count(progress, centredTo(index));
      continue;
    }
    for (let other = 0; other < each; other++) if (!waitFor(progress, centredTo(other), block + 1)) return;
    if (!waitFor(progress, addedTo(index, each), block)) return;
    await tasks.add(block, panel);
    count(progress, addedTo(index, each));
  }
}
