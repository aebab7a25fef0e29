/** The engines' settings stand in infra/ and are used as they are there; this fills in what differs per installation. */
import fs from "node:fs";
import path from "node:path";

/** The root of the checkout that this file belongs to. */
export const CHECKOUT = path.resolve(import.meta.dirname, "../../..");

/** A settings file or folder below infra/. */
export function settingsPath(relative: string): string {
  return path.join(CHECKOUT, "infra", relative);
}

/**
 * Text of a template with every @NAME@ replaced.
 * @throws Error when a name of the template has no value: a broken setting must not reach an engine
 */
export function fillTemplate(
  template: string,
  values: Readonly<Record<string, string | number>>,
): string {
  return template.replaceAll(/(?<!\w)@([A-Z_]+)@(?=\W|$)/g, (place, name: string) => {
    const value = values[name];
    if (value === undefined)
      throw new Error(`the template has a place ${place} that nothing fills`);
    return String(value);
  });
}

/** Fills a template of infra/ and writes it, readable by its owner only. Comment lines stay as they are. */
export function writeSettings(
  template: string,
  file: string,
  values: Readonly<Record<string, string | number>>,
): void {
  const filled = fs
    .readFileSync(settingsPath(template), "utf8")
    .split("\n")
    .map((line) => (line.startsWith("#") ? line : fillTemplate(line, values)))
    .join("\n");
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  fs.writeFileSync(file, filled, { mode: 0o600 });
}
