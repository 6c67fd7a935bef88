// A datagram to everybody every 20 ms: by these the observer knows how far it has read.
import { createSocket } from 'node:dgram'

const socket = createSocket('udp4')
socket.on('error', () => undefined)
socket.bind(() => {
  socket.setBroadcast(true)
  setInterval(() => socket.send('tick', 7778, '10.77.0.255', () => undefined), 20)
})
