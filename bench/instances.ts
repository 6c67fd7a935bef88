import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { startSegment, udpSim } from '@holdfast/transport-udp-sim'
import { VrrpInstance, VrrpRouter } from '@holdfast/vrrp'
import { whole } from './report.js'
import type { Figure } from './report.js'

const SEGMENTS = ['seg0', 'seg1', 'seg2', 'seg3']
const PER_SEGMENT = 250

/** A thousand idle instances on four segments in one process. */
export async function benchInstances(): Promise<readonly Figure[]> {
  await using hub = await startSegment()
  const ports = udpSim({
    port: hub.port,
    interfaces: Object.fromEntries(
      SEGMENTS.map((segment, index) => [segment, { segment, address: `192.0.${index}.1` }]),
    ),
  })
  collectGarbage()
  const heapBefore = process.memoryUsage().heapUsed
  const before = performance.now()
  const router = new VrrpRouter(ports)
  const instances = SEGMENTS.flatMap((segment, network) =>
    Array.from(
      { length: PER_SEGMENT },
      (_, index) =>
        new VrrpInstance(
          {
            name: `${segment}-${index + 1}`,
            interface: segment,
            virtualRouterId: index + 1,
            virtualAddresses: [`192.0.${network + 100}.${index + 1}/24`],
          },
          router,
        ),
    ),
  )
  await Promise.all(instances.map((instance) => instance.start()))
  const startMs = performance.now() - before
  if (!instances.every(({ state }) => state === 'BACKUP')) throw new Error('not all are BACKUP')
  collectGarbage()
  const count = instances.length
  const kilobytes = (process.memoryUsage().heapUsed - heapBefore) / count / 1024
  await Promise.all(instances.map((instance) => instance.stop()))
  await router.close()
  return [
    {
      what: `${whole(count)} idle instances on 4 segments: heap of each`,
      measured: `${kilobytes.toFixed(1)} KB`,
      target: '< 60 KB',
      met: kilobytes < 60,
    },
    {
      what: `${whole(count)} idle instances on 4 segments: start`,
      measured: `${whole(startMs)} ms`,
      target: '< 1,000 ms',
      met: startMs < 1000,
    },
  ]
}

/** What `node --expose-gc` offers, without asking for it on the command line. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
}
