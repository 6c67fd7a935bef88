// The service, as it runs on each of two hosts: node service.ts NAME PRIORITY
import { createServer } from 'node:http'
import { onLinux } from '@holdfast/transport-raw'
import { VrrpInstance } from '@holdfast/vrrp'

const [name = '', priority] = process.argv.slice(2)

const server = createServer((_, response) => response.end(`hello from ${name}\n`))
server.listen(8080)

const vip = new VrrpInstance(
  {
    name,
    interface: 'eth0',
    virtualRouterId: 51,
    version: 3,
    priority: Number(priority),
    advertIntMs: 100,
    virtualAddresses: ['192.0.2.10/24'],
  },
  onLinux(),
)
vip.on('transition', ({ text }) => console.log(`  ${name}  ${text}`))
vip.on('effectFailed', ({ text }) => console.error(`  ${name}  ${text}`))
await vip.start()

process.once('SIGTERM', () => {
  void vip.stop().then(() => process.exit())
})
