import { SimClock, SimLinks } from '@holdfast/core/testing'
import { beforeEach, expect, test } from 'vitest'
import { DelayedLinks } from './delayed-links.js'

let clock: SimClock
let links: SimLinks
let delayed: DelayedLinks
let told: string[]
let stop: () => void

beforeEach(() => {
  clock = new SimClock()
  links = new SimLinks()
  links.set('eth0', { addresses: ['192.0.2.1'] })
  links.set('eth1', {})
  delayed = new DelayedLinks(links, clock)
  delayed.apply([{ interface: 'eth0', downMs: 2000, upMs: 5000 }])
  told = []
  stop = delayed.watch(['eth0', 'eth1'], ({ interface: name, up, addresses }) => {
    told.push(`${clock.now()} ${name} ${up ? 'up' : 'down'} ${addresses.join()}`.trim())
  })
  told = []
})

test('what a link is at first is told at once', () => {
  links.set('eth0', { up: false })
  const first: boolean[] = []
  new DelayedLinks(links, clock).watch(['eth0'], ({ up }) => first.push(up))
  expect(first).toEqual([false])
})

test('down after two seconds, up after five', () => {
  links.set('eth0', { up: false })
  clock.advance(10_000)
  links.set('eth0', { up: true })
  clock.advance(10_000)
  expect(told).toEqual([
    '0 eth0 up 192.0.2.1',
    '2000 eth0 down 192.0.2.1',
    '10000 eth0 down 192.0.2.1',
    '15000 eth0 up 192.0.2.1',
  ])
})

test('what is over before is not told', () => {
  links.set('eth0', { up: false })
  clock.advance(1999)
  links.set('eth0', { up: true })
  clock.advance(10_000)
  expect(told.filter((each) => each.includes('down'))).toEqual([])
})

test('the time counts from the first moment on, whatever else changes', () => {
  links.set('eth0', { up: false })
  clock.advance(1500)
  links.set('eth0', { addresses: [] })
  clock.advance(500)
  expect(told).toEqual(['0 eth0 up 192.0.2.1', '1500 eth0 up', '2000 eth0 down'])
})

test('other links are told of at once', () => {
  links.set('eth1', { up: false })
  expect(told).toEqual(['0 eth1 down'])
})

test('delays of a new configuration are for the next change', () => {
  links.set('eth0', { up: false })
  delayed.apply([])
  clock.advance(2000)
  links.set('eth0', { up: true })
  expect(told.slice(1)).toEqual(['2000 eth0 down 192.0.2.1', '2000 eth0 up 192.0.2.1'])
})

test('after the end nothing is told', () => {
  links.set('eth0', { up: false })
  stop()
  clock.advance(10_000)
  expect(told).toEqual(['0 eth0 up 192.0.2.1'])
})
