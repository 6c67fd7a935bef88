import { plan, resolveVirtualServers } from '@holdfast/ipvs'
import type { VirtualServer } from '@holdfast/ipvs'
import { Bench } from 'tinybench'
import type { Figure } from './report.js'

/** 10,000 servers in 100 services; every hundredth of them differs from what is there. */
export async function benchIpvsPlan(): Promise<Figure> {
  const actual = tableOf(1)
  const desired = tableOf(2)
  const bench = new Bench({ time: 2000, warmupTime: 500 })
  let operations = 0
  bench.add('plan', () => {
    operations = plan(actual, desired).length
  })
  const [task] = await bench.run()
  const result = task?.result
  if (result?.state !== 'completed') throw new Error('the benchmark did not run')
  if (operations !== 100) throw new Error(`${operations} changes were planned`)
  return {
    what: 'plan of IPVS, 10,000 servers against 10,000, 100 of them changed',
    measured: `${result.latency.mean.toFixed(1)} ms`,
    target: '< 50 ms',
    met: result.latency.mean < 50,
  }
}

function tableOf(firstWeight: number): readonly VirtualServer[] {
  return resolveVirtualServers(
    Array.from({ length: 100 }, (_, service) => ({
      service: `tcp 192.0.2.${service + 1}:80`,
      destinations: Array.from({ length: 100 }, (_each, server) => ({
        address: `10.0.${service}.${server}`,
        weight: server === 0 ? firstWeight : 1,
      })),
    })),
  )
}
