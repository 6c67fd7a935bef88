import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createAgent } from '../../src/index.js'
import { savedTable } from './neighbour.js'

const stateDirectory = mkdtempSync(join(tmpdir(), 'holdfast-bad-input-'))
afterEach(() => rmSync(stateDirectory, { recursive: true, force: true }))

// The scheduler twos came with Linux 6.2. The checks are never done: a warmup lasts for ever here.
const config = `
virtual_server 192.0.2.10 80 {
  lb_algo twos
  protocol TCP
  real_server 198.51.100.1 80 {
  }
}
virtual_server 192.0.2.11 80 {
  lb_algo nonsense
  protocol TCP
  real_server 198.51.100.1 80 {
  }
}
virtual_server 192.0.2.12 0 {
  lb_kind DR
  protocol TCP
  real_server 198.51.100.1 0 {
  }
}
virtual_server 192.0.2.13 80 {
  protocol TCP
  real_server 198.51.100.1 80 {
    weight 2
  }
  real_server 198.51.100.1 80 {
    weight 3
  }
  real_server 198.51.100.2 80 {
    weight -1
  }
  real_server 198.51.100.3 80 {
    uthreshold 1
    lthreshold 2
  }
}
virtual_server 192.0.2.14 80 {
  protocol TCP
  real_server 198.51.100.1 80 {
    TCP_CHECK {
      fwmark 7
      warmup 1000000
    }
  }
}
virtual_server 192.0.2.14 80 {
  protocol TCP
  real_server 198.51.100.2 80 {
  }
}
`

test('what makes no sense, or the kernel does not have, takes nothing else along', async () => {
  const logged: string[] = []
  const log = (message: string): unknown => logged.push(message)
  const logger = { debug: () => undefined, info: log, warn: log, error: log }
  const agent = createAgent({ config, logger, linux: { stateDirectory } })
  await agent.start()
  expect([...savedTable()].sort()).toEqual([
    '-A -t 192.0.2.11:80 -s wlc',
    '-A -t 192.0.2.12:0 -s wlc -p 360',
    '-A -t 192.0.2.13:80 -s wlc',
    '-A -t 192.0.2.14:80 -s wlc',
    '-a -t 192.0.2.11:80 -r 198.51.100.1:80 -m -w 1',
    '-a -t 192.0.2.12:0 -r 198.51.100.1:0 -g -w 1',
    '-a -t 192.0.2.13:80 -r 198.51.100.1:80 -m -w 2',
    '-a -t 192.0.2.13:80 -r 198.51.100.2:80 -m -w 1',
    '-a -t 192.0.2.13:80 -r 198.51.100.3:80 -m -w 1',
    '-a -t 192.0.2.14:80 -r 198.51.100.1:80 -m -w 1',
  ])
  expect(logged).toContain(
    'virtual servers are not as they should be: add tcp 192.0.2.10:80: ' +
      "the kernel has no scheduler 'twos' (module ip_vs_twos)",
  )
  await agent.stop()
  expect(savedTable()).toEqual([])
})
