/** Puts a `pulumi` into the folder; gives the reason when it cannot. */
export type Source = (
  folder: string,
  environment: NodeJS.ProcessEnv,
) => Promise<{ readonly made: true } | { readonly made: false; readonly why: string }>;
