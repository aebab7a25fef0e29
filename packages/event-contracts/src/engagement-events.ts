// Topic engagement.events: how the customer and we deal with one another.
// ticket_changed and goal_changed are snapshots: the whole state as of `time`.
import { z } from "zod";
import { count, day, freeText, instant, name } from "./fields.ts";

export const ticketChanged = z.looseObject({
  ticket_id: name,
  status: z.enum(["new", "open", "pending", "solved", "closed"]),
  channel: name.optional(),
  category: name.optional(),
  priority: z.enum(["low", "normal", "high", "urgent"]).optional(),
  opened_at: instant,
  first_reply_at: instant.optional(),
  solved_at: instant.optional(),
  reopened: count.optional(),
});

/** nps is 0 to 10; csat and ces state their scale, e.g. {min: 1, max: 5}. */
export const surveyAnswered = z
  .looseObject({
    kind: z.enum(["nps", "csat", "ces"]),
    score: z.number(),
    scale: z.object({ min: z.number(), max: z.number() }).optional(),
    comment: freeText.optional(),
    respondent: name.optional(),
    survey_id: name.optional(),
  })
  .superRefine((answer, context) => {
    const scale = answer.kind === "nps" ? { min: 0, max: 10 } : answer.scale;
    if (scale === undefined) {
      context.addIssue({ code: "custom", path: ["scale"], message: "csat and ces need a scale" });
    } else if (!(answer.score >= scale.min && answer.score <= scale.max)) {
      const message = `expected a score from ${scale.min} to ${scale.max}`;
      context.addIssue({ code: "custom", path: ["score"], message });
    }
  });

export const featureRequested = z.looseObject({
  title: freeText,
  request_id: name.optional(),
  user: name.optional(),
});

/** A conversation between the customer and somebody of ours. */
export const interactionHeld = z.looseObject({
  kind: z.enum(["meeting", "call", "chat", "onsite", "business_review"]),
  duration_minutes: z.number().min(0).optional(),
  with: name.optional(),
  topic: freeText.optional(),
});

/** A message of a campaign or of a CSM; sent, opened and replied are three events of one message. */
export const message = z.looseObject({
  message_id: name,
  campaign: name.optional(),
  recipient: name.optional(),
});

/** What a CSM thinks of the account, 1 (very bad) to 5 (very good). */
export const pulseRecorded = z.looseObject({
  score: z.int().min(1).max(5),
  author: name,
  comment: freeText.optional(),
});

/** What the customer wants to reach with the product, and whether it did. */
export const goalChanged = z.looseObject({
  goal_id: name,
  title: freeText,
  status: z.enum(["open", "reached", "missed", "dropped"]),
  due_on: day.optional(),
  reached_at: instant.optional(),
});

export const engagementEvents = {
  "engagement.ticket_changed.v1": ticketChanged,
  "engagement.survey_answered.v1": surveyAnswered,
  "engagement.feature_requested.v1": featureRequested,
  "engagement.interaction_held.v1": interactionHeld,
  "engagement.message_sent.v1": message,
  "engagement.message_opened.v1": message,
  "engagement.message_replied.v1": message,
  "engagement.pulse_recorded.v1": pulseRecorded,
  "engagement.goal_changed.v1": goalChanged,
} as const;

export type TicketChanged = z.infer<typeof ticketChanged>;
export type SurveyAnswered = z.infer<typeof surveyAnswered>;
