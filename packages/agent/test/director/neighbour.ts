import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Interface } from 'node:readline'

/** Says `ready` when it listens, and answers each request with its name. */
const serverProgram = `
  const [, port, name] = process.argv
  require('node:http')
    .createServer((_, response) => response.setHeader('connection', 'close').end(name))
    .listen(Number(port), () => console.log('ready'))`

/** Makes \`COUNT URL\` requests for each line, one after the other, and writes the answers as JSON. */
const clientProgram = `
  const { get } = require('node:http')
  const ask = (url) => new Promise((resolve) => {
    get(url, { agent: false, timeout: 5000 }, (response) => {
      let text = ''
      response.on('data', (chunk) => (text += chunk)).on('end', () => resolve(text))
    }).on('timeout', function () { this.destroy(new Error('timeout')) })
      .on('error', (error) => resolve('failed: ' + error.message))
  })
  require('node:readline').createInterface({ input: process.stdin }).on('line', async (line) => {
    const [count, url] = line.split(' ')
    const answers = []
    while (answers.length < Number(count)) answers.push(await ask(url))
    console.log(JSON.stringify(answers))
  })
  console.log('ready')`

/** A network namespace behind a pair of interfaces, with the processes in it. */
export class Neighbour {
  readonly #namespace: string
  readonly #device: string
  readonly #servers = new Map<number, ChildProcess>()
  #client: { readonly process: ChildProcess; readonly lines: Interface } | undefined

  constructor(name: string, here: string, there: string) {
    this.#namespace = `hf-director-${name}-${process.pid}`
    this.#device = `hfd-${name}`
    const namespace = this.#namespace
    ip(`netns add ${namespace}`)
    ip(`link add ${this.#device} type veth peer name eth0 netns ${namespace}`)
    ip(`address add ${here} dev ${this.#device}`)
    ip(`link set ${this.#device} up`)
    ip(`-n ${namespace} address add ${there} dev eth0`)
    ip(`-n ${namespace} link set eth0 up`)
    ip(`-n ${namespace} route add default via ${here.replace(/\/.*/, '')}`)
  }

  /** Resolves when it listens. */
  async serve(port: number, name: string): Promise<void> {
    const server = this.#run(serverProgram, String(port), name)
    this.#servers.set(port, server)
    await firstLine(server)
  }

  stopServing(port: number): void {
    this.#servers.get(port)?.kill('SIGKILL')
    this.#servers.delete(port)
  }

  async openClient(): Promise<void> {
    const child = this.#run(clientProgram)
    const lines = await firstLine(child)
    this.#client = { process: child, lines }
  }

  /** What so many requests are answered, each over a connection of its own. */
  async ask(url: string, count: number): Promise<readonly string[]> {
    if (this.#client === undefined) throw new Error('there is no client')
    const { process: child, lines } = this.#client
    const answered = once(lines, 'line')
    child.stdin?.write(`${count} ${url}\n`)
    const [line] = (await answered) as [string]
    return JSON.parse(line) as readonly string[]
  }

  remove(): void {
    for (const server of this.#servers.values()) server.kill('SIGKILL')
    this.#client?.process.kill('SIGKILL')
    ip(`link delete ${this.#device}`)
    ip(`netns delete ${this.#namespace}`)
  }

  #run(program: string, ...args: readonly string[]): ChildProcess {
    const node = [process.execPath, '-e', program, ...args]
    return spawn('ip', ['netns', 'exec', this.#namespace, ...node], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
  }
}

/** Lets packets through from one neighbour to another. */
export function setUpForwarding(): void {
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1')
  writeFileSync('/proc/sys/net/ipv4/conf/all/rp_filter', '0')
}

/** The kernel's table as ipvsadm saves it, a line for each service and server. */
export function savedTable(): readonly string[] {
  return execFileSync('ipvsadm', ['-S', '-n'], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** Resolves when it is so; rejects when it is not after so many milliseconds. */
export async function until(isSo: () => boolean, withinMs: number): Promise<void> {
  const end = performance.now() + withinMs
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`it is not so after ${withinMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function firstLine(child: ChildProcess): Promise<Interface> {
  if (child.stdout === null) throw new Error('its output is not read')
  const lines = createInterface({ input: child.stdout })
  await once(lines, 'line')
  return lines
}

function ip(words: string): void {
  execFileSync('ip', words.split(' '))
}
