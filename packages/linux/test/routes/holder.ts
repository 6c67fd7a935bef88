import type { DesiredRouting } from '@holdfast/core'
import { FileJournal, KernelRoutes, openRtnetlink } from '../../src/index.js'

/** What the process to be killed shall do, as its only argument. */
interface HolderOrders {
  readonly directory: string
  readonly key: string
  readonly desired: DesiredRouting
}

const { directory, key, desired } = JSON.parse(process.argv[2] ?? '') as HolderOrders
const routes = new KernelRoutes(openRtnetlink(), { journal: new FileJournal({ directory, key }) })
// Watching the kernel does not keep a process alive.
setInterval(() => undefined, 60_000)
routes.hold('VI_1', desired, (outcome) => {
  process.stdout.write(`${JSON.stringify(outcome)}\n`)
})
