/** The installation that a command works on: there must be one, and for most commands it must run. */
import { engineStatus, type Installation, readInstallation } from "@mimamori/local-engines";
import { CommandError } from "./errors.ts";
import { prepareForServices } from "./services.ts";

/** @throws CommandError no_installation */
export async function requireInstallation(stateDir: string): Promise<Installation> {
  const installation = readInstallation(stateDir);
  if (installation === undefined)
    throw new CommandError(
      "no_installation",
      `There is no installation in ${stateDir} yet: \`./mimamori demo\` makes one with a company to look at, \`./mimamori up\` an empty one.`,
    );
  return prepareForServices(installation);
}

/** @throws CommandError no_installation, or not_running when an engine is down */
export async function requireRunning(stateDir: string): Promise<Installation> {
  const installation = await requireInstallation(stateDir);
  const down = engineStatus(installation).filter(({ pid }) => pid === undefined);
  if (down.length > 0)
    throw new CommandError(
      "not_running",
      `${down.map(({ engine }) => engine).join(", ")} of ${stateDir} ${down.length === 1 ? "is" : "are"} not running: start everything with \`./mimamori up\`.`,
    );
  return installation;
}
