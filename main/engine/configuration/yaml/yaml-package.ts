import type * as Yaml from 'yaml';

let loaded: typeof Yaml | null = null;

/** It takes 10 MB and 25 ms, which whoever writes JSON is spared. */
export async function loadYamlPackage(): Promise<void> {
  loaded ??= await import('yaml');
}

export function yamlPackage(): typeof Yaml {
  if (loaded === null) throw new Error('YAML is read before loadFormat');
  return loaded;
}
