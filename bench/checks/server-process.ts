// Takes every connection on loopback and closes it when the client does; prints its port.
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

const server = createServer((socket) => {
  socket.on('error', () => socket.destroy())
  socket.on('end', () => socket.destroy())
  socket.resume()
})
server.listen({ port: 0, host: '0.0.0.0', backlog: 4096 }, () => {
  console.log((server.address() as AddressInfo).port)
})
