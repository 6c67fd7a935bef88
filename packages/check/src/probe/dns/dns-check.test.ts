import { decode, encode } from 'dns-packet'
import { describe, expect, test } from 'vitest'
import { closedPort, startUdpServer } from '../../../test/loopback-server.js'
import { failureOf, outcomeOf } from '../../../test/outcome-of.js'
import { dnsCheck } from './dns-check.js'
import { dnsQuery, judgeDnsAnswer } from './dns-message.js'
import type { DnsRecordType } from './dns-message.js'

const connectIp = '127.0.0.1'

describe('a query', () => {
  test('for the start of authority of the root', () => {
    expect(Buffer.from(dnsQuery(0x1234, '.', 'SOA')!).toString('hex')).toBe(
      '123401000001000000000000' + '00' + '0006' + '0001',
    )
  })

  test('for an address', () => {
    expect(Buffer.from(dnsQuery(1, 'ab.org', 'AAAA')!).toString('hex')).toBe(
      '000101000001000000000000' + '026162' + '036f7267' + '00' + '001c' + '0001',
    )
  })

  const types: readonly DnsRecordType[] = [
    'A',
    'NS',
    'CNAME',
    'SOA',
    'MX',
    'TXT',
    'AAAA',
    'RRSIG',
    'DNSKEY',
  ]
  test.each(types)('of type %s is read by others', (type) => {
    const query = decode(Buffer.from(dnsQuery(7, 'www.example.org.', type)!))
    expect(query).toMatchObject({ id: 7, type: 'query', flag_rd: true })
    expect(query.questions).toEqual([{ name: 'www.example.org', type, class: 'IN' }])
  })

  test.each(['a..b', '.a', `${'x'.repeat(64)}.org`, 'abc.'.repeat(64)])('not for %s', (name) => {
    expect(dnsQuery(1, name, 'A')).toBeUndefined()
    expect(() => dnsCheck({ connectIp, connectPort: 53, name })).toThrow('is not a name of DNS')
  })
})

test('an answer is judged by its header', () => {
  const judge = (hex: string): unknown => judgeDnsAnswer(Buffer.from(hex, 'hex'), 0x1234)
  const counts = '0000000000000000'
  expect(judge(`12348180${counts}`)).toEqual({})
  expect(judge(`12348182${counts}`)).toEqual({ problem: 'the answer is SERVFAIL' })
  expect(judge(`12348183${counts}`)).toEqual({ problem: 'the answer is NXDOMAIN' })
  expect(judge(`1234818b${counts}`)).toEqual({ problem: 'the answer is RCODE 11' })
  expect(judge('12348180')).toEqual({ problem: 'the answer is shorter than its header' })
  // Another id, and a query.
  expect(judge(`12358180${counts}`)).toBeUndefined()
  expect(judge(`12340180${counts}`)).toBeUndefined()
})

describe('a DNS check', () => {
  test.each(['127.0.0.1', '::1'])('is content with any answer from %s', async (host) => {
    await using server = await startUdpServer((bytes) => {
      const { id, questions } = decode(Buffer.from(bytes))
      return encode({ type: 'response', id: id ?? 0, questions: questions ?? [] })
    }, host)
    const check = dnsCheck({ connectIp: host, connectPort: server.port, name: 'example.org' })
    expect(await outcomeOf(check)).toEqual({ ok: true })
  })

  test('waits for the answer that is its own', async () => {
    await using server = await startUdpServer(() => encode({ type: 'response', id: 1 }))
    const options = { connectIp, connectPort: server.port, connectTimeoutMs: 100 }
    expect(await failureOf(dnsCheck({ ...options, random: () => 0.5 }))).toBe(
      'no answer within 100 ms',
    )
  })

  test('hears that nobody is there', async () => {
    const check = dnsCheck({ connectIp, connectPort: await closedPort() })
    expect(await failureOf(check)).toBe('the connection was refused (ECONNREFUSED)')
  })
})
