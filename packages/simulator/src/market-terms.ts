// The words in which market.ts describes the market.

export interface Country {
  readonly code: string;
  readonly share: number;
  readonly utcOffsetHours: number;
  readonly currency: string;
  readonly minorPerCent: number;
  readonly language: string;
}

export interface Plan {
  readonly name: string;
  readonly seatCents: number;
  readonly baseCents: number;
}

export interface Segment {
  readonly name: string;
  readonly share: number;
  /** Seats of a new account, from and to. */
  readonly seats: readonly [number, number];
  /** Indexes into PLANS, from and to. */
  readonly plans: readonly [number, number];
  readonly annualShare: number;
  readonly trialShare: number;
  /** Logit of leaving in a month, with a monthly contract and an engagement of 0. */
  readonly monthlyLogit: number;
  /** Logit of not renewing an annual contract with an engagement of 0. */
  readonly annualLogit: number;
  readonly noticeDays: number;
  readonly conversationsPerMonth: number;
  readonly accountsPerCsm: number;
  /** Who does not pay by card pays by bank transfer. */
  readonly cardShare: number;
}
