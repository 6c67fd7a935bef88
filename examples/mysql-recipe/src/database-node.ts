// A node of a simulated cluster that runs a keepalived.conf, and the database beside it. Nothing is
// really run: the check script is played by a function that does what the script would do.
import { createAgent } from '@holdfast/agent'
import type { Agent } from '@holdfast/agent'
import { FakeProcessRunner } from '@holdfast/check/testing'
import type { SimCluster } from '@holdfast/vrrp/testing'

/** Plays /root/keepalived_check_mysql.sh: returns its exit code. */
export type CheckScript = (node: DatabaseNode) => number

/** The script of the recipe: without its database a node has no business in the election. */
export const stopRouter: CheckScript = (node) => {
  if (!node.isDatabaseUp) void node.stop()
  return 0
}

/** A script that only tells, and leaves it to `weight` to decide. */
export const tell: CheckScript = ({ isDatabaseUp }) => (isDatabaseUp ? 0 : 1)

export class DatabaseNode {
  isDatabaseUp = true
  readonly #agent: Agent

  /** @param config the text of its keepalived.conf. */
  constructor(cluster: SimCluster, name: string, config: string, script: CheckScript = stopRouter) {
    // A node that was there before boots anew.
    const isNew = cluster.nodes.every((node) => node.name !== name)
    if (isNew) cluster.addNode(name)
    else cluster.restart(name)
    const { ports } = cluster.node(name)
    const runner = new FakeProcessRunner({
      clock: ports.clock ?? cluster.clock,
      onStart: (process) => process.exit(script(this)),
    })
    this.#agent = createAgent({ config, ports, runner, strict: true })
  }

  start(): Promise<void> {
    return this.#agent.start()
  }

  stop(): Promise<void> {
    return this.#agent.stop()
  }

  /** What the router says its priority is now, with what its script adds or takes. */
  get priority(): number {
    return this.#agent.instance('VI_1').status().effectivePriority
  }
}
