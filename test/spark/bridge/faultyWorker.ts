// A worker that counts the bytes of each picture, and goes wrong at the second batch in the way its argument says.
import { Socket } from "node:net";
import {
  Field,
  Int64,
  RecordBatch,
  RecordBatchReader,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Utf8,
  makeData,
  vectorFromArray,
} from "apache-arrow";

const [fault = "none"] = process.argv.slice(2);
const answers = new Socket({ fd: Number(process.env.VERGER_ANSWERS_FD), readable: false, writable: true });
let writer = new RecordBatchStreamWriter();
let written = writeAll();
async function writeAll(): Promise<void> {
  for await (const chunk of writer) answers.write(chunk);
}

function answer(paths: readonly string[], sizes: readonly number[]): void {
  const schema = new Schema([new Field("path", new Utf8()), new Field("rows", new Int64())]);
  const children = [
    vectorFromArray(paths, new Utf8()).data[0]!,
    vectorFromArray(sizes.map(BigInt), new Int64()).data[0]!,
  ];
  const data = makeData({ type: new Struct(schema.fields), length: paths.length, nullCount: 0, children });
  writer.write(new RecordBatch(schema, data));
}

const faults: Record<string, (paths: string[], sizes: number[]) => void | Promise<void>> = {
  crash: () => void process.kill(process.pid, "SIGSEGV"),
  outOfMemory: () => void process.kill(process.pid, "SIGKILL"),
  exit: () => process.exit(3),
  throw: () => {
    throw new Error("boom in the worker");
  },
  hang: () => new Promise(() => setInterval(() => {}, 1000)),
  spin: () => {
    for (;;);
  },
  print: () => void process.stdout.write("a library's stray print\n"),
  flood: () => void process.stderr.write("x".repeat(5e6)),
  rubbish: () => void answers.write("hello, I am no Arrow"),
  drop: (paths, sizes) => void [paths.pop(), sizes.pop()],
  swap: (paths) => void paths.reverse(),
  stopEarly: () => {
    writer.finish();
    answers.end(() => process.exit(0));
    return new Promise(() => {});
  },
  exitLate: () => void (process.exitCode = 9),
};

if (fault === "rubbishFirst") answers.write("Welcome to the worker! ".repeat(9));
async function* input(): AsyncGenerator<Uint8Array> {
  for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
    yield chunk;
    yield new Uint8Array(); // See answerBatches.ts.
  }
}

for await (const reader of RecordBatchReader.readAll(input())) {
  let batches = 0;
  let rows = 0;
  for await (const batch of reader) {
    const paths = Array.from(batch.getChild("path")!, String);
    const sizes = Array.from(batch.getChild("content")!, (bytes: Uint8Array) => bytes.byteLength);
    batches++;
    rows += batch.numRows;
    if (fault === "hangUnread") await new Promise(() => setInterval(() => {}, 1000));
    if (batches === 2) await faults[fault]?.(paths, sizes);
    if (fault.startsWith("total")) continue;
    answer(paths, fault.startsWith("whoAmI") ? paths.map(() => process.pid) : sizes);
  }
  if (fault === "total") answer(["all"], [rows]);
  if (fault === "totalShort") answer(["all"], [rows - 1]);
  writer.finish();
  await written;
  if (fault === "whoAmIAndLeave") process.exit(0);
  writer = new RecordBatchStreamWriter();
  written = writeAll();
}
answers.end();
