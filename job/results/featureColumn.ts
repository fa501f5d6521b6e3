import type { SchemaTree } from "hyparquet";
import { InputError } from "../contract/errors.ts";
import { type FloatListColumn, floatListColumns } from "./parquet/floatListColumn.ts";
import type { ParquetFile } from "./parquet/parquetFile.ts";

/** The column of a file that holds the features: the one of that name, or the only list of numbers there is. */
export function featureColumn({ storage, path, schema }: ParquetFile, name: string | undefined): FloatListColumn {
  const lists = floatListColumns(schema);
  const names = lists.map((list) => list.name).join(", ");
  const file = storage.locate(path);
  if (name === undefined && lists.length > 1)
    throw new InputError(`${file} has several lists of numbers: ${names}`, "choose one with --column");
  const chosen = name === undefined ? lists[0] : lists.find((list) => list.name === name);
  if (chosen !== undefined) return chosen;

  const vector = schema.children.find(
    (column) => isSparkVector(column) && (name ?? column.element.name) === column.element.name,
  );
  if (vector !== undefined)
    throw new InputError(
      `${file}: ${vector.element.name} is a Spark ML vector, not a list of numbers`,
      `convert it in Spark before you write: vector_to_array("${vector.element.name}") of pyspark.ml.functions`,
    );
  const columns = schema.children.map((column) => column.element.name).join(", ");
  throw new InputError(
    `${file} has no column ${name === undefined ? "that is a list of float or double" : `${name} that is a list of float or double`}; its columns are ${columns}`,
    lists.length > 0
      ? `choose one of its lists of numbers with --column: ${names}`
      : "give Parquet files that hold features as list<float> or list<double>",
  );
}

/** How Spark stores its VectorUDT: a struct of type, size, indices and values. */
function isSparkVector({ children }: SchemaTree): boolean {
  return children.map(({ element }) => element.name).join() === "type,size,indices,values";
}
