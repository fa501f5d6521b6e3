import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxHours, reserve, upperBound } from "../../config/cost/maxHours.ts";
import { longestHours } from "../../config/limits.ts";
import { parseSettings } from "../../config/parseSettings.ts";
import { dotted, type Problem } from "../../config/problem.ts";
import { regionNamed, regions } from "../../config/regions.ts";
import type { Settings } from "../../config/settings.ts";
import { residency } from "../../infra/plan/residency.ts";
import { stateBackend } from "../../infra/plan/stateBackend.ts";
import { careful } from "./setup/careful.ts";

const here = stateBackend(
  { environment: { PULUMI_BACKEND_URL: "file://~" }, project: undefined, login: undefined },
  { cloud: "aws", region: "eu-west-3" },
);

/** The settings, where they are accepted; fast-check tries another example where they are not. */
function accepted(given: unknown): Settings {
  const parsed = parseSettings(given);
  fc.pre(parsed.ok);
  return parsed.settings;
}

function problems(given: unknown): readonly Problem[] {
  const parsed = parseSettings(given);
  return parsed.ok ? [] : parsed.problems;
}

describe("whatever a person asks for", () => {
  it("is accepted, unless the budget cannot pay for half an hour", () => {
    fc.assert(
      fc.property(careful, (given) => {
        expect(
          problems(given)
            .map(({ path }) => dotted(path))
            .filter((key) => key !== "limits.budget"),
        ).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("the upper bound leaves the reserve of the budget untouched, and a minute more would not", () => {
    fc.assert(
      fc.property(careful, (given) => {
        const settings = accepted(given);
        const { hours, from } = maxHours(settings);
        const spendable = settings.limits.budget * (1 - reserve);
        expect(from).toBe("budget");
        expect(hours).toBeGreaterThanOrEqual(0.5);
        expect(upperBound(settings)).toBeLessThanOrEqual(spendable);
        expect(hours === longestHours || upperBound(settings, hours + 1 / 60) > spendable).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("hours that could cost more than the budget are refused, with hours that could not", () => {
    fc.assert(
      fc.property(careful, fc.double({ min: 1.05, max: 3, noNaN: true }), (given, factor) => {
        const { hours } = maxHours(accepted(given));
        const { budget } = accepted(given).limits;
        fc.pre(hours * factor <= longestHours);
        const [problem] = problems({ ...given, limits: { budget, maxHours: hours * factor } });
        expect(dotted(problem?.path ?? [])).toBe("limits.maxHours");
        const offered = Number(/Write at most ([\d.]+)/.exec(problem?.suggestion ?? "")?.[1]);
        expect(problems({ ...given, limits: { budget, maxHours: offered } })).toEqual([]);
      }),
    );
  });

  it("photographs, results, logs and disks never rest outside the EU", () => {
    fc.assert(
      fc.property(careful, (given) => {
        const settings = accepted(given);
        const country = regionNamed(settings.region)?.country;
        const data = residency(settings, here).filter(({ what }) => what !== "state" && what !== "account");
        expect(data.length).toBeGreaterThanOrEqual(4);
        expect(new Set(data.map((place) => `${place.standing} ${place.country}`))).toEqual(new Set([`eu ${country}`]));
      }),
    );
  });

  it("a region outside the EU is refused, wherever it is written", () => {
    const elsewhere = regions.filter(({ standing }) => standing !== "eu");
    fc.assert(
      fc.property(careful, fc.constantFrom(...elsewhere), (given, { name, cloud }) => {
        const places = [{ region: name }, { images: { from: "bucket", bucket: "my-photographs", region: name } }];
        const refused = places.map((place) => problems({ ...given, cloud, ...place }).map(({ path }) => dotted(path)));
        expect(refused[0]).toContain("region");
        expect(refused[1]).toEqual(
          expect.arrayContaining([expect.stringMatching(/^(images\.region|images\.from|region)/)]),
        );
      }),
    );
  });

  it("every refusal says where, what was given and what to write instead", () => {
    const broken = fc.record({
      key: fc.constantFrom("cloud", "region", "compute", "images", "limits", "owner", "tags", "notebook", "x"),
      value: fc.oneof(
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.constant([]),
        fc.dictionary(fc.string(), fc.string()),
      ),
    });
    fc.assert(
      fc.property(careful, broken, (given, { key, value }) => {
        for (const { path, message, suggestion } of problems({ ...given, [key]: value })) {
          expect(path.length).toBeGreaterThan(0);
          expect(message).toMatch(/\S/);
          expect(suggestion).toMatch(/^\S.*[.?\w]$/s);
          expect(message + suggestion).not.toMatch(/undefined|\[object|NaN|Infinity/);
        }
      }),
      { numRuns: 500 },
    );
  });
});
