/** Configurations of two virtual routers, and of the sync group that they may be. */
export const instance = (name: string, vrid: number, priority: number): string => `
vrrp_instance ${name} {
    interface eth0
    virtual_router_id ${vrid}
    priority ${priority}
    virtual_ipaddress {
        192.0.2.${vrid}/24
    }
}`

export const group = `
vrrp_sync_group G1 {
    group {
        VI_1
        VI_2
    }
}`
