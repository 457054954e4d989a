import { z } from 'zod';

/** The PATH that servers are started with, and how it came about. */
export const ShellPath = z.object({
  folders: z.array(z.string()),
  /** `login-shell` when the login shell was asked and answered; else what Signalbox was started with. */
  origin: z.enum(['login-shell', 'environment']),
  /** The shell that was asked; null where there is none to ask. */
  shell: z.string().nullable(),
  /** Why the shell gave no answer, in a clause; null when it did or was not asked. */
  problem: z.string().nullable(),
});
export type ShellPath = z.infer<typeof ShellPath>;

/** The file that a server's command stands for. */
export const Executable = z.object({
  /** As found on PATH or named by the configuration. */
  path: z.string(),
  /** What a chain of links ends at; equal to `path` without one. */
  real_path: z.string(),
  /** The version manager whose shim or folder that is; null for an ordinary program. */
  manager: z.enum(['nvm', 'fnm', 'asdf', 'volta', 'mise', 'nodenv', 'pyenv', 'homebrew']).nullable(),
});
export type Executable = z.infer<typeof Executable>;
