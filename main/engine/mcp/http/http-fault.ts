import { McpError } from '../mcp-error.ts';

/** Something answered over HTTP, but not with MCP. */
export class HttpRefusal extends McpError {
  constructor(httpStatus: number, clause: string) {
    super('handshake-refused', clause, { httpStatus });
  }
}

/** With these there never was a connection. */
const NO_CONNECTION = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_NODATA',
  'EHOSTDOWN',
  'ENETDOWN',
]);

/** What an error of the network means, as a clause after the server's name. `where` is the host and port. */
export function networkFault(error: unknown, where: string): McpError {
  const code = errorCode(error);
  const wasSent = !NO_CONNECTION.has(code);
  const because = (clause: string) => new McpError('unreachable', clause, { cause: error, wasSent });
  switch (code) {
    case 'ECONNREFUSED':
      return because(`can't be reached: nothing listens at ${where}`);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
      return because(`can't be reached: no host named ${hostOf(where)} is known here`);
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
      return because(`can't be reached: there is no way to ${where} (${code})`);
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return because(`can't be reached: ${where} broke the connection off`);
    default:
      break;
  }
  const said = error instanceof Error ? error.message : String(error);
  if (isTlsCode(code)) return because(`can't be reached: no secure connection to ${where}: ${said}`);
  if (code.startsWith('HPE_'))
    return because(`can't be reached: what answers at ${where} is no HTTP (${code})`);
  if (['ERR_INVALID_CHAR', 'ERR_INVALID_HTTP_TOKEN', 'ERR_UNESCAPED_CHARACTERS'].includes(code)) {
    return because(
      `can't be asked: a header or the URL in servers.json holds a character that HTTP does not allow`,
    );
  }
  return because(`can't be reached at ${where}: ${said}`);
}

/** The connection ended before the answer did. */
export function brokenOff(where: string): McpError {
  return networkFault(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }), where);
}

/** An answer whose status alone decides; null for one whose body is to be read. */
export function statusFault(status: number, where: string): McpError | null {
  if (status === 401) {
    return new McpError(
      'unauthorized',
      `asks for credentials (HTTP 401): put them under "headers" of this server in servers.json, for example "Authorization": "Bearer …"`,
      { httpStatus: status },
    );
  }
  if (status === 403) {
    return new McpError(
      'unauthorized',
      'denies access (HTTP 403): check the credentials under "headers" of this server in servers.json',
      { httpStatus: status },
    );
  }
  if (status === 502 || status === 503 || status === 504) {
    return new McpError(
      'unreachable',
      `can't be reached: ${where} says that it is not available (HTTP ${status})`,
      { httpStatus: status },
    );
  }
  return null;
}

/** A gateway's word that there is no server behind it. A 503 may be the server's own: it has too much to do. */
export function isGatewayFault({ httpStatus }: McpError): boolean {
  return httpStatus === 502 || httpStatus === 504;
}

/** True when the server may only be on its way up: it refuses connections, or breaks them off. */
export function mayBeStarting(error: McpError): boolean {
  if (error.code !== 'unreachable') return false;
  const code = errorCode(error.cause);
  return code === '' || ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'].includes(code);
}

/** A host with several addresses fails with one error for each. */
function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? errorCode(error.errors[0]) : '';
}

function isTlsCode(code: string): boolean {
  return (
    /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO)/.test(code) ||
    code === 'HOSTNAME_MISMATCH'
  );
}

function hostOf(where: string): string {
  return where.replace(/:\d+$/, '');
}
