/** A name that is legal here: letters, digits, _ and -, which every client can use as part of a tool's name. */
export function legalName(given: string): string {
  return (
    given
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
      .replaceAll(/^[^A-Za-z0-9]+|-+$/g, '')
      .slice(0, 60) || 'server'
  );
}

/** The name, or the first of name-2, name-3… that is free. `taken` holds names in lower case. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  let proposal = name;
  for (let number = 2; taken.has(proposal.toLowerCase()); number += 1) proposal = `${name}-${number}`;
  return proposal;
}
