import type { DependencyView } from '#contract/health.ts';
import type { ServerView } from '#contract/server.ts';
import { count, sayBytes, sayDuration } from '../../health/health.ts';
import type { ServerNow } from '../signals/server-now.ts';
import type { ServerSignal } from '../signals/server-values.ts';
import { sayFigure, sayNumber, sayOften, sayTimes, sayWhen } from './say-figure.ts';

export interface Words {
  /** What follows the server's name. */
  readonly message: string;
  readonly nextStep: string;
  /** What its owner is most likely to do about it. */
  readonly does: 'restart' | 'mend' | 'read' | 'configure' | 'look';
}

const READ_LOG = 'Read its log.';

/** What is wrong, by the signal. */
export const SERVER_WORDS: Readonly<Record<ServerSignal, (value: number, server: ServerNow) => Words>> = {
  down: (_, server) => ({
    message: `is down${toldElsewhere(server) ?? because(server)}`,
    nextStep: whatMends(server) ?? READ_LOG,
    does: 'mend',
  }),
  crash_looping(_, server) {
    const { downs } = server.known.past;
    const often = downs.length < 2 ? '' : `, ${sayOften(downs.length)} within the last hour`;
    return {
      message: `keeps going down${often}${because(server)}`,
      nextStep: whatMends(server) ?? 'Read its log, mend it, and start it.',
      does: 'mend',
    };
  },
  failed: (_, server) => ({
    message: `can’t start${because(server)}`,
    nextStep: whatMends(server) ?? 'Mend its configuration.',
    does: 'mend',
  }),
  hung: (_, server) => ({
    message: doesNotAnswer(server),
    nextStep: server.known.view.hung
      ? (server.known.view.next_step ?? 'Restart it.')
      : 'It is restarted by itself; if that goes on, read its log for what it does before it stops answering.',
    does: 'restart',
  }),
  downs_1h: (value, server) => ({
    message: `went down ${sayOften(value)} within the last hour${server.isDown ? '' : ', and came back each time'}${server.known.past.isLooping ? '' : lastExit(server)}`,
    nextStep: 'Read its log for what it wrote before it ended.',
    does: 'read',
  }),
  limit_restarts_1h: (value, server) => ({
    message: `was restarted ${sayOften(value)} within the last hour because it passed a limit${limitWords(server)}`,
    nextStep: 'Give it a higher limit, or find out what it needs so much for.',
    does: 'configure',
  }),
  score: (value, { known }) => ({
    message: `has a health score of ${sayNumber(value)} of 100${listed(known.view.health_reasons)}`,
    nextStep: known.view.next_step ?? 'See on its page what it lost points for.',
    does: 'look',
  }),
  probe_ms: (value) => ({
    message: `takes ${sayDuration(value)} to answer a probe`,
    nextStep: 'See what it is busy with; restart it if nobody asks anything of it.',
    does: 'restart',
  }),
  cpu_percent: (value) => ({
    message: `uses ${sayFigure(value, 'percent')} of a processor core`,
    nextStep: 'See which requests it works on; restart it if there are none.',
    does: 'restart',
  }),
  memory_bytes: (value, server) => ({
    message: `uses ${sayBytes(value)} of memory${comparedWithUsual(value, server)}`,
    nextStep: `Restart it if it should need less${orLimit(server)}`,
    does: 'restart',
  }),
  unmeasured: (_, { known }) => ({
    message: `can’t be measured: it runs as process ${known.view.pid ?? 'of unknown number'}, and nothing is told of what it uses`,
    nextStep: 'Restart it if it does not answer either; it may run as another user.',
    does: 'restart',
  }),
  memory_of_limit_percent(value, server) {
    const { memory_bytes: bytes } = server.known.view;
    const limit = server.memoryLimitBytes;
    const figures = bytes === null || limit === null ? '' : `: ${sayBytes(bytes)} of ${sayBytes(limit)}`;
    return {
      message: `uses ${sayFigure(value, 'percent')} of its memory limit${figures}`,
      nextStep: 'Restart it before its limit does, or give it a higher one.',
      does: 'restart',
    };
  },
  memory_times_usual(value, server) {
    const { memory_bytes: bytes } = server.known.view;
    return {
      message: `uses ${bytes === null ? 'more memory' : sayBytes(bytes)}${comparedWithUsual(bytes, server) || `, ${sayTimes(value)} what is usual`}`,
      nextStep: `Restart it${orLimit(server)}`,
      does: 'restart',
    };
  },
  memory_leak: (_, server) => ({
    message: `leaks memory: ${uncapitalised(server.memoryTrend?.sentence ?? 'it grows as a leak does')}`,
    nextStep:
      server.memoryLimitBytes === null
        ? 'Restart it to get the memory back, and tell its makers; a memory limit does that by itself.'
        : `Restart it to get the memory back, and tell its makers; its limit of ${sayBytes(server.memoryLimitBytes)} restarts it by itself.`,
    does: 'restart',
  }),
  seconds_to_memory_limit(value, server) {
    const { memory_bytes: bytes } = server.known.view;
    const limit = server.memoryLimitBytes;
    const figures =
      bytes === null || limit === null ? '' : ` of ${sayBytes(limit)}, from ${sayBytes(bytes)} now`;
    return {
      message: `will reach its memory limit${figures} in about ${sayDuration(value * 1_000)}`,
      nextStep: 'Restart it at a moment that suits you, or give it a higher limit.',
      does: 'restart',
    };
  },
  processes: (value) => ({
    message: `runs ${count(value, 'process', 'processes')}`,
    nextStep: 'See on its page what they are; restart it to end what it has left behind.',
    does: 'restart',
  }),
  threads: (value) => ({
    message: `runs ${count(value, 'thread')}`,
    nextStep: 'See on its page whether they become more and more; a restart ends them.',
    does: 'restart',
  }),
  open_files: (value) => ({
    message: `has ${count(value, 'open file')}`,
    nextStep: 'See on its page whether they become more and more; a restart closes them.',
    does: 'restart',
  }),
  open_files_of_limit_percent(value, server) {
    const { mostOpenFiles: most, openFilesLimit: limit } = server;
    const figures =
      most === null || limit === null ? '' : `: ${count(most, 'file')} of ${count(limit, 'file')}`;
    return {
      message: `has ${sayFigure(value, 'percent')} of the files open that one process may have${figures}`,
      nextStep: 'Restart it before it can open none any more, or give it a higher limit.',
      does: 'restart',
    };
  },
  error_percent_5m: (value, server) => ({
    message: `failed ${sayFigure(value, 'percent')} of ${count(server.askedWithin5m, 'request')} within 5 min${errorKinds(server)}`,
    nextStep: 'See on its page which requests fail, and read its log.',
    does: 'read',
  }),
  errors_5m: (value, server) => ({
    message: `failed ${count(value, 'request')} within 5 min, of ${sayNumber(server.askedWithin5m)}${errorKinds(server)}`,
    nextStep: 'See on its page which requests fail.',
    does: 'read',
  }),
  p95_ms: (value) => ({
    message: `takes ${sayDuration(value)} or longer for one request in twenty`,
    nextStep: 'See on its page which tools are slow.',
    does: 'look',
  }),
  p95_times_usual(value, server) {
    const { recentP95Ms: recent, usualP95Ms: usual } = server;
    const figures =
      recent === null || usual === null ? '' : `: ${sayDuration(recent)} instead of ${sayDuration(usual)}`;
    return {
      message: `is ${sayTimes(value)} as slow as usual${figures} for one request in twenty, over 10 min`,
      nextStep: 'See on its page which tools are slow, and what it waits for.',
      does: 'look',
    };
  },
  requests_per_minute: (value) => ({
    message: `gets ${sayNumber(value)} requests a minute`,
    nextStep: 'See on the traffic page who asks so much.',
    does: 'look',
  }),
  breaker_open: (_, { known }) => ({
    message: `is not asked any more: ${known.view.traffic.breaker_reason ?? 'its circuit breaker is open'}`,
    nextStep: 'Its breaker lets a request through by itself after a while; read its log for why they failed.',
    does: 'read',
  }),
  clients: (value) => ({
    message: `has ${count(value, 'client')}`,
    nextStep:
      'See on the traffic page who they are; one that connects again and again leaves sessions behind.',
    does: 'look',
  }),
  connection_cycles_10m: (value) => ({
    message: `was lost and came back ${sayOften(value)} within 10 min`,
    nextStep: 'Read its log, and see whether the way to it holds.',
    does: 'read',
  }),
  disconnections_5m: (value) => ({
    message: `lost ${count(value, 'call')} with ${value === 1 ? 'its' : 'their'} connection within 5 min`,
    nextStep: 'Read its log for why it ended or closed the connection.',
    does: 'read',
  }),
  log_errors_5m: (value) => ({
    message: `wrote ${count(value, 'error line')} to its log within 5 min`,
    nextStep: READ_LOG,
    does: 'read',
  }),
  log_errors_times_usual(_, server) {
    const usual = server.known.usualLogErrors ?? 0;
    const habit = usual < 0.5 ? 'and usually writes none' : `where ${sayNumber(usual)} are usual`;
    return {
      message: `wrote ${count(server.logErrors, 'error line')} to its log within 5 min, ${habit}`,
      nextStep: READ_LOG,
      does: 'read',
    };
  },
  log_bytes: (value) => ({
    message: `has a log of ${sayBytes(value)} on disk`,
    nextStep: 'The oldest part of it goes by itself; let it log less if it should tell of longer.',
    does: 'read',
  }),
  dependencies_down: (_, server) => missing(server, false),
  critical_dependencies_down: (_, server) => missing(server, true),
  certificate_days: (value) => ({
    message: `has a certificate that ${value < 0 ? 'ran' : 'runs'} out ${sayWhen(value)}`,
    nextStep: 'Have whoever runs it renew its certificate.',
    does: 'look',
  }),
  token_days: (value) => ({
    message: `is sent a token that ${value < 0 ? 'ran' : 'runs'} out ${sayWhen(value)}`,
    nextStep: 'Get a new token and put it into its headers.',
    does: 'configure',
  }),
};

