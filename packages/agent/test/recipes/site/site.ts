import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Network } from '../../../../../test/interop/lab/network.js'
import { stationInterface, stationNames } from '../../../../../test/interop/lab/stations.js'
import type { RouterName, StationName } from '../../../../../test/interop/lab/stations.js'
import { stays, until } from '../../../../../test/support/until.js'
import { afterAll, expect } from 'vitest'
import { AskingClient } from './asking-client.js'
import { Host } from './host.js'
import { routerProgram } from './router-program.js'

const fixturesFolder = fileURLToPath(new URL('../fixtures', import.meta.url))

export interface SiteOptions {
  /** Folders with files of its hosts: below `both` those of A and B, below `a` and `b` of one. */
  readonly fixtures: readonly string[]
  /** Of the stations, with length of the prefix. */
  readonly addresses: Readonly<Record<StationName, string>>
  /** Default eth0. */
  readonly interface?: string
}

/** Sources are compiled as they are loaded, on a machine that may have other things to do. */
const START_PATIENCE_MS = 30_000

/** Longer than a router may be silent until the other one takes over. */
const MOVE_PATIENCE_MS = 12_000

let count = 0

// A test that takes too long is left alone where it is, and never closes its own.
const openSites = new Set<Site>()
afterAll(() => {
  for (const site of openSites) site.close()
})

/** Two hosts with a router each, and a third with a client, at a switch. */
export class Site implements Disposable {
  readonly network: Network
  readonly a: Host
  readonly b: Host
  readonly c: Host
  readonly #addresses: Readonly<Record<StationName, string>>
  readonly #folder: string
  readonly #clients: AskingClient[] = []

  constructor({ fixtures, addresses, interface: name = stationInterface }: SiteOptions) {
    count += 1
    this.network = new Network(`r${count}`)
    openSites.add(this)
    this.#addresses = addresses
    this.#folder = mkdtempSync(join(tmpdir(), 'holdfast-recipe-'))
    for (const station of stationNames) {
      const set = (...words: string[]): void => void this.network.ip(station, ...words)
      set('-4', 'address', 'flush', 'dev', stationInterface)
      if (name !== stationInterface) {
        set('link', 'set', stationInterface, 'down')
        set('link', 'set', stationInterface, 'name', name, 'up')
      }
      set('address', 'add', addresses[station], 'brd', '+', 'dev', name)
    }
    const host = (station: StationName): Host =>
      new Host(this.network, station, join(this.#folder, station))
    this.a = host('A')
    this.b = host('B')
    this.c = host('C')
    for (const director of [this.a, this.b]) {
      for (const fixture of fixtures) {
        director.copy(join(fixturesFolder, fixture, 'both'))
        director.copy(join(fixturesFolder, fixture, director.name.toLowerCase()))
      }
      director.addService('keepalived', routerProgram.command('/etc/keepalived/keepalived.conf'))
    }
  }

  /** Of a station itself, without the length of the prefix. */
  address(station: StationName): string {
    return this.#addresses[station].replace(/\/.*/, '')
  }

  async startRouters(): Promise<void> {
    for (const director of [this.a, this.b]) await this.startRouter(director)
  }

  /** Starts the router of a host; resolves when it takes part in the elections. */
  async startRouter(host: Host): Promise<void> {
    await Promise.all([this.routerBegins(host), host.start('keepalived')])
  }

  /** Resolves when the router of a host, from now on, begins to take part in the elections. */
  async routerBegins(host: Host): Promise<void> {
    const count = (): number => host.logOf('keepalived').split('Entering BACKUP STATE').length
    const before = count()
    const hasBegun = (): boolean => count() > before
    const what = `the router of ${host.name} takes part`
    await this.#telling(until(what, hasBegun, START_PATIENCE_MS))
  }

  /** Which routers hold an address: '', 'A', 'B' or 'AB'. */
  holders(address: string): string {
    return [this.a, this.b]
      .filter((host) => host.addresses().includes(address))
      .map(({ name }) => name)
      .join('')
  }

  /** Resolves when this router alone holds the address. */
  async movesTo(
    name: RouterName,
    address: string,
    patienceMs: number = MOVE_PATIENCE_MS,
  ): Promise<void> {
    const look = (): boolean => this.holders(address) === name
    await this.#telling(until(`${name} alone holds ${address}`, look, patienceMs))
  }

  /** The address of a client moves to this router, and so do the answers, which never fail for so long. */
  async answersMoveTo(name: RouterName, client: AskingClient, gapMs: number): Promise<void> {
    await this.movesTo(name, client.address)
    await client.answered(name)
    const { answeredBy, longestGapMs } = client.report()
    expect(answeredBy).toBe(name === 'A' ? 'B, then A' : 'A, then B')
    expect(longestGapMs).toBeLessThan(gapMs)
  }

  async staysAt(name: RouterName, address: string, durationMs: number): Promise<void> {
    const look = (): boolean => this.holders(address) === name
    await this.#telling(stays(`${name} alone holds ${address}`, look, durationMs))
  }

  /** Resolves when the router of a host has ended by itself. */
  async routerEnds(host: Host): Promise<void> {
    const look = async (): Promise<boolean> => !(await host.isRunning('keepalived'))
    await this.#telling(until(`the router of ${host.name} has ended`, look, MOVE_PATIENCE_MS))
  }

  /** A client at C that asks for an address all the time; resolves with its first answer. */
  async client(address: string, ask: (address: string) => string): Promise<AskingClient> {
    const client = new AskingClient(this.network.namespace('C'), address, ask)
    this.#clients.push(client)
    await this.#telling(client.answered())
    return client
  }

  [Symbol.dispose](): void {
    this.close()
  }

  close(): void {
    if (!openSites.delete(this)) return
    for (const client of this.#clients) client.close()
    this.network.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** What the routers said belongs to a failure. */
  async #telling(look: Promise<void>): Promise<void> {
    try {
      await look
    } catch (error) {
      const logs = [this.a, this.b].map((host) => `${host.name}:\n${host.logOf('keepalived')}`)
      throw new Error(`${String(error)}\n${logs.join('\n')}`, { cause: error })
    }
  }
}
