// In: NPS answers of Beamer, as its webhook sends them (an array of events of any kind) and as GET /nps lists them.
// Out: our survey answers. Both ways give the same events: who answered and when is what an answer is.
// Source: Beamer developer documentation, "Webhooks": the secret comes as it is in the header Beamer-Webhook-Secret.
import type { EventMapping } from "../event-mapping.ts";
import { compact, integerAt, isObject, nameAt, textAt, valueAt } from "../read-values.ts";
import { isOneOf } from "../signatures.ts";
import { checkedMessage, ignored, mapped, refused, sourceEvent } from "../source-event.ts";
import type { Mapped, MappedMessage } from "../source-event.ts";
import { timestampAt } from "../timestamps.ts";
import { userSubject } from "../user-subjects.ts";
import { headerOf } from "../webhook.ts";
import type { Webhook } from "../webhook.ts";

export interface BeamerContext {
  readonly source: string;
  readonly mapping: EventMapping;
}

/** Secrets: the webhook's secret, as the dashboard shows it. */
export const beamer: Webhook = {
  findDistrust: (request, secrets) =>
    isOneOf(headerOf(request, "beamer-webhook-secret"), secrets)
      ? undefined
      : "the header Beamer-Webhook-Secret does not hold the webhook's secret",
  mapBody: mapBeamerAnswers,
};

/** @param body a list of events, or a single one */
export function mapBeamerAnswers(body: unknown, context: BeamerContext): readonly MappedMessage[] {
  const items: readonly unknown[] = Array.isArray(body) ? body : [body];
  return items.map((item) => checkedMessage(JSON.stringify(item), mapAnswer(item, context)));
}

function mapAnswer(item: unknown, { source, mapping }: BeamerContext): Mapped {
  if (!isObject(item)) return refused("expected an array of events");
  if (item["score"] === undefined) return ignored("only NPS scores are looked at");
  const score = integerAt(item, "score");
  const timeMs = timestampAt(item, "date");
  if (score === undefined || timeMs === undefined) return refused("expected a score and a date");
  const respondent = nameAt(item, "userId") ?? nameAt(item, "userEmail");
  const attributes = valueAt(item, "userCustomAttributes");
  const named = mapping.account.properties.map((property) => nameAt(attributes, property));
  const account = named.find((value) => value !== undefined);
  if (respondent === undefined && account === undefined)
    return ignored("nobody knows whose answer it is");
  const subject = account ?? userSubject(respondent ?? "");
  const data = compact({
    kind: "nps" as const,
    score,
    comment: textAt(item, "feedback"),
    respondent,
  });
  // Who answers again gives another answer: the time is part of its name.
  const id = `nps/${respondent ?? ""}/${timeMs}`;
  return mapped(
    sourceEvent("engagement.survey_answered.v1", { id, source, subject, timeMs }, data),
  );
}
