/**
 * The process that is the ClickHouse server on a machine without one: libchdb (a whole ClickHouse) run through ffi-rs.
 *
 * In: argv `<state folder> <config file>`, port and passwords from the folder's installation.json, SIGTERM to stop.
 * Out: the HTTP interface on 127.0.0.1, one line `ClickHouse is listening on port N` on stdout when it is up.
 * After a crash: what the config file promises; this file keeps no state.
 */
import fs from "node:fs";
import path from "node:path";
import { resolveLibchdb } from "chdb/libchdb";
import { DataType, type JsExternal, load, open } from "ffi-rs";
import { QUERY_THAT_FILE_IS_OFF, switchOffFile } from "./clickhouse-file-function.ts";
import { readInstallation } from "./installation.ts";

const START_TIMEOUT_MS = 60_000;

open({ library: "libc", path: "libc.so.6" });

function callLibc(name: string, types: DataType[], values: unknown[]): number {
  return load({
    library: "libc",
    funcName: name,
    retType: DataType.I32,
    paramsType: types,
    paramsValue: values,
  });
}

/**
 * Puts a pseudo-terminal on fd 0 and returns its master side.
 * Without a terminal there (and --interactive) the engine aborts on the first malformed HTTP connection.
 */
function attachTerminal(): number {
  const flags = fs.constants.O_RDWR | fs.constants.O_NOCTTY;
  const master = callLibc("posix_openpt", [DataType.I32], [flags]);
  if (
    master < 0 ||
    callLibc("grantpt", [DataType.I32], [master]) !== 0 ||
    callLibc("unlockpt", [DataType.I32], [master]) !== 0
  )
    throw new Error("this machine gives out no pseudo-terminals (is /dev/pts mounted?)");
  const name = load({
    library: "libc",
    funcName: "ptsname",
    retType: DataType.String,
    paramsType: [DataType.I32],
    paramsValue: [master],
  });
  const slave = callLibc("open", [DataType.String, DataType.I32], [name, flags]);
  if (callLibc("dup2", [DataType.I32, DataType.I32], [slave, 0]) < 0)
    throw new Error("the pseudo-terminal could not be put on fd 0");
  return master;
}

/** Runs the engine's command line on a thread of its own; settles with its error text ("" when it ended well). */
async function runEngine(args: string[]): Promise<string> {
  open({ library: "chdb", path: resolveLibchdb().path });
  const result: JsExternal = await load<DataType.External, undefined, true>({
    library: "chdb",
    funcName: "chdb_query_cmdline",
    retType: DataType.External,
    paramsType: [DataType.I32, DataType.StringArray],
    paramsValue: [args.length, args],
    runInNewThread: true,
  });
  const error = (type: DataType): unknown =>
    load({
      library: "chdb",
      funcName: "chdb_result_error",
      retType: type,
      paramsType: [DataType.External],
      paramsValue: [result],
    });
  // A null char* must not be read as a string: look at the address first.
  return error(DataType.BigInt) === 0n ? "" : String(error(DataType.String));
}

/** The engine writes its port into a file once it listens; that it does is the only sign that no exception came first. */
function announceWhenListening(portFile: string): void {
  const started = Date.now();
  const timer = setInterval(() => {
    const port = fs.existsSync(portFile) ? fs.readFileSync(portFile, "utf8").trim() : "";
    if (port !== "") {
      clearInterval(timer);
      fs.rmSync(portFile, { force: true });
      process.stdout.write(`ClickHouse is listening on port ${port}\n`);
    } else if (Date.now() - started > START_TIMEOUT_MS) {
      process.stderr.write("ClickHouse did not open its port in time\n");
      process.exit(1);
    }
  }, 10);
}

async function main(): Promise<never> {
  const [stateDir, configFile] = process.argv.slice(2);
  const installation = stateDir === undefined ? undefined : readInstallation(stateDir);
  if (installation === undefined || configFile === undefined)
    throw new Error("usage: clickhouse-process.ts STATE_DIR CONFIG_FILE");
  const dataDir = path.join(installation.stateDir, "clickhouse");
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  switchOffFile(dataDir);
  // users.xml asks for them. Set here, they are not in /proc/self/environ, which tells what a process was started with.
  process.env["CLICKHOUSE_APP_PASSWORD"] = installation.secrets.clickhouseApp;
  process.env["CLICKHOUSE_READER_PASSWORD"] = installation.secrets.clickhouseReader;
  const portFile = path.join(dataDir, ".listening-port");
  fs.rmSync(portFile, { force: true });
  const terminal = attachTerminal();

  const stopping = new AbortController();
  stopping.signal.addEventListener("abort", () => fs.writeSync(terminal, "exit\r"));
  for (const name of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
    process.on(name, () => {
      stopping.abort();
    });

  announceWhenListening(portFile);
  const error = await runEngine([
    "clickhouse",
    `--config-file=${configFile}`,
    `--path=${dataDir}`,
    `--http_port=${installation.ports.clickhouse}`,
    "--listen_host=127.0.0.1",
    "--interactive",
    "--history_file=/dev/null",
    "--highlight=0",
    "--disable_suggestion",
    "--progress=off",
    "--query",
    `${QUERY_THAT_FILE_IS_OFF}; SYSTEM START LISTEN HTTP; SELECT getServerPort('http_port') INTO OUTFILE '${portFile}' TRUNCATE FORMAT TSVRaw`,
  ]);
  if (error !== "") process.stderr.write(`${error}\n`);
  process.exit(stopping.signal.aborted ? 0 : 1);
}

await main();
