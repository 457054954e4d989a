import { z } from 'zod';
import { Caller } from './caller.ts';
import { ConfigurationFormat, Finding, Plan, PlanStep } from './configuration-status.ts';

/** The file for an editor. */
export const ConfigurationText = z.object({
  file: z.string(),
  format: ConfigurationFormat,
  /** With `MASK` for each secret. Empty where there is no file. */
  text: z.string(),
  /** Null where there is no file: `apply-configuration` then makes one. */
  revision: z.string().nullable(),
  /** Why it can't be changed from here, in a sentence; null when it can. */
  locked: z.string().nullable(),
});
export type ConfigurationText = z.infer<typeof ConfigurationText>;

/** What a text would be and do, were it the file. */
export const ConfigurationCheck = z.object({
  findings: z.array(Finding),
  /** Of a text without errors. */
  plan: Plan.nullable(),
  /** In the order of the file; null with errors. */
  steps: z.array(PlanStep).nullable(),
  /** The text as plain JSON, for the form; null when it can't be read at all. */
  value: z.unknown(),
  /** Whether it says anything other than the file does now, apart from layout and comments. */
  differs: z.boolean(),
  /** The text with secrets masked, also those that the file does not have: for who keeps it. Null when it can't be read. */
  masked: z.string().nullable(),
});
export type ConfigurationCheck = z.infer<typeof ConfigurationCheck>;

/** One value that a change changed. Secrets are masked. */
export const ValueChange = z.object({
  /** Dotted path, for example mcpServers.github.env.GITHUB_TOKEN. */
  key: z.string(),
  /** As JSON on one line, cut at 200 characters; null where there was, or is, none. */
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type ValueChange = z.infer<typeof ValueChange>;

/** One entry of the history of the configuration; entries are chained by hash, and never changed. */
export const ConfigurationChange = z.object({
  /** Counts from 1. */
  id: z.number().int(),
  at: z.iso.datetime(),
  by: Caller,
  action: z.enum([
    'first',
    'edit',
    'restore',
    'migrate',
    'rollback',
    'import',
    'secret',
    'backup',
    'refused',
  ]),
  /** As whoever did it gave it; null for none. */
  why: z.string().nullable(),
  /** "2 values of github changed" */
  summary: z.string(),
  changes: z.array(ValueChange),
  /** Of what the file was before and is after, where they are still kept; for `configuration-version`. */
  before: z.string().nullable(),
  after: z.string().nullable(),
  hash: z.string(),
});
export type ConfigurationChange = z.infer<typeof ConfigurationChange>;

/** Whether the history is as it was written. */
export const HistoryProof = z.object({
  intact: z.boolean(),
  /** The first entry that does not fit, and how; null when all do. */
  fault: z.string().nullable(),
});
export type HistoryProof = z.infer<typeof HistoryProof>;

/** One setting as it holds now. */
export const EffectiveSetting = z.object({
  /** In the file's own words: "2s", "512MB", true, null. Secrets are masked. */
  value: z.unknown(),
  origin: z.enum(['default', 'file', '.env', 'env']),
  /** The variable's name, `.env:3`, `servers.json:12`, or why the default is what it is here; null for a plain default. */
  from: z.string().nullable(),
});
export type EffectiveSetting = z.infer<typeof EffectiveSetting>;

/** Something that `${secret:NAME}` or `${input:NAME}` stands for. Its value never crosses a border. */
export const SecretEntry = z.object({
  name: z.string(),
  input: z.boolean(),
  /** Null: something names it, and it has no value yet. */
  set_at: z.iso.datetime().nullable(),
  /** Dotted keys of the file that name it. */
  used_by: z.array(z.string()),
  /** Of an input, what the file says of it. */
  description: z.string().nullable(),
});
export type SecretEntry = z.infer<typeof SecretEntry>;

export const SecretStoreView = z.object({
  kind: z.enum(['keychain', 'encrypted-file', 'unavailable']),
  /** Said plainly: where secrets are, what that protects from, and what not. */
  says: z.string(),
});
export type SecretStoreView = z.infer<typeof SecretStoreView>;

/** What starting a server for a moment showed; nothing of it is left running. */
export const ServerTrial = z.object({
  ok: z.boolean(),
  /** "ready after 0.8 s: 12 tools, protocol 2025-11-25", or what went wrong and what would mend it. */
  says: z.string(),
  protocol_version: z.string().nullable(),
  tools: z.array(z.string()),
  /** What it wrote on stderr, the last 20 lines, secrets masked. */
  lines: z.array(z.string()),
  took_ms: z.number(),
});
export type ServerTrial = z.infer<typeof ServerTrial>;

/**
 * A server as it could be added: its name and its entry of `mcpServers`. Secrets are masked where it comes from a file; in
 * what somebody pasted they are as they were pasted.
 */
export const ServerDraft = z.object({
  name: z.string(),
  settings: z.record(z.string(), z.unknown()),
  /** Keys of its environment, headers and arguments that look like secrets, such as `env.GITHUB_TOKEN`. */
  secrets: z.array(z.string()),
  /** What can't be taken over, or should be looked at. */
  notes: z.array(z.string()),
});
export type ServerDraft = z.infer<typeof ServerDraft>;

/** What one AI client's file on this machine has. */
export const ClientServers = z.object({
  /** `claude-desktop`, `claude-code`, `cursor`, `vscode`, `windsurf`, `codex`, … */
  client: z.string(),
  title: z.string(),
  file: z.string(),
  /** Why it could not be read; null when it could. */
  problem: z.string().nullable(),
  /** What is left out, and why, such as an entry that leads to Signalbox itself. */
  notes: z.array(z.string()),
  servers: z.array(
    ServerDraft.extend({
      /** `same`: it is configured here just so; `other`: one of that name is, with other settings. */
      here: z.enum(['new', 'same', 'other']),
    }),
  ),
});
export type ClientServers = z.infer<typeof ClientServers>;

/** One of the things that Signalbox keeps, and whether it was whole at the start. */
export const IntegrityCheck = z.object({
  what: z.enum(['configuration', 'backups', 'history', 'state', 'figures', 'logs', 'secrets']),
  file: z.string(),
  ok: z.boolean(),
  /** What was wrong, and what was done about it: nothing is deleted. "whole" */
  says: z.string(),
  /** Where the damaged one was put; null for nowhere. */
  quarantine: z.string().nullable(),
});
export type IntegrityCheck = z.infer<typeof IntegrityCheck>;
