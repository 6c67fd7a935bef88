import { expect, test } from 'vitest'
import { configurationReader } from './configuration-reader.js'

const text = `
vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  virtual_ipaddress {
    192.0.2.10/24
  }
}
virtual_server 192.0.2.10 80 {
  protocol TCP
  real_server 198.51.100.1 80 {
  }
}
`

test.each([
  [{}, 1, 1],
  [{ vrrpOnly: true, serversOnly: false }, 1, 0],
  [{ vrrpOnly: false, serversOnly: true }, 0, 1],
  [{ vrrpOnly: true, serversOnly: true }, 1, 1],
])('%j: instances and virtual servers', (options, instances, virtualServers) => {
  const { value } = configurationReader(options).read(text)
  expect(value.instances).toHaveLength(instances)
  expect(value.virtualServers).toHaveLength(virtualServers)
})
