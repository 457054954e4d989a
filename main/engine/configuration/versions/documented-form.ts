/**
 * Keys of the nested form that the documentation of MCP servers has, and those that they are read as. Keys that are the same
 * in both are not listed: `logging.level`, `logging.format` and `logging.rotation`.
 */
export const DOCUMENTED_FORM = [
  { was: ['mcp', 'protocol_version'], is: ['defaults', 'protocolVersion'] },
  { was: ['mcp', 'max_connections'], is: ['gateway', 'maxClients'] },
  { was: ['mcp', 'request_timeout'], is: ['defaults', 'timeouts', 'request'] },
  { was: ['monitoring', 'health_check_interval'], is: ['monitoring', 'interval'] },
  { was: ['monitoring', 'metrics_retention'], is: ['monitoring', 'metricsRetention'] },
  { was: ['monitoring', 'enable_profiling'], is: ['monitoring', 'profiling'] },
  { was: ['operations', 'backup_interval'], is: ['operations', 'backupInterval'] },
  { was: ['operations', 'max_restart_attempts'], is: ['defaults', 'restart', 'maxAttempts'] },
  { was: ['operations', 'graceful_shutdown_timeout'], is: ['operations', 'shutdownTimeout'] },
  { was: ['web', 'port'], is: ['http', 'port'] },
  { was: ['web', 'workers'], is: ['defaults', 'instances', 'max'] },
  { was: ['web', 'max_memory'], is: ['defaults', 'limits', 'memorySoft'] },
] as const satisfies readonly { readonly was: readonly string[]; readonly is: readonly string[] }[];

/** Sections that the documented form alone has. */
export const DOCUMENTED_SECTIONS = ['mcp', 'web'] as const;
