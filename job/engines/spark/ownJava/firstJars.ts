/** What the names of the jars begin with that most of Spark's classes are in. */
const beginnings =
  "spark-catalyst spark- scala-library log4j jackson hadoop-client parquet janino arrow netty antlr4 py4j ivy".split(
    " ",
  );

/**
 * The jars to put first on the class path, of all of Spark's: for each class it is to keep, Java goes through the path
 * until it comes to the class's own.
 */
export function firstJars(names: readonly string[]): string[] {
  const sorted = [...names].sort();
  return [...new Set(beginnings.flatMap((beginning) => sorted.filter((name) => name.startsWith(beginning))))];
}
