// Two nodes, each with a web server, share the address 192.0.2.10. Each asks its own web server how
// it is. While that fails, the node has 100 less of priority, and the address goes to the other one;
// with a weight of 0 it would be FAULT.
import { httpCheck, trackCheck } from '@holdfast/check'
import { onSegment, startSegment } from '@holdfast/transport-udp-sim'
import { VrrpInstance } from '@holdfast/vrrp'
import { WebServer } from './web-server.js'

await using lan = await startSegment()
await using webOfA = new WebServer()
await using webOfB = new WebServer()
await using a = newInstance('a', '192.0.2.1', 150)
await using b = newInstance('b', '192.0.2.2', 100)
const stopChecks = [await trackWeb(a, webOfA), await trackWeb(b, webOfB)]

console.log('Both start; both web servers are well.')
await Promise.all([a.start(), b.start()])
await a.waitFor('MASTER', { timeoutMs: 5000 })

await handover('The web server of a answers 503.', 'failing')
await handover('It is well again.', 'well')
await handover('It hangs: it takes connections, and answers nobody.', 'hanging')
for (const stop of stopChecks) stop()

function newInstance(name: string, address: string, priority: number): VrrpInstance {
  const vip = new VrrpInstance(
    {
      name: 'web',
      interface: 'eth0',
      virtualRouterId: 51,
      virtualAddresses: ['192.0.2.10/24'],
      version: 3,
      advertIntMs: 100,
      priority,
      // Two failures in a row count, and one success.
      trackers: [{ kind: 'script', name: 'chk_web', weight: -100, fall: 2 }],
    },
    onSegment({ port: lan.port, address }),
  )
  vip.on('transition', ({ text }) => console.log(`  ${name}  ${text}`))
  return vip
}

async function trackWeb(vip: VrrpInstance, web: WebServer): Promise<() => void> {
  const check = httpCheck({
    connectIp: '127.0.0.1',
    connectPort: await web.listen(),
    connectTimeoutMs: 200,
    urls: [{ path: '/health', regex: 'well' }],
  })
  return trackCheck(vip, { name: 'chk_web', check, intervalMs: 100 })
}

async function handover(what: string, health: WebServer['health']): Promise<void> {
  console.log(what)
  const [from, to] = a.state === 'MASTER' ? [a, b] : [b, a]
  const since = performance.now()
  webOfA.health = health
  await to.waitFor('MASTER', { timeoutMs: 5000 })
  console.log(`  => a new master after ${(performance.now() - since).toFixed(0)} ms`)
  await from.waitFor('BACKUP', { timeoutMs: 5000 })
}
