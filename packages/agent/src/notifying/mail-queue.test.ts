import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { silentLogger, systemClock } from '@holdfast/core'
import { afterEach, expect, test } from 'vitest'
import type { MailMessage } from './alert-mail.js'
import { MailQueue } from './mail-queue.js'
import { smtpMailer } from './smtp-mailer.js'

const servers: Server[] = []
const sockets: Socket[] = []

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) server.close()
})

function listen(onConnect: (socket: Socket) => void): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      sockets.push(socket)
      onConnect(socket)
    })
    servers.push(server)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

/** Takes every mail, as RFC 5321 has it; `mails` are the texts between DATA and the lone dot. */
function smtpServer(mails: string[]): (socket: Socket) => void {
  return (socket) => {
    let input = ''
    let data: string[] | undefined
    socket.write('220 test\r\n')
    socket.on('data', (bytes) => {
      input += bytes.toString()
      for (let end = input.indexOf('\r\n'); end >= 0; end = input.indexOf('\r\n')) {
        const line = input.slice(0, end)
        input = input.slice(end + 2)
        if (data !== undefined && line === '.') {
          mails.push(data.join('\n'))
          data = undefined
          socket.write('250 taken\r\n')
        } else if (data !== undefined) {
          data.push(line)
        } else if (line === 'DATA') {
          data = []
          socket.write('354 go on\r\n')
        } else if (line === 'QUIT') {
          socket.end('221 bye\r\n')
        } else {
          socket.write('250 well\r\n')
        }
      }
    })
  }
}

const message = (subject: string): MailMessage => ({
  from: 'keepalived@lb01',
  to: ['ops@example.org'],
  subject,
  text: '=> VRRP Instance is now owning VRRP VIPs <=\n',
})

function newQueue(warnings: string[]): MailQueue {
  const logger = { ...silentLogger, warn: (text: string) => void warnings.push(text) }
  return new MailQueue({ mailer: smtpMailer, clock: systemClock, logger })
}

test('mails are handed over in order, with the header lines that people filter by', async () => {
  const mails: string[] = []
  const port = await listen(smtpServer(mails))
  const server = { host: '127.0.0.1', port, heloName: 'lb01', timeoutMs: 5000 }
  const warnings: string[] = []
  const queue = newQueue(warnings)
  queue.push(message('[lb01] VRRP Instance VI_1 - Entering MASTER state'), server)
  queue.push(message('[lb01] VRRP Instance VI_1 - Entering BACKUP state'), server)
  await queue.idle()
  expect(warnings).toEqual([])
  expect(mails).toHaveLength(2)
  expect(mails[0]).toContain('Subject: [lb01] VRRP Instance VI_1 - Entering MASTER state\n')
  expect(mails[0]).toContain('From: keepalived@lb01\n')
  expect(mails[0]).toContain('To: ops@example.org\n')
  expect(mails[0]).toContain('\n\n=> VRRP Instance is now owning VRRP VIPs <=')
  expect(mails[1]).toContain('Subject: [lb01] VRRP Instance VI_1 - Entering BACKUP state\n')
})

test('a server that says nothing is given up after its deadline, and the next mail tried', async () => {
  const port = await listen(() => undefined)
  const mails: string[] = []
  const good = await listen(smtpServer(mails))
  const server = { host: '127.0.0.1', port, heloName: 'lb01', timeoutMs: 100 }
  const warnings: string[] = []
  const queue = newQueue(warnings)
  queue.push(message('lost'), server)
  queue.push(message('found'), { ...server, port: good, timeoutMs: 5000 })
  await queue.idle()
  expect(warnings).toEqual(['the mail server 127.0.0.1 did not take "lost"'])
  expect(mails).toHaveLength(1)
})

test('closing breaks off what is under way', async () => {
  const port = await listen(() => undefined)
  const server = { host: '127.0.0.1', port, heloName: 'lb01', timeoutMs: 60_000 }
  const warnings: string[] = []
  const queue = newQueue(warnings)
  queue.push(message('a'), server)
  queue.push(message('b'), server)
  queue.close()
  await queue.idle()
  expect(warnings[0]).toBe('2 mails were not handed over')
})
