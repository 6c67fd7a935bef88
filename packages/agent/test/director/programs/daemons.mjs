// daemons.mjs NAME: what web servers do not do. TCP 7: each line comes back behind the name. TCP 25:
// SMTP as far as a check goes. UDP 7: everything comes back. UDP 53: an answer without a record.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

const [name] = process.argv.slice(2)
const ignore = () => undefined

const echo = createServer({ noDelay: true }, (socket) => {
  createInterface({ input: socket.on('error', ignore) }).on('line', (line) => {
    socket.write(`${name} ${line}\n`)
  })
})
const mail = createServer((socket) => {
  socket.on('error', ignore).write(`220 ${name} ESMTP\r\n`)
  createInterface({ input: socket }).on('line', (line) => {
    if (/^quit/i.test(line)) socket.end('221 bye\r\n')
    else socket.write('250 ok\r\n')
  })
})
const udpEcho = createSocket('udp4')
udpEcho.on('message', (message, { port, address }) => udpEcho.send(message, port, address, ignore))
const names = createSocket('udp4')
names.on('message', (message, { port, address }) => {
  message.writeUInt8(message.readUInt8(2) | 0x80, 2)
  names.send(message, port, address, ignore)
})
await Promise.all([
  once(echo.listen(7), 'listening'),
  once(mail.listen(25), 'listening'),
  once(udpEcho.bind(7), 'listening'),
  once(names.bind(53), 'listening'),
])
console.log('ready')
