import type { Alert, RemedyTaken } from '#contract/alert.ts';
import type { Remedy } from '../../configuration/configuration.ts';
import type { CommandOutcome } from '../../process/process.ts';
import type { RemedyMeans } from './remedies.ts';

type Result = Pick<RemedyTaken, 'outcome' | 'sentence'>;

/** Long enough to clear a cache or write a dump. */
const COMMAND_LIMIT_MS = 5 * 60_000;
const MOST_OUTPUT_BYTES = 256 * 1024;
const TOLD_CHARS = 200;

/** Does it once. Never rejects. */
export async function runRemedy(
  alert: Alert,
  remedy: Remedy,
  means: RemedyMeans,
  signal: AbortSignal,
): Promise<Result> {
  const { rule, server } = alert;
  const who = server ?? 'The machine';
  try {
    switch (remedy.do) {
      case 'restart':
        if (server === null) return refused(`The machine is not restarted: ${rule} is about no server`);
        await means.restart(server, rule);
        return done(`${server} was restarted, as the rule ${rule} says`);
      case 'reap': {
        if (server === null) return refused(`Nothing was ended: ${rule} is about no server`);
        const ended = await means.reap(server);
        if (ended === 0) return done(`${server} had left nothing behind that could be ended`);
        return done(
          `${server} had left ${ended} process${ended === 1 ? '' : 'es'} behind, which ${ended === 1 ? 'was' : 'were'} ended`,
        );
      }
      case 'diagnose':
        return done(`${who} was examined: what was found is in ${await means.diagnose(alert)}`);
      case 'run':
        return await runCommand(alert, remedy, means, signal);
      default:
        return remedy.do satisfies never;
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      outcome: 'failed',
      sentence: `${who}: “${remedy.do}”, as the rule ${rule} says, failed: ${why}`,
    };
  }
}

async function runCommand(
  alert: Alert,
  { command, args }: Remedy,
  { run }: RemedyMeans,
  signal: AbortSignal,
): Promise<Result> {
  const { id, rule, server, severity, message } = alert;
  const who = server ?? 'The machine';
  if (command === null) return refused(`${who}: the rule ${rule} runs a command, but names none`);
  const outcome = await run(
    {
      command,
      args,
      env: {
        SIGNALBOX_ALERT_ID: id,
        SIGNALBOX_ALERT_RULE: rule,
        SIGNALBOX_ALERT_SEVERITY: severity,
        SIGNALBOX_ALERT_SERVER: server ?? '',
        SIGNALBOX_ALERT_MESSAGE: message,
      },
      input: `${JSON.stringify(alert)}\n`,
      cwd: null,
      timeoutMs: COMMAND_LIMIT_MS,
      maxBytes: MOST_OUTPUT_BYTES,
    },
    signal,
  );
  const how = sayOutcome(outcome);
  const isWell = outcome.kind === 'exited' && outcome.code === 0;
  return {
    outcome: isWell ? 'done' : 'failed',
    sentence:
      outcome.kind === 'not-started'
        ? `${who}: ${command}, which the rule ${rule} runs, ${how}`
        : `${who}: ${command} was run, as the rule ${rule} says, and ${how}`,
  };
}

function sayOutcome(outcome: CommandOutcome): string {
  switch (outcome.kind) {
    case 'exited': {
      if (outcome.code === 0) return 'ended well';
      const said = outcome.stderrTail.trim().slice(-TOLD_CHARS);
      const how = outcome.code === null ? `was ended by ${outcome.signal}` : `exited with ${outcome.code}`;
      return said === '' ? how : `${how}: ${said}`;
    }
    case 'timeout':
      return `was ended, because it took more than ${COMMAND_LIMIT_MS / 60_000} minutes`;
    case 'too-much-output':
      return `was ended, because it printed more than ${MOST_OUTPUT_BYTES / 1024} KiB`;
    case 'not-started':
      return `could not be started: ${outcome.reason}`;
    default:
      return outcome satisfies never;
  }
}

function done(sentence: string): Result {
  return { outcome: 'done', sentence };
}

function refused(sentence: string): Result {
  return { outcome: 'refused', sentence };
}
