import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { barChart } from "../../../../job/results/report/charts/barChart.ts";
import { heatMap } from "../../../../job/results/report/charts/heatMap.ts";
import { linearScale } from "../../../../job/results/report/charts/linearScale.ts";
import { scatterChart } from "../../../../job/results/report/charts/scatterChart.ts";
import { componentsNeeded, cumulativeShares, screeChart } from "../../../../job/results/report/charts/screeChart.ts";
import { sizeCounts, sizesText } from "../../../../job/results/report/charts/sizesChart.ts";
import { classDistances } from "../../../../job/results/report/classDistances.ts";
import { eigenimages } from "../../../../job/results/report/eigenimages.ts";
import { loadingStrengths } from "../../../../job/results/report/loadingStrengths.ts";

const size = (width: number, height: number) => ({ path: "", width, height });

const numbersIn = (svg: string, attribute: string): number[] =>
  [...svg.matchAll(new RegExp(` ${attribute}="([-\\d.]+)"`, "g"))].map((match) => Number(match[1]));

describe("a chart that draws other figures than it was given deceives its reader", () => {
  test("a scale keeps every value inside its pixels, in order", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
        const scale = linearScale(values, [10, 110]);
        for (const value of values) {
          expect(scale.at(value)).toBeGreaterThanOrEqual(10 - 1e-6);
          expect(scale.at(value)).toBeLessThanOrEqual(110 + 1e-6);
        }
        expect(scale.at(scale.from)).toBe(10);
        expect(scale.at(scale.to)).toBe(110);
      }),
    );
  });

  test("bars are as long as their values, those below zero go left", () => {
    const svg = barChart("x", [
      { label: "a", value: 4, text: "4" },
      { label: "b", value: 2, text: "2" },
      { label: "c", value: -1, text: "-1" },
    ]).text;
    const [a = 0, b = 0, c = 0] = numbersIn(svg, "width").slice(1);
    expect(a / b).toBeCloseTo(2, 1);
    expect(b / c).toBeCloseTo(2, 1);
    const [left = 0, , leftOfC = 0] = [...svg.matchAll(/<rect x="([\d.]+)"/g)].map((match) => Number(match[1]));
    expect(leftOfC).toBeLessThan(left);
  });

  test("components needed for a share, unknown where those kept do not reach it", () => {
    expect(componentsNeeded([0.5, 0.3, 0.1, 0.05, 0.05])).toEqual([2, 3, 4, 5]);
    expect(componentsNeeded([0.5, 0.3, 0.12])).toEqual([2, 3, undefined, undefined]);
    expect(componentsNeeded([0.1, 0.2, 0.7 - 1e-16])).toEqual([3, 3, 3, 3]);
    expect(cumulativeShares([0.5, 0.25])).toEqual([0.5, 0.75]);
    const svg = screeChart([0.5, 0.3, 0.12]).text;
    expect(svg).toContain("component 2: 30.00\u00a0%, together 80.00\u00a0%");
    expect(svg).toContain(">90 %<");
    expect(svg).not.toContain(">95 %<");
  });

  test("the strongest cell of a heat map has the strongest colour, empty cells none", () => {
    const svg = heatMap("x", { rows: ["a", "b"], columns: ["c", "d"], values: [0, 5, 10, NaN], text: String }).text;
    const [zero, half, full] = numbersIn(svg, "fill-opacity");
    expect([zero, half, full]).toEqual([0.04, 0.52, 1]);
    const steps = numbersIn(svg, "fill-opacity").slice(3);
    expect([steps.length, steps[0], steps.at(-1)]).toEqual([10, 0.04, 1]);
  });

  test("every point of a scatter is a vertex of its class's path", () => {
    const x = Float64Array.of(0, 1, 2, 3, 4);
    const svg = scatterChart({
      id: "p",
      description: "x",
      x,
      y: x,
      classOf: [0, 1, 0, 1, 0],
      classes: 3,
      axes: ["x", "y"],
    }).text;
    const vertices = [...svg.matchAll(/data-class="(\d)" d="M([^"]+)"/g)].map(([, of, d]) => [
      of,
      d?.split("L").length,
    ]);
    expect(vertices).toEqual([
      ["0", 3],
      ["1", 2],
    ]);
  });

  test("sizes are counted by pair", () => {
    const sizes = sizeCounts([size(2, 3), size(3, 2), size(2, 3), { path: "", width: undefined, height: undefined }]);
    expect(sizes).toEqual([
      { width: 2, height: 3, count: 2 },
      { width: 3, height: 2, count: 1 },
    ]);
    expect(sizesText(sizes)).toBe("2 sizes, sides from 2 to 3 pixels, most often 2 × 3");
    expect(sizesText(sizes.slice(0, 1))).toBe("all 2 × 3");
  });
});

describe("what is drawn must be what was computed", () => {
  test("distances are between the means of the classes", () => {
    const projections = { rows: 4, columns: 2, values: Float64Array.of(0, 0, 2, 0, 4, 4, 4, 4) };
    const classes = [
      { label: "a", count: 2 },
      { label: "b", count: 2 },
    ];
    const distances = classDistances({ pca: { projections } as never, classOf: Int32Array.of(0, 0, 1, 1), classes });
    expect([...distances]).toEqual([0, 5, 5, 0]);
  });

  test("the strongest loadings, in the order of their components", () => {
    const values = Float64Array.of(0.1, -0.9, 0.2, 0, 0.8, 0, 0.1, -0.5);
    const { components, features, values: strengths } = loadingStrengths({ rows: 2, columns: 4, values }, 8, 3);
    expect(components).toEqual([0, 1]);
    expect(features).toEqual([1, 0, 3]);
    expect([...strengths]).toEqual([1.8, 0.2, 0, 0, 1.6, 1]);
  });

  test("a component as a picture: grey where there is no weight", () => {
    const [picture] = eigenimages({ rows: 1, columns: 3, values: Float64Array.of(0, -2, 1) });
    expect([...(picture ?? [])]).toEqual([128, 0, 191]);
  });
});
