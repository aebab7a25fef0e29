// What the rest of the house may use of the company's configuration.
export { readCompanyConfig } from "./read-config.ts";
export type { CompanyConfig } from "./read-config.ts";
export { readEventMapping } from "./read-event-mapping.ts";
export type { EventMapping } from "./event-mapping.ts";
export type { Company } from "./company.ts";
export { thresholdsOf } from "./definitions.ts";
export { readYaml } from "./yaml-file.ts";
export type { YamlResult } from "./yaml-file.ts";
export { ConfigInvalidError } from "./errors.ts";
export type { ConfigProblem } from "./errors.ts";
