import { litterFolders, pictureName } from "../../images/picturePath.ts";
import type { PictureNames } from "./sparkDriver.ts";

const escaped = [...litterFolders].map((name) => name.replaceAll(/[$#.+]/g, String.raw`\$&`));

/** Which paths are pictures, by the rules of the local engine. */
export const pictureNames: PictureNames = {
  pictures: `(?i)${pictureName.source}`,
  litter: String.raw`(^|/)(\.|(${escaped.join("|")})/)`,
};
