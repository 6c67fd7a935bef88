// Sends an advert with a TTL of 254 from this namespace twice a second: node inject.ts. From SIGUSR2
// on, so that the start of a program costs no time of the scenario.
import { AF_PACKET, SOCK_RAW, interfaceIndex, openSocket, packetAddress } from '@holdfast/linux'
import { craftedAdverts } from '../../interop/crafted/adverts.js'
import { frameOf } from '../../interop/crafted/frame.js'
import { stationInterface, stations } from '../../interop/lab/stations.js'

const everyMs = 500

const advert = craftedAdverts.find(({ name }) => name === 'v2-ttl-254-src9')
if (advert === undefined) throw new Error('there is no such advert')
const packet = advert.packet({ vrid: 51, address: '10.77.0.100' })
const frame = frameOf(packet, stations.C.mac, stations.B.mac)

const address = packetAddress({ interfaceIndex: interfaceIndex(stationInterface), protocol: 0 })
const socket = openSocket(AF_PACKET, SOCK_RAW, 0)
socket.bind(address)

const alive = setInterval(() => undefined, everyMs)
process.once('SIGUSR2', () => {
  clearInterval(alive)
  socket.send(frame)
  setInterval(() => socket.send(frame), everyMs)
})
console.log('ready')
