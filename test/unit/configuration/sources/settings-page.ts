import { FILE_SETTINGS, SERVER_SETTINGS, type Setting } from '#engine/configuration/sources/setting.ts';
import { FILE_VARIABLES, inCapitals } from '#engine/configuration/sources/variable-names.ts';
import { DOCUMENTED_FORM } from '#engine/configuration/versions/documented-form.ts';

/** The tables of docs/settings.md, row by row, as the code has them. */

export const documentedRows: readonly string[] = DOCUMENTED_FORM.map(
  ({ was, is }) => `| \`${was.join('.')}\` | \`${is.join('.')}\` |`,
);

export const aliasRows: readonly string[] = [...FILE_VARIABLES].flatMap(([{ path }, variables]) =>
  variables.slice(1).map(({ name }) => `| \`${name}\` | \`${path.join('.')}\` |`),
);

export const fileRows: readonly string[] = FILE_SETTINGS.filter(({ path }) => path[0] !== 'defaults').map(
  (setting) => {
    const [own] = FILE_VARIABLES.get(setting) ?? [];
    return `| \`${setting.path.join('.')}\` | \`${own?.name}\` | ${defaultOf(setting)} |`;
  },
);

/** Those that `defaults` may have are marked. */
export const serverRows: readonly string[] = SERVER_SETTINGS.map((setting) => {
  const key = setting.path.join('.');
  const isInherited = FILE_SETTINGS.some(({ path }) => path.join('.') === `defaults.${key}`);
  return `| \`${key}\` | \`…_${inCapitals(setting.path)}\` | ${isInherited ? 'yes' : ''} | ${defaultOf(setting)} |`;
});

function defaultOf({ byDefault }: Setting): string {
  return byDefault === null ? '' : `\`${JSON.stringify(byDefault)}\``;
}
