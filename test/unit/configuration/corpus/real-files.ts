/** What of the real files must never be told. */
export const SECRETS: readonly string[] = [
  'ghp_Qx7Zk2Wv9Lm4',
  'pa55-Wörd-Tschüs',
  'T0PS/B1CRET/xyzzy',
  'wss-key-8Fh3kPq',
];

const [GITHUB, DATABASE, SLACK, FEED] = SECRETS;

/** As its owner wrote it: comments, all kinds of values, letters of more than one byte. */
export const REAL_JSON = `{
  // Server für alle – "für" hat zwei Bytes
  "$schema": "./servers.schema.json",
  "version": 2,
  "mcpServers": {
    "github": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-github"], /* as installed */
      "env": { "GITHUB_TOKEN": "${GITHUB}", "LEVEL": "info" },
      "restart": { "policy": "on-failure", "maxAttempts": 4 },
      "limits": { "memorySoft": "512MB", "inFlight": 8 },
      "timeouts": { "request": "30s" },
      "tools": { "deny": ["delete_*"], "rules": { "push": { "timeout": "2m" } } }
    },
    "db": {
      "command": "uvx",
      "args": ["mcp-db", "--dsn", "postgres://me:${DATABASE}@localhost/db"],
      "dependsOn": ["github"],
      "health": { "checks": [{ "tcp": "localhost:5432" }] }
    },
    "feed": {
      "type": "http",
      "url": "https://example.com/mcp",
      "headers": { "Authorization": "Bearer ${FEED}" }
    }
  },
  "alerts": {
    "channels": { "team": { "type": "slack", "url": "https://hooks.slack.com/services/${SLACK}" } },
    "rules": { "slow": { "for": "5m", "enabled": false } }
  },
  "monitoring": { "interval": "2s", "metricsRetention": "7d" },
  "gateway": { "maxClients": 20 },
}
`;

export const REAL_YAML = `# Server für alle
version: 2
mcpServers:
  github: &npx
    command: npx
    args: [-y, "@modelcontextprotocol/server-github"] # as installed
    env:
      GITHUB_TOKEN: ${GITHUB}
      LEVEL: 'info'
    restart: { policy: on-failure, maxAttempts: 4 }
    limits:
      memorySoft: 512MB
      inFlight: 8
    tools:
      deny:
        - delete_*
  db:
    command: uvx
    args:
      - mcp-db
      - --dsn
      - "postgres://me:${DATABASE}@localhost/db"
    dependsOn: [github]
    health:
      checks:
        - tcp: localhost:5432
  notes:
    <<: *npx
    args: [-y, notes]
  feed:
    type: http
    url: https://example.com/mcp
    headers: { Authorization: "Bearer ${FEED}" }
alerts:
  channels:
    team:
      type: slack
      url: >-
        https://hooks.slack.com/services/${SLACK}
monitoring:
  interval: 2s
gateway: { maxClients: 20 }
`;
