/** The folder that a path of Hadoop's means where it is on a disk (`file:/photographs`), else undefined. */
export const onDisk = (path: string): string | undefined => /^file:(?:\/\/)?(\/.*)$/s.exec(path)?.[1];
