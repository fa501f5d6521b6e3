import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeTypes } from "../../../config/nodeTypes.ts";
import { driverMB, executorLayout, memoryPerTaskMB } from "../../../infra/spark/executorLayout.ts";
import { sparkSettings } from "../../../infra/spark/sparkSettings.ts";
import { InputError } from "../../../job/contract/errors.ts";

describe("how a node is shared out", () => {
  it("gives an m5.xlarge one executor of four tasks", () => {
    expect(executorLayout({ cores: 4, memoryGiB: 16 })).toEqual({
      yarnMB: 12_288,
      executorsPerNode: 1,
      coresPerExecutor: 4,
      heapMB: 7344,
      overheadMB: 2384,
    });
  });

  it("leaves room on every node for the driver and for a Node process a core: else YARN ends them", () => {
    fc.assert(
      fc.property(fc.constantFrom(...nodeTypes), (node) => {
        const layout = executorLayout(node);
        const executor = layout.heapMB + layout.overheadMB;
        const driver = driverMB.heap + driverMB.overhead;
        expect(layout.executorsPerNode * executor + driver).toBeLessThanOrEqual(layout.yarnMB);
        expect(layout.overheadMB).toBeGreaterThanOrEqual(layout.coresPerExecutor * memoryPerTaskMB);
        expect(layout.executorsPerNode * layout.coresPerExecutor).toBe(node.cores);
      }),
    );
  });

  it("refuses a node too small, and says which is not", () => {
    expect(() => executorLayout({ cores: 8, memoryGiB: 8 })).toThrow(InputError);
  });

  it("asks Spark for exactly the executors the nodes hold", () => {
    const settings = sparkSettings(executorLayout({ cores: 8, memoryGiB: 32 }), 5);
    expect(settings).toMatchObject({
      "spark.executor.instances": "10",
      "spark.executor.cores": "4",
      "spark.dynamicAllocation.enabled": "false",
      "spark.sql.files.openCostInBytes": "262144",
    });
  });
});
