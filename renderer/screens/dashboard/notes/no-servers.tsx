import { Box } from '../../../parts/box.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { useEngine } from '../../../store/stores.ts';
import css from './notes.module.css';

const EXAMPLE = `{
  "mcpServers": {
    "memory": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-memory"]
    }
  }
}
`;

/** What to do when there is nothing to show. */
export function NoServers() {
  const file = useEngine((state) => state.configuration?.file ?? 'servers.json');
  return (
    <Box heading="Servers">
      <div className={css['empty']}>
        <h3>No servers yet</h3>
        <p>
          Servers are listed in one file. Edit it and save: each server in it starts at once, and this page
          shows it.
        </p>
        <div className={css['file']}>
          <code>{file}</code>
          <CopyButton text={file} what="the file’s path" />
        </div>
        <p>An example, in the format that AI clients use too:</p>
        <div className={css['example']}>
          <pre>{EXAMPLE}</pre>
          <CopyButton text={EXAMPLE} what="the example" />
        </div>
      </div>
    </Box>
  );
}
