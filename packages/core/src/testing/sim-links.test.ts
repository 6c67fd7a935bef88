import { beforeEach, describe, expect, it } from 'vitest'
import type { LinkStatus } from '../links.js'
import { SimClock } from './sim-clock.js'
import { SimLinks } from './sim-links.js'
import { SimProcess } from './sim-process.js'

let links: SimLinks
let told: LinkStatus[]

const eth0 = { interface: 'eth0', up: true, addresses: ['192.0.2.1'] }

beforeEach(() => {
  links = new SimLinks()
  links.set('eth0', { addresses: ['192.0.2.1'] })
  told = []
})

describe('get', () => {
  it('knows what was set; an interface that does not exist is down', () => {
    expect(links.get('eth0')).toEqual(eth0)
    expect(links.get('eth9')).toEqual({ interface: 'eth9', up: false, addresses: [] })
    expect([links.has('eth0'), links.has('eth9')]).toEqual([true, false])
  })

  it('changes only what a change names', () => {
    links.set('eth0', { macAddress: '02:00:00:00:00:01' })
    links.set('eth0', { up: false })
    expect(links.get('eth0')).toEqual({ ...eth0, up: false, macAddress: '02:00:00:00:00:01' })
    links.set('eth0', { macAddress: undefined, addresses: [] })
    expect(links.get('eth0')).toEqual({ interface: 'eth0', up: false, addresses: [] })
    expect(links.get('eth0')).not.toHaveProperty('macAddress')
  })
})

describe('watch', () => {
  it('tells what is known before it returns, then every change', () => {
    links.watch(['eth0', 'eth1'], (link) => told.push(link))
    expect(told).toEqual([eth0, { interface: 'eth1', up: false, addresses: [] }])
    told = []
    links.set('eth0', { up: false })
    links.set('eth1', {})
    links.set('eth2', {})
    links.set('eth0', { up: true })
    links.delete('eth0')
    links.delete('eth0')
    expect(told).toEqual([
      { ...eth0, up: false },
      { interface: 'eth1', up: true, addresses: [] },
      eth0,
      { interface: 'eth0', up: false, addresses: [] },
    ])
  })

  it('is silent when nothing changed', () => {
    links.watch(['eth0'], (link) => told.push(link))
    told = []
    links.set('eth0', { up: true, addresses: ['192.0.2.1'], macAddress: undefined })
    expect(told).toEqual([])
    links.set('eth0', { addresses: ['192.0.2.2'] })
    links.set('eth0', { addresses: ['192.0.2.2', '192.0.2.3'] })
    links.set('eth0', { macAddress: '02:00:00:00:00:01' })
    expect(told).toHaveLength(3)
  })

  it('ends', () => {
    const end = links.watch(['eth0'], (link) => told.push(link))
    links.watch(['eth0'], () => end())
    told = []
    end()
    end()
    links.set('eth0', { up: false })
    expect(told).toEqual([])
  })
})

describe('a stalled process', () => {
  it('hears of each change when it runs again, unless it stopped watching', () => {
    const clock = new SimClock()
    const process = new SimProcess(clock, { name: 'a' })
    links = new SimLinks((callback) => process.deliver(callback))
    links.set('eth0', { addresses: ['192.0.2.1'] })
    links.watch(['eth0'], (link) => told.push(link))
    const end = links.watch(['eth0'], () => {
      told.push({ interface: 'ended', up: true, addresses: [] })
    })
    told = []
    process.stall()
    links.set('eth0', { up: false })
    links.set('eth0', { up: true })
    end()
    expect(links.get('eth0').up).toBe(true)
    clock.advance(10)
    expect(told).toEqual([])
    process.resume()
    clock.advance(0)
    expect(told).toEqual([{ ...eth0, up: false }, eth0])
  })
})
