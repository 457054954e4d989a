import { ProblemError } from '#contract/problem.ts';
import type { ConfigurationEdit } from '../formats/format.ts';

/** The plain value with one edit made to it; the value itself stays. What is empty on the way becomes an object. */
export function changed(value: unknown, { path, value: wished }: ConfigurationEdit): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return wished;
  const inner = { path: rest, value: wished };
  if (value === undefined || value === null) {
    if (wished === undefined) return value;
    return typeof step === 'number' ? [changed(undefined, inner)] : { [step]: changed(undefined, inner) };
  }
  if (Array.isArray(value) && typeof step === 'number') {
    const items: unknown[] = [...value];
    const index = step === -1 ? items.length : step;
    if (wished === undefined && rest.length === 0) items.splice(index, 1);
    else if (index < items.length || wished !== undefined)
      items[Math.min(index, items.length)] = changed(items[index], inner);
    return items;
  }
  if (typeof value !== 'object' || Array.isArray(value) || typeof step === 'number') {
    throw new ProblemError('bad-input', `there is no place for ${JSON.stringify(step)} in the file`);
  }
  const entries = Object.entries(value);
  const isThere = Object.hasOwn(value, step);
  if (wished === undefined && rest.length === 0)
    return Object.fromEntries(entries.filter(([key]) => key !== step));
  if (wished === undefined && !isThere) return value;
  const next = changed(isThere ? Reflect.get(value, step) : undefined, inner);
  return Object.fromEntries(
    isThere ? entries.map(([key, item]) => [key, key === step ? next : item]) : [...entries, [step, next]],
  );
}
