// What the rest of the house may use of identities.
export { isUser, resolveIdentity } from "./resolve-identity.ts";
export type { IdentityInterval } from "./user-links.ts";
export { traceSubject } from "./trace-subject.ts";
export type { IdentityTrace } from "./trace-subject.ts";
export { compareChanges } from "./identity-changes.ts";
export type { IdentityChange } from "./identity-changes.ts";
