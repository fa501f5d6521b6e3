import { InputError, JobFailedError } from "../contract/errors.ts";

/** Puts what the operating system reports into words; anything unknown is returned as it came. */
export function diskError(error: unknown, doing: string, location: string): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const cause = { cause: error };
  switch (error.code) {
    case "ENOSPC":
      return new JobFailedError(
        `the disk that holds ${location} is full`,
        "free some space, then run the same command again: what is finished is kept (a job resumes with --resume)",
        cause,
      );
    case "EDQUOT":
      return new JobFailedError(
        `your disk quota for ${location} is used up`,
        "free some space or raise the quota, then run the same command again: what is finished is kept",
        cause,
      );
    case "EACCES":
    case "EPERM":
      return new InputError(
        `no permission for ${doing} ${location}`,
        "choose another folder, or change the owner or the permissions of this one",
        cause,
      );
    case "EROFS":
      return new InputError(
        `${location} is on a read-only disk`,
        "choose a folder on a disk that can be written",
        cause,
      );
    case "ENOENT":
      return new InputError(`there is no ${location}`, "check the path", cause);
    case "ENOTDIR":
    case "EEXIST":
      return new InputError(
        `a part of ${location} is a file, not a folder`,
        "choose another folder, or move that file away",
        cause,
      );
    case "EISDIR":
      return new InputError(
        `${location} is a folder, not a file`,
        "give the path of a file, or move the folder",
        cause,
      );
    case "ENAMETOOLONG":
      return new InputError(
        `the path ${location} is too long for this disk`,
        "choose a folder with a shorter path",
        cause,
      );
    case "EMFILE":
    case "ENFILE":
      return new JobFailedError(
        `too many files are open (${doing} ${location})`,
        "raise the limit (ulimit -n 4096) or use fewer workers, then run the same command again",
        cause,
      );
    case "EIO":
    case "ESTALE":
      return new JobFailedError(
        `the disk failed while ${doing} ${location}`,
        "check the disk or the network share, then run the same command again: what is finished is kept",
        cause,
      );
    default:
      return error;
  }
}