function whyOf({ problem, health_reasons: reasons, state }: ServerView): string | undefined {
  return problem?.message ?? (state === 'ready' ? undefined : reasons[0]);
}

/** ": exited with code 1: …", of what is wrong now or was before it was started again. */
function because({ known }: ServerNow): string {
  const why = whyOf(known.view);
  return why === undefined ? '' : `: ${why}`;
}

/** "hangs: no answer to 3 probes …" says it already. */
function doesNotAnswer({ known }: ServerNow): string {
  const why = whyOf(known.view);
  if (why === undefined) return 'does not answer';
  return why.startsWith('hangs: ') ? why : `does not answer: ${why}`;
}

/** Another alert of it says why, with all that it wrote. */
function toldElsewhere({ known: { past } }: ServerNow): string | null {
  if (past.isLooping) return ': it keeps going down';
  return past.hasFailed ? ': it can’t start' : null;
}

/** It can be given no limit that it has. */
function orLimit({ memoryLimitBytes: limit }: ServerNow): string {
  return limit === null ? ', or give it a memory limit.' : `; its memory limit is ${sayBytes(limit)}.`;
}

function whatMends({ known }: ServerNow): string | null {
  const { problem, next_step: next } = known.view;
  const fix = problem?.fix ?? null;
  if (next === null || fix === null) return next ?? fix;
  return next.includes(fix) ? next : `${fix} ${next}`;
}

