// In: an answer to a form of formrun, in whatever shape its webhook's template gives it: flat, nested, or as a list of questions.
// Out: a survey answer. Which question is the score, who answers, and so on, stands in config/event-mapping.yaml under `forms`.
import type { FormFields } from "../event-mapping.ts";
import { contentId } from "../content-id.ts";
import { compact, isObject, listOf, nameAt, textAt } from "../read-values.ts";
import { isOneOf } from "../signatures.ts";
import { checkedMessage, mapped, refused, sourceEvent } from "../source-event.ts";
import type { Mapped } from "../source-event.ts";
import { parseTimestamp } from "../timestamps.ts";
import { userSubject } from "../user-subjects.ts";
import type { Webhook, WebhookContext } from "../webhook.ts";

/** Secrets: the last part of the webhook's URL; formrun sends no signature. */
export const formrun: Webhook = {
  findDistrust: ({ pathSecret }, secrets) =>
    isOneOf(pathSecret, secrets) ? undefined : "the URL does not end in the webhook's secret",
  mapBody: (body, context) => [checkedMessage(JSON.stringify(body), mapAnswer(body, context))],
};

const DEEPEST = 8;

/** All that has a name and a plain value, the outermost first. */
function answersIn(value: unknown, depth = 0): Map<string, unknown> {
  const answers = new Map<string, unknown>();
  const put = (name: string, answer: unknown): void => {
    if (!answers.has(name)) answers.set(name, answer);
  };
  if (depth > DEEPEST) return answers;
  const nested: unknown[] = Array.isArray(value) ? [...listOf(value)] : [];
  if (isObject(value)) {
    const question = nameAt(value, "label") ?? nameAt(value, "name") ?? nameAt(value, "question");
    const answer = value["value"] ?? value["answer"];
    if (question !== undefined && answer !== undefined) put(question, answer);
    for (const [name, each] of Object.entries(value)) {
      if (typeof each === "object") nested.push(each);
      else put(name, each);
    }
  }
  for (const each of nested)
    for (const [name, answer] of answersIn(each, depth + 1)) put(name, answer);
  return answers;
}

function mapAnswer(body: unknown, { source, mapping }: WebhookContext): Mapped {
  const answers = answersIn(body);
  const { forms } = mapping;
  const first = (field: keyof FormFields): unknown =>
    forms.fields[field]
      .map((name) => answers.get(name))
      .find((answer) => answer !== undefined && answer !== "");
  const refuseFor = (field: keyof FormFields, expected: string): Mapped =>
    refused(
      `expected ${expected} as one of ${forms.fields[field].join(", ")} (forms.fields.${field} in config/event-mapping.yaml)`,
    );
  const score = leadingNumber(first("score"));
  if (score === undefined) return refuseFor("score", "a number");
  const timeMs = answeredAt(first("answeredAt"), forms.utcOffset);
  if (timeMs === undefined) return refuseFor("answeredAt", "the time of the answer");
  const account = nameAt(first("account"));
  const respondent = nameAt(first("respondent"));
  if (account === undefined && respondent === undefined)
    return refuseFor("respondent", "who answered");
  const subject = account ?? userSubject(respondent ?? "");
  const id = nameAt(first("id")) ?? contentId(JSON.stringify([...answers]));
  const { kind, scale } = forms;
  const data = compact({
    kind,
    score,
    scale: kind === "nps" ? undefined : scale,
    comment: textAt(first("comment")),
    respondent,
    survey_id: nameAt(first("survey")),
  });
  return mapped(
    sourceEvent("engagement.survey_answered.v1", { id, source, subject, timeMs }, data),
  );
}

/** People label scores: `9 (very likely)` is 9. */
function leadingNumber(answer: unknown): number | undefined {
  if (typeof answer === "number") return answer;
  const digits =
    typeof answer === "string"
      ? /^\s*(\d{1,3})(?!\d)/.exec(answer.normalize("NFKC"))?.[1]
      : undefined;
  return digits === undefined ? undefined : Number(digits);
}

/** formrun writes local times without a zone. */
function answeredAt(answer: unknown, utcOffset: string): number | undefined {
  if (typeof answer !== "string") return undefined;
  const text = answer.trim().replaceAll("/", "-");
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) && /\d:\d/.test(text);
  return parseTimestamp(hasZone ? text : `${text}${/:/.test(text) ? "" : " 00:00"}${utcOffset}`);
}
