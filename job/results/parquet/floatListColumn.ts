import type { SchemaTree } from "hyparquet";
import { getMaxDefinitionLevel, getMaxRepetitionLevel } from "hyparquet/src/schema.js";

/** A column of lists of numbers: where its numbers are and how deep. */
export interface FloatListColumn {
  readonly name: string;
  /** From the root of the schema to the element. */
  readonly path: SchemaTree[];
  readonly type: "FLOAT" | "DOUBLE";
  /** Definition level of an element that is there. */
  readonly maxDefinition: number;
}

/**
 * The columns of a file that are lists of float or double, in any layout a writer has used: three levels whatever
 * their names (list.element, list.item, bag.array_element), two levels (array), or a bare repeated number.
 * Layouts: https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists
 */
export function floatListColumns(schema: SchemaTree): FloatListColumn[] {
  return schema.children.flatMap((column) => {
    const path = [schema, ...withOnlyDescendants(column)];
    const type = path.at(-1)?.element.type;
    if (type !== "FLOAT" && type !== "DOUBLE") return [];
    if (getMaxRepetitionLevel(path.slice(1)) !== 1) return [];
    return [{ name: column.element.name, path, type, maxDefinition: getMaxDefinitionLevel(path) }];
  });
}

/** The column, its only child, that one's only child, …: ends early where there is more than one. */
function withOnlyDescendants(column: SchemaTree): SchemaTree[] {
  const [child, ...others] = column.children;
  return child === undefined || others.length > 0 ? [column] : [column, ...withOnlyDescendants(child)];
}
