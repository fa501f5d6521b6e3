import { litterFolders, pictureName } from "../../images/picturePath.ts";
import type { PictureNames } from "./sparkDriver.ts";

const escaped = [...litterFolders].map((name) => name.replaceAll(/[$#.+]/g, String.raw`\$&`));

/** Files that Spark passes over, and all below such folders: their names begin with _ and are no partition's. */
export const hiddenFromSpark = /(^|\/)_[^/=]*(\/|$)/;

/** Which paths are pictures, by the rules of the local engine. */
export const pictureNames: PictureNames = {
  pictures: `(?i)${pictureName.source}`,
  litter: String.raw`(^|/)(\.|(${escaped.join("|")})/)`,
  hidden: hiddenFromSpark.source,
};
