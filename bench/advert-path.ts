import {
  decodeAdvertisement,
  encodeAdvertisement,
  initialState,
  resolveConfig,
  step,
} from '@holdfast/vrrp'
import { Bench } from 'tinybench'
import { whole } from './report.js'
import type { Figure } from './report.js'

const source = '192.0.2.1'
const destination = '224.0.0.18'
const BATCH = 1000

/** Decode and step of a VRRPv2 advert with one address, as a backup hears it every interval. */
export async function benchAdvertPath(): Promise<Figure> {
  const { parameters } = resolveConfig({
    name: 'VI_1',
    interface: 'eth0',
    virtualRouterId: 51,
    virtualAddresses: ['192.0.2.10/24'],
    sourceAddress: '192.0.2.2',
  })
  const alone = { ...parameters, claim: undefined }
  const payload = encodeAdvertisement(
    {
      version: 2,
      virtualRouterId: 51,
      priority: 150,
      advertIntMs: 1000,
      addresses: ['192.0.2.10'],
    },
    { source, destination },
  )
  const expected = {
    version: 2,
    family: 4,
    virtualRouterId: 51,
    ttl: 255,
    authentication: { type: 'none' },
    advertIntMs: 1000,
    destination: 'multicast',
  } as const
  let state = step(alone, initialState(alone), 0, { type: 'started' }).state
  let now = 0
  const bench = new Bench({ time: 2000, warmupTime: 500 })
  bench.add('decode + step', () => {
    for (let round = 0; round < BATCH; round += 1) {
      // A literal, as a transport makes one; a spread would cost more than all the rest.
      const datagram = { source, destination, ttl: 255, payload }
      const decoded = decodeAdvertisement(datagram, expected)
      if (!decoded.ok) throw new Error('the advert was rejected')
      now += 1
      state = step(alone, state, now, {
        type: 'advertReceived',
        advertisement: decoded.value,
      }).state
    }
  })
  const [task] = await bench.run()
  const result = task?.result
  if (result?.state !== 'completed') throw new Error('the benchmark did not run')
  if (state.role.name !== 'BACKUP') throw new Error('the backup did not stay one')
  const perSecond = (BATCH * 1000) / result.latency.mean
  return {
    what: 'decode + step of a v2 advert in BACKUP, per second on one core',
    measured: whole(perSecond),
    target: '>= 1,000,000',
    met: perSecond >= 1_000_000,
  }
}
