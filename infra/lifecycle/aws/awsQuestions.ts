import type { Question } from "../receipt/question.ts";
import { askEc2 } from "./askEc2.ts";
import { askEmr } from "./askEmr.ts";
import { askGuardrails } from "./askGuardrails.ts";
import { askIam } from "./askIam.ts";
import { askStorage } from "./askStorage.ts";
import type { AwsSearch } from "./awsSearch.ts";

/** Every question whose answers together prove that a stack on AWS is gone: what costs by the hour comes first. */
export function awsQuestions(search: AwsSearch): readonly Question[] {
  return [...askEmr(search), ...askEc2(search), ...askStorage(search), ...askIam(search), ...askGuardrails(search)];
}
