/** A log for connections of commands: what matters to a person comes back as an error. */
const nothing = (): void => undefined;

export const silentLog = { debug: nothing, info: nothing, warn: nothing, error: nothing } as const;
