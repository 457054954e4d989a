import { FlowLedger, MethodLedger, ServerLedger } from './ledger.ts';

/** Names that may be kept apart, 12 MB of figures at the most; what comes after them is counted together. */
const MAX_SERVERS = 300;
const MAX_FLOWS = 500;
const MAX_METHODS = 2000;

/** No server, client or tool is called this by us. */
const OTHER = '(other)';

/** Finds the figures that a request is counted in, and makes them where they are new. */
export class Ledgers {
  readonly servers = new Map<string, ServerLedger>();
  readonly #other = new MethodLedger(OTHER, OTHER, null);
  #flows = 0;
  #methods = 0;

  server(name: string, second: number): ServerLedger {
    const known = this.servers.get(name);
    if (known) return known;
    if (this.servers.size >= MAX_SERVERS && name !== OTHER) return this.server(OTHER, second);
    const made = new ServerLedger(name, second);
    this.servers.set(name, made);
    return made;
  }

  flow(ledger: ServerLedger, client: string, second: number): FlowLedger {
    const known = ledger.flows.get(client);
    if (known) return known;
    if (this.#flows >= MAX_FLOWS && client !== OTHER) return this.flow(ledger, OTHER, second);
    const made = new FlowLedger(client, ledger.name, second);
    this.#flows += 1;
    ledger.flows.set(client, made);
    return made;
  }

  method(ledger: ServerLedger, method: string, target: string | null): MethodLedger {
    const targets = ledger.methods.get(method);
    const known = targets?.get(target);
    if (known) return known;
    if (this.#methods >= MAX_METHODS) return this.#other;
    const made = new MethodLedger(ledger.name, method, target);
    this.#methods += 1;
    if (targets) targets.set(target, made);
    else ledger.methods.set(method, new Map([[target, made]]));
    return made;
  }

  *allMethods(): Iterable<MethodLedger> {
    for (const { methods } of this.servers.values()) {
      for (const targets of methods.values()) yield* targets.values();
    }
    yield this.#other;
  }
}
