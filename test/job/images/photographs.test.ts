import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { decodeRgb } from "../../../job/images/decodeRgb.ts";
import { listImages } from "../../../job/images/listImages.ts";
import { resizeRgb } from "../../../job/images/resizeRgb.ts";
import { describeNeeding } from "../../setup/needing.ts";

const script = fileURLToPath(new URL("../../../tools/golden/imagesOfPhotographs.py", import.meta.url));
const sizes = [224, 50, 20, 333];

describeNeeding("photographs", "real photographs", (folder) => {
  describeNeeding("python", "beside Pillow", (python) => {
    it("have the same pixels, decoded and at every size", async () => {
      const paths = (await listImages(folder, { label: "parent" })).map(({ path }) => join(folder, path));
      expect(paths).toHaveLength(60);
      const pillow = execFileSync(python, [script, ...sizes.map(String)], {
        input: JSON.stringify(paths),
        maxBuffer: 1 << 28,
      });
      let at = 0;
      let differing = 0;
      const compare = (ours: Uint8Array): void => {
        if (Buffer.compare(ours, pillow.subarray(at, at + ours.length)) !== 0) differing++;
        at += ours.length;
      };
      for (const path of paths) {
        const image = await decodeRgb(readFileSync(path), { maxPixels: 1e8, exifOrientation: false });
        compare(image.data);
        for (const size of sizes)
          for (const method of ["bicubic", "nearest"] as const) compare(resizeRgb(image, size, size, method).data);
      }
      expect({ differing, bytes: at }).toEqual({ differing: 0, bytes: pillow.length });
    });
  });
});
