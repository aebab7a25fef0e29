// What the rest of the house may use of the contracts.
export {
  EVENT_TOPICS,
  EVENT_TYPES,
  DEAD_LETTERS_TOPIC,
  SCORE_CHANGES_TOPIC,
  dataSchemas,
  isEventType,
  topicOf,
} from "./catalogue.ts";
export type { EventData, EventDataInput, EventTopic, EventType } from "./catalogue.ts";
export { envelope, identityKey, USER_SUBJECT_PREFIX } from "./envelope.ts";
export type { Envelope, EventIdentity } from "./envelope.ts";
export { parseEvent } from "./parse-event.ts";
export type { ParsedEvent, ValidEvent } from "./parse-event.ts";
export { PlainEvent } from "./plain-event.ts";
export { readPlainEvent, readPlainEvents } from "./read-plain-event.ts";
export {
  deadLetter,
  DEAD_LETTER_CODES,
  DEAD_LETTER_HELP,
  REPLAYED_LETTER_HEADER,
} from "./dead-letters.ts";
export type { DeadLetter, DeadLetterCode } from "./dead-letters.ts";
export {
  EVENT_FAMILIES,
  sourceName,
  topicOfFamily,
  WRITE_KEYS_TOPIC,
  writeKeyId,
  writeKeyRecord,
} from "./write-keys.ts";
export type { EventFamily, WriteKeyRecord } from "./write-keys.ts";
export { scoreChanged, scoreChangedEvent, SCORE_CHANGED_TYPE } from "./score-changes.ts";
export type { ScoreChanged } from "./score-changes.ts";
export type { InvoiceChanged, SubscriptionChanged } from "./billing-events.ts";
export type { SurveyAnswered, TicketChanged } from "./engagement-events.ts";
export type { ProfileChanged } from "./account-events.ts";
export { EARLIEST_TIME_MS, LATEST_TIME_MS } from "./fields.ts";
export { DEEPEST_NESTING, isNestedDeeperThan } from "./nesting.ts";
export { exampleEvent } from "./example-events.ts";
