import { ProblemError } from '#contract/problem.ts';
import { type AlertSettings, nearest } from '../../configuration/configuration.ts';

/** Throws ProblemError `not-found` for a name that no rule has, of all servers or of one. */
export function requireRule({ rules, serverRules }: AlertSettings, name: string): void {
  const names = [rules, ...serverRules.values()].flat().map((rule) => rule.name);
  if (names.includes(name)) return;
  const meant = nearest(name, names);
  const hint =
    meant === undefined ? 'The command "signalbox alerts rules" lists them.' : `Did you mean ${meant}?`;
  throw new ProblemError('not-found', `there is no rule named ${name}. ${hint}`);
}
