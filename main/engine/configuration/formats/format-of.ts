import { extname } from 'node:path';
import { jsonc } from '../jsonc/jsonc.ts';
import { yaml } from '../yaml/yaml.ts';
import { loadYamlPackage } from '../yaml/yaml-package.ts';
import type { Format } from './format.ts';

/** Told from the ending alone: .yaml and .yml are YAML, all else is JSON with comments. */
export function formatOf(file: string): Format {
  return isYaml(file) ? yaml : jsonc;
}

/** Resolves when texts of this file can be read. Whoever reads the file itself has waited for it. */
export async function loadFormat(file: string): Promise<void> {
  if (isYaml(file)) await loadYamlPackage();
}

function isYaml(file: string): boolean {
  return ['.yaml', '.yml'].includes(extname(file).toLowerCase());
}
