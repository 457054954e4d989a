import { readConnectArguments } from './connect/connect-options.ts';

// An AI client waits for `connect` at its start, so that goes by without the library and the schemas of the rest.
const [command, ...argv] = process.argv.slice(2);
const options = command === 'connect' ? readConnectArguments(argv) : null;
if (options === null) await import('./command-process.ts');
else {
  const { connect } = await import('./connect/connect.ts');
  await connect(options);
}
