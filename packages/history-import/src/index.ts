// History out of files: what the `import` command uses.
export { importFiles } from "./import-files.ts";
export type { ImportOptions, ImportProgress } from "./import-files.ts";
export type { EventSink } from "./event-outbox.ts";
export type { FileReport, ImportReport, RefusedRow } from "./import-report.ts";
export { ImportError } from "./errors.ts";
export type { ImportErrorCode, RefusalCode } from "./errors.ts";
export { readMapping } from "./read-mapping.ts";
export { RefusalLog } from "./refusal-log.ts";
export type { MappingFile } from "./mapping-file.ts";
export type { OutgoingEvent } from "./outgoing-event.ts";
