import { expect, it } from 'vitest';
import { localPortOf } from '../../../../main/engine/process/ports/port-holder.ts';

it('knows which URLs are on this machine', () => {
  expect(localPortOf('http://127.0.0.1:3001/mcp')).toEqual({ host: '127.0.0.1', port: 3001 });
  expect(localPortOf('http://localhost/mcp')).toEqual({ host: 'localhost', port: 80 });
  expect(localPortOf('https://[::1]/mcp')).toEqual({ host: '::1', port: 443 });
  expect(localPortOf('http://0.0.0.0:3001/mcp')).toEqual({ host: '0.0.0.0', port: 3001 });
  expect(localPortOf('https://mcp.example.com/mcp')).toBeNull();
});
