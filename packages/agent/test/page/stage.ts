import { FakeProcessRunner } from '@holdfast/check/testing'
import { MemoryIpvs } from '@holdfast/ipvs/testing'
import { SimCluster } from '@holdfast/vrrp/testing'
import { createAgent } from '../../src/create-agent.js'
import { HttpServer } from '../../src/http/http-server.js'
import type { Agent } from '../../src/running/agent.js'

// Two routers on virtual time, and the status page of the first one on a real port.

const beganAt = Date.UTC(2026, 10, 22, 13, 20)

interface NodeWords {
  readonly name: string
  readonly web: number
  readonly database: number
}

const configuration = ({ name, web, database }: NodeWords, servers = ''): string => `
global_defs {
    router_id ${name}
}
vrrp_script chk_nginx {
    script "/usr/local/bin/check-nginx"
    interval 2
    weight -60
    fall 2
    rise 2
}
vrrp_script chk_db {
    script "/usr/local/bin/check-db"
    interval 2
}
vrrp_instance WEB {
    interface eth0
    virtual_router_id 51
    priority ${web}
    virtual_ipaddress {
        192.0.2.100/24
        192.0.2.101/24
    }
    track_script {
        chk_nginx
    }
}
vrrp_instance DB {
    interface eth0
    virtual_router_id 52
    priority ${database}
    virtual_ipaddress {
        192.0.2.200/24
    }
    track_script {
        chk_db
    }
}
${servers}`

const balanced = `
virtual_server 192.0.2.100 80 {
    delay_loop 2
    lvs_sched rr
    lvs_method NAT
    protocol TCP
    real_server 198.51.100.1 80 {
        weight 3
        MISC_CHECK {
            misc_path "/usr/local/bin/check-one"
        }
    }
    real_server 198.51.100.2 80 {
        weight 1
        MISC_CHECK {
            misc_path "/usr/local/bin/check-two"
        }
    }
}
`

/** What the person at the browser looks at. */
export class Stage {
  readonly cluster: SimCluster = new SimCluster()
  /** Scripts that fail: `lb1 chk_nginx` is that of this node. */
  readonly failing: Set<string> = new Set()
  readonly #agents: Agent[] = []
  #server: HttpServer | undefined

  /** Both run for a while; the first is master of both. */
  static async open(): Promise<Stage> {
    const stage = new Stage()
    await stage.#run('lb1', configuration({ name: 'lb1', web: 150, database: 150 }, balanced))
    await stage.#run('lb2', configuration({ name: 'lb2', web: 100, database: 100 }))
    stage.#server = await HttpServer.open(stage.agent.page?.routes('127.0.0.1') ?? {}, {
      host: '127.0.0.1',
      port: 0,
    })
    await stage.cluster.advanceAsync(20_000)
    return stage
  }

  /** Whose page it is. */
  get agent(): Agent {
    const [first] = this.#agents
    if (first === undefined) throw new Error('nobody is on the stage')
    return first
  }

  get url(): string {
    return this.#server?.url ?? ''
  }

  /** Packets of somebody who has not understood the configuration. */
  intrude(payload: readonly number[]): void {
    const { transport } = this.cluster.addNode('intruder')
    void transport.open(['eth0'])
    transport.send({
      ...{ kind: 'ip', interface: 'eth0', protocol: 112, ttl: 255, tos: 0xc0 },
      ...{ source: '192.0.2.66', destination: '224.0.0.18' },
      payload: Uint8Array.from(payload),
    })
  }

  async close(): Promise<void> {
    const stopped = Promise.all(this.#agents.map((agent) => agent.stop()))
    await this.cluster.advanceAsync(10_000)
    await stopped
    await this.hangUp()
  }

  /** Nobody is at the port any more. */
  async hangUp(): Promise<void> {
    await this.#server?.close()
    this.#server = undefined
  }

  async #run(name: string, config: string): Promise<void> {
    const { clock } = this.cluster
    const ports = { ...this.cluster.addNode(name), unixTimeMs: () => beganAt + clock.now() }
    const runner = new FakeProcessRunner({
      clock,
      onStart: (process) => {
        const script = process.program.path.split('/check-').at(-1) ?? ''
        const takesMs = 8 + script.length
        clock.schedule(clock.now() + takesMs, () => {
          process.exit(this.failing.has(`${name} ${script}`) ? 1 : 0)
        })
      },
    })
    const agent = createAgent({ config, ports, runner, ipvs: new MemoryIpvs(), page: true })
    this.#agents.push(agent)
    await agent.start()
  }
}
