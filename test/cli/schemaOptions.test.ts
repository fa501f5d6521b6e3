import { describe, expect, test } from "vitest";
import { parseOptions } from "../../cli/options/parseOptions.ts";
import { givenValues, schemaOptions } from "../../cli/options/schemaOptions.ts";
import { InputError } from "../../job/contract/errors.ts";
import { JobRequest } from "../../job/contract/jobRequest.ts";

describe("the options of verger job are the fields of its schema", () => {
  const options = schemaOptions(JobRequest);

  test("every field is an option with a description", () => {
    expect(Object.keys(options)).toEqual(
      expect.arrayContaining(["images", "out", "extractor", "weights", "max-rejects", "exif-orientation"]),
    );
    const undescribed = Object.entries(options).filter(([, option]) => !option.description);
    expect(undescribed).toEqual([]);
  });

  test("numbers are read as numbers, switches as booleans, absent ones left to the schema's defaults", () => {
    const given = givenValues(JobRequest, { images: "photos", components: "12", "max-rejects": "0.5", csv: true });
    expect(parseOptions(JobRequest, given, { command: "verger job" })).toMatchObject({
      components: 12,
      maxRejects: 0.5,
      csv: true,
      batch: 2,
    });
  });

  test("everything wrong is said at once, each with its option and the value given", () => {
    const wrong = givenValues(JobRequest, { images: "photos", components: "many", extractor: "vgg", weights: "x.txt" });
    const attempt = (): unknown => parseOptions(JobRequest, wrong, { command: "verger job" });
    expect(attempt).toThrow(InputError);
    expect(attempt).toThrow(/--components: .*many[\s\S]*--weights|--extractor: [\s\S]*--components: .*many/);
    expect(attempt).toThrow(/--extractor: not one of mobilenet-v2, .*Did you mean vgg16\?/);
  });

  test("components and variance exclude each other", () => {
    expect(() =>
      parseOptions(JobRequest, { images: "p", components: 2, variance: 0.5 }, { command: "verger job" }),
    ).toThrow(/not both/);
  });

  test("a field nobody knows in a file is named", () => {
    expect(() =>
      parseOptions(JobRequest, { images: "p", componets: 2 }, { command: "verger job", file: "job.yaml" }),
    ).toThrow(/componets/);
  });
});
