/**
 * The process that `PcapBackend` starts for each interface, so that an abort of libpcap's binding
 * ends it and not the application. Not to be imported.
 *
 * @packageDocumentation
 */
import { Capture } from './pcap/capture.js'
import type { SendMessage } from './pcap/messages.js'

const [interfaceName = '', filter = ''] = process.argv.slice(2)
const capture = new Capture(interfaceName, filter, (message) => {
  // The channel is gone when the parent has just ended.
  if (process.connected) process.send?.(message)
})
process.on('message', (message) => {
  capture.send(message as SendMessage)
})
process.on('disconnect', () => {
  process.exit(0)
})
// A terminal's Ctrl-C is for the parent: it closes the transport, or ends, and this process with it.
process.on('SIGINT', () => undefined)
void capture.start()
