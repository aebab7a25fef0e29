// Whose an event is before anybody knows the account.
import { USER_SUBJECT_PREFIX } from "@mimamori/event-contracts";

/** The subject of a person whose account only a link can tell. */
export function userSubject(user: string): string {
  return `${USER_SUBJECT_PREFIX}${user}`;
}
