import type { Finding } from '#contract/configuration-status.ts';
import { formatOf, loadFormat } from '../formats/format-of.ts';
import { newReport } from '../reading/report.ts';
import { positionFinder } from '../reading/text-position.ts';
import type { Configuration } from '../server-config.ts';
import { checkAddresses } from './check-addresses.ts';
import { checkCommands } from './check-commands.ts';
import { checkFiles } from './check-files.ts';
import { checkGatewayNames } from './check-gateway-names.ts';
import { checkPlainSecrets } from './check-plain-secrets.ts';
import { checkVariables } from './check-variables.ts';
import { checkWindowsPaths } from './check-windows-paths.ts';
import { makeScene } from './scene.ts';
import type { World } from './world.ts';

/**
 * What is to be said of a good configuration beyond its shape: commands, folders and files that are not there, ports that
 * clash, secrets in plain text, names and paths that come out otherwise than meant. Warnings alone, each with its place and
 * what would be right. Of disabled
 * servers only what holds without a start: secrets, placeholders, variables and names. Never rejects.
 */
export async function checkSurroundings(
  configuration: Configuration,
  world: World,
): Promise<readonly Finding[]> {
  const { file, text } = configuration;
  await loadFormat(file);
  const format = formatOf(file);
  const read = format.read(text);
  if (!('root' in read) || read.root === null) return [];
  const report = newReport(file, positionFinder(text));
  report.hide(configuration.secrets);
  const scene = makeScene(configuration, { root: read.root, texts: format.texts(text) }, world, report);
  checkAddresses(scene);
  checkGatewayNames(scene);
  await checkPlainSecrets(scene);
  await checkVariables(scene);
  const told = checkWindowsPaths(scene);
  await checkCommands(scene, told);
  await checkFiles(scene);
  return report.findings();
}
