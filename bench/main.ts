// npm run bench: the figures of docs/benchmarks.md, measured on this machine now.
import { cpus } from 'node:os'
import { benchAdvertPath } from './advert-path.js'
import { benchChecks } from './checks/tcp-checks.js'
import { benchInstances } from './instances.js'
import { benchIpvsPlan } from './ipvs-plan.js'
import { toTable } from './report.js'
import { benchSimulation } from './simulation.js'
import { benchTakeover } from './takeover.js'

const processor = cpus()[0]?.model ?? 'unknown processor'
console.log(
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${processor}, ` +
    `Node ${process.versions.node}, ${process.platform}\n`,
)
const figures = [
  await benchAdvertPath(),
  benchSimulation(),
  ...(await benchInstances()),
  await benchTakeover(),
  await benchIpvsPlan(),
  ...(await benchChecks()),
]
console.log(toTable(figures))
