import { Box } from '../../../parts/box.tsx';
import { Button } from '../../../parts/button.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { useEngine, useStores } from '../../../store/stores.ts';
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
  const { view } = useStores();
  const file = useEngine((state) => state.configuration?.file ?? 'servers.json');
  return (
    <Box heading="Servers">
      <div className={css['empty']}>
        <h3>No servers yet</h3>
        <div>
          <Button look="primary" onClick={() => view.setState({ isAdding: true, addingWay: 'paste' })}>
            Add a server
          </Button>
        </div>
        <p>
          Servers are listed in one file. You may edit it by hand as well: each server in it starts as soon as
          it is saved.
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
