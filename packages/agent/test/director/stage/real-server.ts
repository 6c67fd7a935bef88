import { fileURLToPath } from 'node:url'
import type { Program } from '../../../../../test/support/program.js'
import { certificate, key } from '../../../../../test/support/certificate.js'
import type { Lan, Machine } from './lan.js'

/** A machine with a web server, and what else may be balanced or asked. */
export class RealServer {
  readonly machine: Machine
  readonly #nginx: readonly string[]
  #daemons: Program | undefined
  #web: Program | undefined

  /** The web server answers at port 443 over TLS, and at `ports`, with the name of the machine. */
  constructor(lan: Lan, machine: Machine, ports: readonly number[]) {
    this.machine = machine
    const { name } = machine
    const file = lan.write(
      `${name}-nginx.conf`,
      `daemon off; master_process off; user root; pid ${lan.folder}/${name}.pid;
       error_log stderr; events {}
       http {
         access_log off; keepalive_timeout 0;
         server {
           ${ports.map((port) => `listen ${port};`).join(' ')}
           listen 443 ssl;
           ssl_certificate ${lan.write('certificate.pem', certificate)};
           ssl_certificate_key ${lan.write('key.pem', key)};
           location / { return 200 "${name}\\n"; }
           location = /same { return 200 "hello\\n"; }
         }
       }`,
    )
    this.#nginx = ['nginx', '-c', file]
  }

  /** Resolves when everything of it can be asked. */
  async start(): Promise<void> {
    const daemons = fileURLToPath(new URL('../programs/daemons.mjs', import.meta.url))
    this.#web = this.machine.start(...this.#nginx)
    this.#daemons = this.machine.start(process.execPath, daemons, this.machine.name)
    await this.#daemons.printed(/ready/)
  }

  /** What is killed says nothing to anybody. */
  async stop(): Promise<void> {
    for (const program of [this.#web, this.#daemons]) {
      program?.send('SIGKILL')
      await program?.ended()
    }
  }
}
