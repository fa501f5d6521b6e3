/** Where runs go unless told otherwise. */
export const defaultRunsFolder = "runs";
