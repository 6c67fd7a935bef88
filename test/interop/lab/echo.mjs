// Answers every datagram to port 7777 of any address, in both families.
// Plain JavaScript, as it starts at once and takes nothing from the routers beside it.
import { createSocket } from 'node:dgram'

const socket = createSocket('udp6')
socket.on('message', (message, { port, address }) => socket.send(message, port, address))
// An answer that cannot be sent is a packet lost, which is what is being measured.
socket.on('error', () => undefined)
socket.bind(7777, '::', () => console.log('ready'))
