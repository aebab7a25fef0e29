// A valid event that still lies in the bytes it came in. read-plain-event.ts fills it in; whoever stores it copies its parts, and
// whoever wants to know one asks for it and gets what parseEvent would have given.
import type { EventData, EventTopic, EventType } from "./catalogue.ts";
import type { ValidEvent } from "./parse-event.ts";
import type { PlainField } from "./plain-contract.ts";

/** A type whose events can be judged where their bytes lie. */
export interface PlainType {
  readonly type: EventType;
  readonly topic: EventTopic;
  readonly bytes: Buffer;
  /** With the quotes around it. */
  readonly quoted: Buffer;
  readonly fields: readonly PlainField[];
}

/** A valid event that still lies in the bytes it came in: its texts are decoded when they are asked for. */
export class PlainEvent implements ValidEvent {
  readonly bytes: Buffer;
  plainType: PlainType | undefined = undefined;
  timeMs = NaN;
  correctedMs: number | undefined = undefined;
  knownAtMs: number | undefined = undefined;
  sequence = 0;
  isAscii = true;
  subjectFrom = 0;
  subjectTo = 0;
  sourceFrom = 0;
  sourceTo = 0;
  idFrom = 0;
  idTo = 0;
  dataFrom = 0;
  dataTo = 0;

  /** Where in `bytes` the event lies, and the parts of it: texts without their quotes, `data` as the canonical JSON that it is. */
  readonly from: number;
  to = 0;

  constructor(bytes: Buffer, from: number) {
    this.bytes = bytes;
    this.from = from;
  }

  /** The event as it was written. */
  get original(): Buffer {
    return this.bytes.subarray(this.from, this.to);
  }

  get type(): EventType {
    return (this.plainType as PlainType).type;
  }

  get typeBytes(): Buffer {
    return (this.plainType as PlainType).bytes;
  }

  get topic(): EventTopic {
    return (this.plainType as PlainType).topic;
  }

  get occurredAtMs(): number {
    return this.correctedMs ?? this.timeMs;
  }

  get subject(): string {
    return this.#text(this.subjectFrom, this.subjectTo);
  }

  get source(): string {
    return this.#text(this.sourceFrom, this.sourceTo);
  }

  get id(): string {
    return this.#text(this.idFrom, this.idTo);
  }

  get data(): EventData<EventType> {
    return JSON.parse(this.#text(this.dataFrom, this.dataTo)) as EventData<EventType>;
  }

  get extensions(): string {
    return "";
  }

  #text(from: number, to: number): string {
    return this.isAscii
      ? this.bytes.toString("latin1", from, to)
      : this.bytes.toString("utf8", from, to);
  }
}
