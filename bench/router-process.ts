// One router as a process of its own: node router-process.ts PORT ADDRESS PRIORITY ADVERT_INT_MS
import { onSegment } from '@holdfast/transport-udp-sim'
import { VrrpInstance } from '@holdfast/vrrp'

const [port, address = '', priority, advertIntMs] = process.argv.slice(2)
const instance = new VrrpInstance(
  {
    name: 'VI_1',
    interface: 'eth0',
    virtualRouterId: 51,
    version: 3,
    priority: Number(priority),
    advertIntMs: Number(advertIntMs),
    virtualAddresses: ['192.0.2.100/24'],
  },
  onSegment({ port: Number(port), address }),
)
await instance.start()
