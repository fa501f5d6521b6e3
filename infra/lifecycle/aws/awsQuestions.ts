import type { Question } from "../receipt/question.ts";
import { askBudgets } from "./askBudgets.ts";
import { askEc2 } from "./askEc2.ts";
import { askEmr } from "./askEmr.ts";
import { askGuardrails } from "./askGuardrails.ts";
import { askIam } from "./askIam.ts";
import { askStorage } from "./askStorage.ts";
import { askStudio } from "./askStudio.ts";
import type { AwsSearch } from "./awsSearch.ts";

/** Every question whose answers together prove that a stack on AWS is gone: what costs by the hour comes first. */
export function awsQuestions(...regions: readonly AwsSearch[]): readonly Question[] {
  const [first] = regions;
  return [
    ...regions.flatMap((search) => [...askEmr(search), ...askEc2(search), ...askStudio(search), ...askStorage(search)]),
    ...(first === undefined ? [] : [...askIam(first), askBudgets(first)]),
    ...regions.flatMap((search) => askGuardrails(search)),
  ];
}
