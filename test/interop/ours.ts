// Virtual routers as a process of their own: node ours.ts CONFIG.json STATE_DIRECTORY, with a list of
// `VrrpConfig`. Writes what happens as JSON lines; SIGTERM stops it.
import { readFileSync } from 'node:fs'
import { onLinux } from '@holdfast/transport-raw'
import { VrrpInstance, VrrpRouter } from '@holdfast/vrrp'
import type { VrrpConfig } from '@holdfast/vrrp'

const [file = '', stateDirectory = ''] = process.argv.slice(2)
const configs = JSON.parse(readFileSync(file, 'utf8')) as readonly VrrpConfig[]

const say = (event: string, details: object = {}): void => {
  console.log(JSON.stringify({ event, at: Date.now(), ...details }))
}

// Two routers of one lab share the file system.
const ports = onLinux({ stateDirectory })
const router = new VrrpRouter(ports)
const instances = configs.map((config) => new VrrpInstance(config, router))
for (const instance of instances) {
  instance.on('transition', ({ name, from, to, text }) =>
    say('transition', { name, from, to, text }),
  )
  instance.on('fault', ({ name, text }) => say('fault', { name, text }))
  instance.on('rejected', ({ name, code, source }) => say('rejected', { name, code, source }))
  instance.on('effectFailed', ({ name, effect, text }) => say('failed', { name, effect, text }))
}

process.once('SIGTERM', () => {
  void (async () => {
    await Promise.all(instances.map((instance) => instance.stop()))
    await router.close()
    await ports.close()
    say('stopped')
  })()
})

await Promise.all(instances.map((instance) => instance.start()))
say('ready')
