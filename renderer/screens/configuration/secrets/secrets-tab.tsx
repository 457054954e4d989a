/** What `${secret:NAME}` and `${input:NAME}` stand for. */
export function SecretsTab() {
  return <p className="dim">Secrets are kept outside of the file.</p>;
}
