// Writes a capture of a simulated failover, with every kind of packet that Holdfast sends, to the
// file that is named on the command line. scripts/check-pcap.mjs lets tshark judge it.
import { writeFileSync } from 'node:fs'
import type { VrrpConfig } from '@holdfast/vrrp'
import { SimCluster } from '@holdfast/vrrp/testing'

const routers: readonly Partial<VrrpConfig>[] = [
  { name: 'V2', virtualRouterId: 2, version: 2, virtualAddresses: ['192.0.2.102/24'] },
  {
    name: 'V2_PASS',
    virtualRouterId: 3,
    version: 2,
    virtualAddresses: ['192.0.2.103/24', '192.0.2.203/24'],
    authentication: { type: 'pass', password: 'secret' },
  },
  { name: 'V3', virtualRouterId: 4, version: 3, virtualAddresses: ['192.0.2.104/24'] },
  {
    name: 'V3_MESSAGE_ONLY',
    virtualRouterId: 5,
    version: 3,
    virtualAddresses: ['192.0.2.105/24'],
    v3ChecksumAsV2: true,
  },
  {
    name: 'V3_IPV6',
    virtualRouterId: 6,
    version: 3,
    virtualAddresses: ['fe80::106/64', '2001:db8::106/64'],
  },
]

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('usage: export.ts <file.pcap>')

const withPriority = (priority: number): { instances: Partial<VrrpConfig>[] } => ({
  instances: routers.map((router) => ({ ...router, priority })),
})
const cluster = new SimCluster({ a: withPriority(150), b: withPriority(100) }, { record: true })
cluster.start()
cluster.advance(6_000)
cluster.crash('a')
cluster.advance(6_000)
cluster.start('a')
cluster.advance(6_000)
cluster.stop('a')
cluster.advance(6_000)
writeFileSync(file, cluster.toPcap())