function lastExit({ known }: ServerNow): string {
  const exit = known.view.last_exit;
  if (exit === null) return '';
  const how = exit.signal === null ? `exit code ${exit.code ?? 'unknown'}` : exit.signal;
  return `; last by ${how}${exit.stderr === null ? '' : `: ${exit.stderr}`}`;
}

function limitWords({ memoryLimitBytes: limit }: ServerNow): string {
  return limit === null ? '' : `: ${sayBytes(limit)} of memory`;
}

function listed([first, second]: readonly string[]): string {
  if (first === undefined) return '';
  return second === undefined ? `: ${first}` : `: ${first}; ${second}`;
}

function comparedWithUsual(bytes: number | null, { known }: ServerNow): string {
  const usual = known.usualMemoryBytes;
  if (bytes === null || usual === null || usual <= 0 || bytes < 1.5 * usual) return '';
  return `, ${sayTimes(bytes / usual)} its usual ${sayBytes(usual)}`;
}

function missing(server: ServerNow, isCritical: boolean): Words {
  const gone = server.missing(isCritical);
  const [first] = gone;
  const names = gone.map((one) => `${calledIn(one)} ${one.message}`).join('; ');
  return {
    message: `lacks ${isCritical ? 'what it can’t do without' : 'what it needs'}: ${names}`,
    nextStep: first === undefined ? 'It is looked at again by itself.' : whatMendsIt(first),
    does: 'look',
  };
}

/** A server by its own name, unless its check was given one. */
function calledIn({ name, kind, target }: DependencyView): string {
  return kind === 'server' && name === `server ${target}` ? target : name;
}

function whatMendsIt(gone: DependencyView): string {
  const { name, kind, target } = gone;
  if (kind === 'server') return `See what is wrong with ${target}.`;
  return name.includes(target) ? `Mend ${name}.` : `Mend ${name} (${target}).`;
}

const KINDS = {
  transport: 'connection lost',
  timeout: 'timed out',
  protocol: 'refused',
  tool: 'reported by tools',
};

/** Of what kind most errors are, since the engine started. */
function errorKinds({ totals }: ServerNow): string {
  if (totals === null) return '';
  const [most] = Object.entries(totals.errorsByClass).toSorted(([, a], [, b]) => b - a);
  if (most === undefined || most[1] === 0 || 2 * most[1] < totals.errors) return '';
  return `, most of them ${KINDS[most[0] as keyof typeof KINDS]}`;
}

function uncapitalised(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
