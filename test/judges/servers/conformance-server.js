// The conformance server over stdio. ERAS says what it speaks: "both" (default), "legacy" or "modern".
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { createServer } from './conformance/create-server.js';

const eras = process.env.ERAS ?? 'both';

if (eras === 'legacy') await createServer('legacy').connect(new StdioServerTransport());
else serveStdio(({ era }) => createServer(era), { legacy: eras === 'modern' ? 'reject' : 'serve' });
