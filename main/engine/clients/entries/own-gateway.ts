import type { PlainObject } from './plain.ts';
import { textOf, textsOf } from './plain.ts';

const LOOPBACK = /^(?:127(?:\.\d+){3}|localhost|\[::1\])$/;

/** Whether an entry leads to this Signalbox: as a server of its own it would ask itself. */
export function isOwnGateway({ command, args, url }: PlainObject, ownUrl: string | null): boolean {
  const address = textOf(url);
  if (address !== undefined) return ownUrl !== null && isSameDoor(address, ownUrl);
  const words = [...textsOf(command), ...textsOf(args)];
  const program = words.findIndex((word) =>
    /(?:^|[\\/@])signalbox(?:\.js|\.cmd|\.exe|@[\w.^~-]+)?$/i.test(word),
  );
  return program !== -1 && words[program + 1] === 'connect';
}

function isSameDoor(address: string, ownUrl: string): boolean {
  const [theirs, ours] = [URL.parse(address), URL.parse(ownUrl)];
  if (theirs === null || ours === null || theirs.port !== ours.port) return false;
  const isHere =
    theirs.hostname === ours.hostname || (LOOPBACK.test(theirs.hostname) && LOOPBACK.test(ours.hostname));
  return isHere && theirs.pathname.startsWith('/mcp');
}
