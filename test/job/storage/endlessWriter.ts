// Replaces one file over and over until it is killed (diskStorage.test.ts).
import { diskStorage } from "../../../job/storage/diskStorage.ts";

const [root = ""] = process.argv.slice(2);
const storage = diskStorage(root);
for (let turn = 0; ; turn++) {
  await storage.write("big", new Uint8Array(3_000_000).fill("ab".charCodeAt(turn % 2)));
  if (turn === 0) process.stdout.write("written\n");
}
