import { Command, CommanderError } from 'commander';
import { addAlerts } from './commands/alerts/alerts.ts';
import { addConfig } from './commands/config/config.ts';
import { addFreePort } from './commands/free-port.ts';
import { addCancel } from './commands/gateway/cancel.ts';
import { addClients } from './commands/gateway/clients.ts';
import { addConnect } from './commands/gateway/connect.ts';
import { addRequests } from './commands/gateway/requests.ts';
import { addTools } from './commands/gateway/tools.ts';
import { addTraffic } from './commands/gateway/traffic.ts';
import { addHistory } from './commands/history.ts';
import { addLifeCommands } from './commands/life.ts';
import { addLogs } from './commands/logs.ts';
import { addMonitor } from './commands/monitor.ts';
import { addRequest } from './commands/request.ts';
import { addSecret } from './commands/secret/secret.ts';
import { addServe } from './commands/serve.ts';
import { addStatus } from './commands/status.ts';
import { addSummary } from './commands/summary.ts';
import { addValidate } from './commands/validate.ts';
import type { Context } from './context.ts';
import { CliError, EXIT, type ExitCode } from './exit-codes.ts';

/**
 * Runs one command: `signalbox <argv>`. Gives the exit code once the command is done. What goes wrong in an expected
 * way is said on `terminal.note`; whatever else is thrown is a fault of Signalbox.
 */
export async function runCommandLine(
  argv: readonly string[],
  version: string,
  outside: Omit<Context, 'finish'>,
): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.good;
  const context: Context = {
    ...outside,
    finish(code) {
      exitCode = code;
    },
  };
  try {
    await buildProgram(version, context).parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander throws for --help and --version, too; it has written its text by then.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.good : EXIT.badUsage;
    if (!(error instanceof CliError)) throw error;
    context.terminal.note(error.message);
    return error.exitCode;
  }
}

function buildProgram(version: string, context: Context): Command {
  const { terminal } = context;
  const program = new Command('signalbox')
    .description('Supervises the MCP servers on your machine. The engine is found by SIGNALBOX_HOME alone.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.replace(/\n$/, '')),
      writeErr: (text) => terminal.note(text.replace(/\n$/, '')),
    })
    .showHelpAfterError('(add --help for what it takes)')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 refused, or findings in validate, 2 bad usage, 3 no engine is running.\n\nExample:\n  signalbox status',
    );
  addServe(program, context);
  addStatus(program, context);
  addMonitor(program, context);
  addLifeCommands(program, context);
  addLogs(program, context);
  addHistory(program, context);
  addAlerts(program, context);
  addSummary(program, context);
  addRequest(program, context);
  addConnect(program, context);
  addClients(program, context);
  addTraffic(program, context);
  addRequests(program, context);
  addTools(program, context);
  addCancel(program, context);
  addFreePort(program, context);
  addValidate(program, context);
  addConfig(program, context);
  addSecret(program, context);
  return program;
}
