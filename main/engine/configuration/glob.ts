/** Whether a name is meant. */
export type NameMatcher = (name: string) => boolean;

/**
 * A glob over names: `*` stands for any characters, none too, `?` for one; all else is itself. picomatch and its like
 * are made for paths, so that `*` stops at a slash and brackets mean something, and a regular expression made of a
 * person's stars can take very long for a name that a client thinks up: this one takes glob × name steps at the most.
 */
export function compileGlob(glob: string): NameMatcher {
  if (/^\*+$/.test(glob)) return () => true;
  if (!/[*?]/.test(glob)) return (name) => name === glob;
  return (name) => matches(glob, name);
}

/** Whether any of the globs means the name. */
export function compileGlobs(globs: readonly string[]): NameMatcher {
  const [first, ...rest] = globs.map(compileGlob);
  if (first === undefined) return () => false;
  if (rest.length === 0) return first;
  return (name) => first(name) || rest.some((matcher) => matcher(name));
}

/** Goes back to the last star alone: where a later star has matched, no other length of an earlier one is needed. */
function matches(glob: string, name: string): boolean {
  let atGlob = 0;
  let atName = 0;
  let afterStar = -1;
  let starEnds = 0;
  while (atName < name.length) {
    const wanted = glob[atGlob];
    if (wanted === '*') {
      atGlob++;
      afterStar = atGlob;
      starEnds = atName;
    } else if (wanted === '?' || (wanted !== undefined && wanted === name[atName])) {
      atGlob++;
      atName++;
    } else if (afterStar !== -1) {
      starEnds++;
      atGlob = afterStar;
      atName = starEnds;
    } else return false;
  }
  while (glob[atGlob] === '*') atGlob++;
  return atGlob === glob.length;
}
