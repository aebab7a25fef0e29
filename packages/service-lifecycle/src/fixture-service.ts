// A service that run-service.test.ts starts as a process of its own; BEHAVIOUR says what it does wrong, if anything.
import { once } from "node:events";
import { z } from "zod";
import { serviceEnvironment } from "./environment.ts";
import { runService } from "./run-service.ts";

const behaviours = [
  "well",
  "slow-cleanup",
  "hanging-cleanup",
  "failing-cleanup",
  "failing-start",
  "failing-task",
  "ending-task",
  "uncaught-exception",
  "unhandled-rejection",
  "unhealthy",
] as const;

const schema = z.object({
  ...serviceEnvironment,
  BEHAVIOUR: z.enum(behaviours),
  DATABASE_PASSWORD: z.string().min(8, "expected at least 8 characters"),
});

await runService("fixture", schema, (service) => {
  const behaviour = service.config.BEHAVIOUR;
  service.onShutdown("opened first", () => {
    service.log.info("closing what was opened first");
  });
  service.onShutdown("opened second", async () => {
    service.log.info("closing what was opened second");
    if (behaviour === "hanging-cleanup") await new Promise(() => undefined);
    if (behaviour === "failing-cleanup") throw new Error("connection already gone");
    if (behaviour === "slow-cleanup") await once(process, "SIGUSR2");
  });
  if (behaviour === "failing-start") return Promise.reject(new Error("no broker answers"));
  if (behaviour === "failing-task") service.run("reader", Promise.reject(new Error("reader died")));
  if (behaviour === "ending-task") service.run("reader", Promise.resolve());
  if (behaviour === "unhealthy") service.addLivenessCheck("loop", () => "stands still");
  if (behaviour === "unhandled-rejection") void Promise.reject(new Error("forgotten"));
  if (behaviour === "uncaught-exception") {
    setTimeout(() => {
      throw new Error("surprise");
    }, 10);
  }
  return Promise.resolve();
});
