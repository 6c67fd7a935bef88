import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { startServer } from '../../../test/loopback-server.js'
import { failureOf, outcomeOf } from '../../../test/outcome-of.js'
import { smtpCheck } from './smtp-check.js'

const connectIp = '127.0.0.1'

/** Says its lines, one after each that it hears. */
function saying(...lines: readonly string[]): (socket: Socket) => void {
  return (socket) => {
    const rest = [...lines]
    const say = (): void => {
      const line = rest.shift()
      if (line !== undefined) socket.write(line)
    }
    socket.on('data', say)
    say()
  }
}

describe('an SMTP check', () => {
  test('greets, says who it is and goes', async () => {
    const heard: string[] = []
    await using server = await startServer((socket) => {
      socket.on('data', (bytes) => heard.push(String(bytes)))
      saying('220-mail.example.org\r\n220 ESMTP\r\n', '250 hello\r\n', '221 bye\r\n')(socket)
    })
    const check = smtpCheck({ connectIp, connectPort: server.port, heloName: 'lb.example.org' })
    expect(await outcomeOf(check)).toEqual({ ok: true })
    expect(heard).toEqual(['HELO lb.example.org\r\n', 'QUIT\r\n'])
  })

  const misbehaviours: readonly (readonly [string, (socket: Socket) => void, string])[] = [
    ['says nothing', () => undefined, 'no greeting within 400 ms'],
    ['is not ready', saying('554 no\r\n'), 'the greeting is "554 no"'],
    ['does not like us', saying('220 x\r\n', '550 who?\r\n'), 'the answer to HELO is "550 who?"'],
    ['forgets us', saying('220 x\r\n'), 'no answer to HELO within 400 ms'],
    ['does not let us go', saying('220 x\r\n', '250 x\r\n'), 'no answer to QUIT within 400 ms'],
    ['speaks something else', saying('SSH-2.0-x\r\n'), 'the greeting is "SSH-2.0-x"'],
    ['never ends its line', saying('220 '.padEnd(10_000, 'x')), 'the greeting never ends'],
    [
      'goes on for ever',
      (socket) => {
        const timer = setInterval(() => socket.write('220-x\r\n'), 10)
        socket.on('close', () => clearInterval(timer))
      },
      'no greeting within 400 ms',
    ],
    ['closes', (socket) => socket.end(), 'the connection was closed before the greeting'],
  ]

  test.concurrent.each(misbehaviours)('a server that %s', async (_, misbehave, reason) => {
    await using server = await startServer(misbehave)
    const check = smtpCheck({ connectIp, connectPort: server.port, connectTimeoutMs: 400 })
    expect(await failureOf(check)).toBe(reason)
  })

  test('asks the hosts it is told, one each time', async () => {
    await using well = await startServer(saying('220 x\r\n', '250 x\r\n', '221 x\r\n'))
    await using ill = await startServer(saying('421 x\r\n'))
    const hosts = [well, ill].map(({ port }) => ({ connectIp, connectPort: port }))
    const check = smtpCheck({ connectIp: '192.0.2.1', connectPort: 25, hosts })
    expect(await failureOf(check, 0)).toBeUndefined()
    expect(await failureOf(check, 1)).toBe('the greeting is "421 x"')
  })

  test('refuses a name that would end its line', () => {
    expect(() => smtpCheck({ connectIp, connectPort: 25, heloName: 'a\r\nb' })).toThrow(
      'heloName: ',
    )
  })
})
