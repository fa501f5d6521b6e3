import type { ModuleInstance } from "../../wasm/compiledModule.ts";
import type { Matrix } from "../matrix.ts";
import { smallProduct, type SmallProductFunctions } from "../wasm/smallProduct.ts";
import type { MatrixKernel, Transposed } from "./matrixKernel.ts";
import { productShape } from "./productShape.ts";
import { transpose } from "./typescriptKernel.ts";

const doubleBytes = Float64Array.BYTES_PER_ELEMENT;

/** SIMD on the calling thread: quick at once, where TypeScript is compiled as it goes. For small products. */
export const webAssemblyKernel: MatrixKernel = {
  name: "webassembly",

  forRows: () => webAssemblyKernel,

  async multiply(left, right, transposed) {
    const { rows, columns } = productShape(left, right, transposed);
    const product = { rows, columns, values: new Float64Array(rows * columns) };
    addProduct(left, right, product, transposed);
    return product;
  },

  async addProduct(left, right, sum, transposed) {
    addProduct(left, right, sum, transposed);
  },
};

function addProduct(left: Matrix, right: Matrix, sum: Matrix, transposed: Transposed = {}): void {
  const { rows, inner, columns } = productShape(left, right, transposed);
  const a = transposed.left ? transpose(left).values : left.values;
  const b = right.values;
  const firstOfB = a === b ? 0 : a.length;
  const firstOfSum = firstOfB + b.length;
  const { functions, memory } = roomFor(firstOfSum + sum.values.length);
  const numbers = new Float64Array(memory, 0, firstOfSum + sum.values.length);
  numbers.set(a);
  numbers.set(b, firstOfB);
  numbers.set(sum.values, firstOfSum);
  const product = transposed.right ? functions.addRowProducts : functions.addProduct;
  product(0, firstOfB * doubleBytes, firstOfSum * doubleBytes, rows, inner, columns);
  sum.values.set(numbers.subarray(firstOfSum));
}

let room: ModuleInstance<SmallProductFunctions> | undefined;

/** Memory for that many float64, kept for the next product: no smaller than before, so that it is made a few times. */
function roomFor(numbers: number): ModuleInstance<SmallProductFunctions> {
  const bytes = numbers * doubleBytes;
  if (room === undefined || room.memory.byteLength < bytes) room = smallProduct.instantiate(Math.max(bytes, 1 << 20));
  return room;
}
