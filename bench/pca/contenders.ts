import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** A way to a PCA, run in a process of its own. */
export interface Contender {
  readonly name: string;
  /** The command that fits `features` (a raw float32 file, or `fromDisk` a Parquet file) and writes `result`. */
  readonly command: (run: ContenderRun) => readonly string[];
  /** Whether reading the Parquet file is part of the time. */
  readonly fromDisk: boolean;
  /** What its process has in its environment besides. */
  readonly environment?: (run: ContenderRun) => NodeJS.ProcessEnv;
}

export interface ContenderRun {
  readonly python: string;
  readonly features: string;
  readonly parquet: string;
  readonly result: string;
  readonly rows: number;
  readonly columns: number;
  readonly components: number;
  readonly threads: number;
}

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const shape = (run: ContenderRun): string[] => [run.rows, run.columns, run.components, run.threads].map(String);

function nodeContender(
  name: string,
  mode: string,
  fromDisk = false,
  environment?: Contender["environment"],
): Contender {
  return {
    name,
    fromDisk,
    ...(environment === undefined ? {} : { environment }),
    command: (run) => [
      process.execPath,
      "--max-old-space-size=8192",
      script("fitOnce.ts"),
      mode,
      fromDisk ? run.parquet : run.features,
      run.result,
      ...shape(run),
    ],
  };
}

function pythonContender(name: string, mode: string, dtype: string, fromDisk = false): Contender {
  return {
    name,
    fromDisk,
    command: (run) => [
      run.python,
      script("peers.py"),
      mode,
      fromDisk ? run.parquet : run.features,
      run.result,
      ...shape(run),
      dtype,
    ],
  };
}

/** With the BLAS of the peers' Python environment, as for somebody who works in it; and with none. */
const inTheirEnvironment: Contender["environment"] = ({ python }) => ({
  VIRTUAL_ENV: dirname(dirname(python)),
  VERGER_BLAS: "",
});
const withoutBlas: Contender["environment"] = () => ({ VERGER_BLAS: "off" });

/** This project first: the ratios are taken to it. */
export const contenders: readonly Contender[] = [
  nodeContender("verger", "verger", false, inTheirEnvironment),
  nodeContender("verger, without a BLAS", "verger", false, withoutBlas),
  pythonContender("scikit-learn full, float64", "full", "float64"),
  pythonContender("scikit-learn covariance_eigh, float64", "covariance_eigh", "float64"),
  pythonContender("scikit-learn covariance_eigh, float64 from float32", "covariance_eigh", "float64-from-float32"),
  pythonContender("scikit-learn randomized, float64", "randomized", "float64"),
  pythonContender("scikit-learn full, float32", "full", "float32"),
  pythonContender("scikit-learn covariance_eigh, float32", "covariance_eigh", "float32"),
  pythonContender("scikit-learn randomized, float32", "randomized", "float32"),
  nodeContender("ml-pca (SVD)", "ml-pca"),
  pythonContender("Spark MLlib 3.5.6", "spark", "float64"),
  nodeContender("verger, from Parquet", "verger", true, inTheirEnvironment),
  nodeContender("verger, without a BLAS, from Parquet", "verger", true, withoutBlas),
  pythonContender("scikit-learn covariance_eigh, float64, from Parquet", "covariance_eigh", "float64", true),
];
